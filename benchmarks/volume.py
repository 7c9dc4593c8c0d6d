"""How soon a silent failure is seen, and how often an alarm is false, on simulated days of clients.

Each client has its own size, working hours, weekend and growth; its days differ by more than chance
(a log-normal tenth to a quarter), and hours are drawn from the Poisson distribution. The figures
follow from the seed, so they are exact.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.line import Line
from entelech.domain.expected_volume import WEEKS, Anomaly, expectation

if TYPE_CHECKING:
    from benchmarks.processes import Targets
    from entelech.domain.expected_volume import RunsUntil

CLIENT_DAYS = 1200
_SIZES = (40, 120, 400, 1500)
"""Runs of a weekday."""
_FAILS_AT = (9, 11, 14)
_HOURS = 24
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of so many quiet days, and of as many that stop at some hour: what was told, and when.

    ``delays_h`` are the hours from the failure to the first alarm of the days where one was.
    """

    days: int
    false_alarms: int
    delays_h: Sequence[float]
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    size: int
    opens: int
    closes: int
    spread: float
    growth: float
    weekend: float


def simulated(client_days: int = CLIENT_DAYS, *, sizes: Sequence[int] = _SIZES) -> Outcome:
    """So many days, each once as it is and once with a failure."""
    chance = random.Random(7)  # noqa: S311 - the same figures at every run
    false_alarms, missed = 0, 0
    delays: list[float] = []
    for n in range(client_days):
        client = _client(chance, sizes[n % len(sizes)])
        is_weekend = chance.random() < 2 / 7
        weeks = [_runs_of(_day(chance, client, is_weekend, ago)) for ago in range(WEEKS, 0, -1)]
        hours = _day(chance, client, is_weekend, 0)
        false_alarms += _first_alarm(hours, weeks, 1, None) is not None
        fails_at = chance.choice(_FAILS_AT)
        stopped = [runs if hour < fails_at else 0 for hour, runs in enumerate(hours)]
        seen_at = _first_alarm(stopped, weeks, fails_at + 1, Anomaly.LOW)
        if seen_at is None:
            missed += 1
        else:
            delays.append(seen_at - fails_at)
    return Outcome(days=client_days, false_alarms=false_alarms, delays_h=delays, missed=missed)


def lines(_targets: Targets) -> list[Line]:
    """Alarms on quiet days, hours until a failure is seen, and failures that the day does not show."""
    found = simulated()
    large = simulated(sizes=_SIZES[1:])
    return [
        Line(
            name=f"False alarms of the expected volume, {found.days} client-days",
            budget=1.0,
            measured=100 * found.false_alarms / found.days,
            unit="% of days",
            is_exact=True,
        ),
        Line(
            name="A silent failure is seen after, clients of 120 runs a day and more",
            budget=3.0,
            measured=statistics.median(large.delays_h),
            unit="hours, median",
            spread=(min(large.delays_h), max(large.delays_h)),
            is_exact=True,
        ),
        Line(
            name="Silent failures that their own day does not show, the same clients",
            budget=5.0,
            measured=100 * large.missed / large.days,
            unit="% of failures",
            is_exact=True,
        ),
    ]


def _client(chance: random.Random, size: int) -> _Client:
    opens = chance.choice((0, 7, 8, 9))
    return _Client(
        size=size,
        opens=opens,
        closes=24 if opens == 0 else chance.choice((17, 18, 20)),
        spread=chance.uniform(0.1, 0.25),
        growth=chance.uniform(0.0, 0.02),
        weekend=chance.uniform(0.2, 1.0),
    )


def _day(chance: random.Random, client: _Client, is_weekend: bool, weeks_ago: int) -> list[int]:
    """Runs of each hour."""
    level = client.size * (client.weekend if is_weekend else 1.0)
    level *= (1 + client.growth) ** -weeks_ago * chance.lognormvariate(0, client.spread)
    open_hours = client.closes - client.opens
    return [
        _poisson(chance, level / open_hours if client.opens <= hour < client.closes else 0.0)
        for hour in range(_HOURS)
    ]


def _runs_of(hours: Sequence[int]) -> RunsUntil:
    def until(so_far: timedelta) -> float:
        return float(sum(hours[: max(0, so_far // _HOUR)]))

    return until


def _first_alarm(
    hours: Sequence[int], weeks: Sequence[RunsUntil], first: int, kind: Anomaly | None
) -> float | None:
    """The hour at whose end there is one, of that kind or of any."""
    today = _runs_of(hours)
    for hour in range(first, _HOURS + 1):
        found = expectation(today, weeks, hour * _HOUR).anomaly
        if found is not None and kind in {None, found}:
            return float(hour)
    return None


def _poisson(chance: random.Random, mean: float) -> int:
    """Source: Knuth, The Art of Computer Programming, volume 2, 3.4.1; large means in parts."""
    found = 0
    while mean > 0:
        part, mean = min(mean, 30.0), mean - min(mean, 30.0)
        limit, product = math.exp(-part), chance.random()
        while product > limit:
            found += 1
            product *= chance.random()
    return found
