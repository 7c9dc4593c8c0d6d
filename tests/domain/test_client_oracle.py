"""A client of several systems against an oracle that asks every second what is known of each.

Histories are made at random: two systems that are critical and one that is not, work on single
systems and on all of them, and a time in between in which a system was not watched.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from entelech.domain.check import Status
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.domain.rollup import WatchedSystem, added, fold_quarters
from entelech.domain.timeline import Sample
from tests.builders import a_result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entelech.domain.tally import Tally

HISTORIES = 24
DAY = Period(start=datetime(2025, 1, 15, tzinfo=UTC), end=datetime(2025, 1, 15, 12, tzinfo=UTC))
REASONS = (Reason.OK, Reason.OK, Reason.DEGRADED, Reason.TIMEOUT, Reason.TIMEOUT, Reason.UNKNOWN)
STATUSES = {
    Reason.OK: Status.HEALTHY,
    Reason.DEGRADED: Status.DEGRADED,
    Reason.TIMEOUT: Status.DOWN,
}
SYSTEMS = {"CRM": True, "Mail": True, "Fax": False}
"""By name, whether it is critical."""


@dataclass(frozen=True)
class History:
    systems: list[WatchedSystem]
    planned: list[Period]


@dataclass(frozen=True)
class Moment:
    """What is known of the client in one second; ``status`` None: nothing."""

    status: Status | None
    is_planned: bool


def a_history(seed: int) -> History:
    """Instants are whole seconds, so that asking every second is exact."""
    rng = random.Random(seed)  # noqa: S311 - the same histories at every run
    systems = [a_system(rng, name, is_critical=each) for name, each in SYSTEMS.items()]
    return History(systems=systems, planned=some_work(rng, 0.3))


def a_system(rng: random.Random, name: str, *, is_critical: bool) -> WatchedSystem:
    left = DAY.start + timedelta(seconds=rng.randrange(12 * 3600))
    back = left + timedelta(seconds=rng.randrange(2 * 3600))
    return WatchedSystem(
        name=name,
        is_critical=is_critical,
        samples=some_samples(rng),
        watched=[
            Period(start=DAY.start - timedelta(hours=2), end=left),
            Period(start=back, end=DAY.end + timedelta(hours=2)),
        ],
        planned=some_work(rng, 0.7),
    )


def some_work(rng: random.Random, chance: float) -> list[Period]:
    if rng.random() > chance:
        return []
    start = DAY.start + timedelta(seconds=rng.randrange(10 * 3600))
    return [Period(start=start, end=start + timedelta(seconds=rng.randrange(1, 3 * 3600)))]


def some_samples(rng: random.Random) -> list[Sample]:
    interval = timedelta(minutes=rng.choice([1, 5, 15]))
    at, reason, found = DAY.start - timedelta(hours=1), Reason.OK, []
    while at < DAY.end + timedelta(hours=1):
        if rng.random() < 0.1:
            reason = rng.choice(REASONS)
        if rng.random() < 0.03:
            at += timedelta(seconds=rng.randrange(3600))  # nothing ran
        found.append(Sample(at=at, interval=interval, result=a_result(reason)))
        at += interval + timedelta(seconds=rng.randrange(-20, 20))
    return found


def known_of(system: WatchedSystem) -> dict[int, Status]:
    """What is known of it in which second."""
    found = {}
    said = {int(each.at.timestamp()): each for each in system.samples}
    for period in system.watched:
        last, ends = None, 0.0
        for second in range(int(period.start.timestamp()), int(period.end.timestamp())):
            if second in said:
                last = said[second].result.reason
                ends = second + 1.5 * said[second].interval.total_seconds()
            if last in STATUSES and second < ends:
                found[second] = STATUSES[last]
    return found


def client_of(known: dict[str, Status]) -> Status | None:
    """Down with a critical system, degraded with any, else healthy. Source: the design, section 5."""
    if any(status is Status.DOWN and SYSTEMS[name] for name, status in known.items()):
        return Status.DOWN
    if any(status is not Status.HEALTHY for status in known.values()):
        return Status.DEGRADED
    return Status.HEALTHY if known else None


def second_by_second(history: History) -> dict[int, Moment]:
    """A second is planned by work on all, or by work on some that makes the client what it is."""
    by_name = {each.name: known_of(each) for each in history.systems}
    work = {each.name: seconds_of(each.planned) for each in history.systems}
    everybody = seconds_of(history.planned)
    found = {}
    for second in range(int(DAY.start.timestamp()), int(DAY.end.timestamp())):
        known = {name: each[second] for name, each in by_name.items() if second in each}
        others = {name: each for name, each in known.items() if second not in work[name]}
        status = client_of(known)
        is_by_work = any(second in each for each in work.values()) and client_of(others) != status
        found[second] = Moment(
            status=status, is_planned=status is not None and (second in everybody or is_by_work)
        )
    return found


def seconds_of(periods: Iterable[Period]) -> set[int]:
    return {
        second
        for each in periods
        for second in range(int(each.start.timestamp()), int(each.end.timestamp()))
    }


def folded(history: History) -> Tally:
    return added(fold_quarters(history.systems, history.planned, DAY), DAY).client


def lengths_of(moments: dict[int, Moment], *, is_planned: bool) -> Counter[Status]:
    return Counter(
        {
            status: 1000
            * sum(each == Moment(status=status, is_planned=is_planned) for each in moments.values())
            for status in STATUSES.values()
        }
    )


def outages_of(moments: dict[int, Moment]) -> list[tuple[int, int, bool, bool]]:
    """Start, end, whether it is planned, and whether the next second is known to be up."""
    found = []
    for moment, run in groupby(sorted(moments), key=moments.__getitem__):
        seconds = list(run)
        if moment.status is Status.DOWN:
            after = moments.get(seconds[-1] + 1, Moment(status=None, is_planned=False)).status
            is_recovered = after in {Status.HEALTHY, Status.DEGRADED}
            found.append((seconds[0], seconds[-1] + 1, moment.is_planned, is_recovered))
    return found


@pytest.mark.parametrize("sixth", range(6))
def test_a_client_is_what_asking_every_second_of_its_systems_says(sixth: int) -> None:
    for seed in range(sixth, HISTORIES, 6):
        history = a_history(seed)
        moments = second_by_second(history)

        tally = folded(history)

        assert +Counter(tally.known_ms) == +lengths_of(moments, is_planned=False), seed
        assert +Counter(tally.planned_ms) == +lengths_of(moments, is_planned=True), seed
        outages = [
            (
                int(each.start.timestamp()),
                int(each.end.timestamp()),
                each.is_planned,
                each.is_recovered,
            )
            for each in tally.outages
            if each.end < DAY.end
        ]
        expected = [each for each in outages_of(moments) if each[1] < DAY.end.timestamp()]
        assert outages == expected, seed
        watched = set().union(*(seconds_of(each.watched) for each in history.systems))
        assert tally.watched_ms == 1000 * len(watched & moments.keys()), seed


def test_the_histories_hold_what_is_hard() -> None:
    """Else the equality above would say little."""
    every = [a_history(seed) for seed in range(HISTORIES)]
    tallies = [folded(each) for each in every]
    outages = [each for tally in tallies for each in tally.outages]

    assert sum(bool(tally.planned_ms) for tally in tallies) > HISTORIES / 2
    assert sum(tally.observed_ms < tally.watched_ms for tally in tallies) > HISTORIES / 4
    assert sum(each.is_planned for each in outages) > HISTORIES / 4
    assert sum(not each.is_recovered for each in outages) > HISTORIES / 4
