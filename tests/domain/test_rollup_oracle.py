"""The fold against an oracle that knows nothing of stretches: it asks every second what is known.

Histories are made at random, with gaps, late and repeated samples, changes of the interval,
maintenance, status flaps and the days on which clocks change in three zones.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.calendar import Calendar
from entelech.domain.check import Status
from entelech.domain.ids import ClientId
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.domain.rollup import HourRollup, WatchedSystem, fold_day, fold_quarters
from entelech.domain.tally import Tally
from entelech.domain.timeline import Sample
from entelech.domain.uptime import UptimePolicy, uptime
from tests.builders import SHARD, TNT, a_result

SECOND = timedelta(seconds=1)
HISTORIES = 200
DAYS = (
    (date(2025, 3, 30), "Europe/Berlin", 23),  # 02:00 -> 03:00
    (date(2025, 10, 26), "Europe/Berlin", 25),
    (date(2025, 11, 2), "America/New_York", 25),
    (date(2025, 3, 9), "America/New_York", 23),
    (date(2025, 4, 6), "Australia/Lord_Howe", 24.5),  # clocks there move by half an hour
    (date(2025, 1, 15), "Asia/Kathmandu", 24),  # 5:45 from UTC
)
REASONS = (Reason.OK, Reason.OK, Reason.OK, Reason.DEGRADED, Reason.TIMEOUT, Reason.UNKNOWN)
_STATUSES = {
    Reason.OK: Status.HEALTHY,
    Reason.DEGRADED: Status.DEGRADED,
    Reason.TIMEOUT: Status.DOWN,
}


@dataclass(frozen=True)
class History:
    day: date
    zone: ZoneInfo
    system: WatchedSystem
    planned: list[Period]


def a_history(seed: int) -> History:
    """Instants are whole seconds, so that asking every second is exact."""
    rng = random.Random(seed)  # noqa: S311 - the same histories at every run
    day, zone_name, _ = DAYS[seed % len(DAYS)]
    zone = ZoneInfo(zone_name)
    period = Calendar(zone=zone).day(day)
    at = period.start - timedelta(minutes=rng.randrange(180))
    watched_from = at + timedelta(minutes=rng.randrange(400)) * rng.randrange(2)
    watched_to = period.end - timedelta(minutes=rng.randrange(400)) * rng.randrange(2)
    samples = []
    interval = timedelta(minutes=rng.choice([1, 5, 15, 60]))
    reason = Reason.OK
    while at < period.end + timedelta(hours=1):
        if rng.random() < 0.05:
            reason = rng.choice(REASONS)
        if rng.random() < 0.02:
            interval = timedelta(minutes=rng.choice([1, 5, 15, 60]))
        if rng.random() < 0.03:
            at += timedelta(seconds=rng.randrange(4 * 3600))  # nothing ran
        sample = Sample(
            at=at, interval=interval, result=a_result(reason, attempts=rng.choice([1, 1, 2]))
        )
        samples += [sample] * rng.choice([1, 1, 1, 2])
        at += interval + timedelta(seconds=rng.randrange(-20, 20))
    rng.shuffle(samples)
    planned = []
    if rng.random() < 0.5:
        start = period.start + timedelta(seconds=rng.randrange(20 * 3600))
        planned.append(Period(start=start, end=start + timedelta(seconds=rng.randrange(7200))))
    system = WatchedSystem(
        name="CRM",
        is_critical=True,
        samples=samples,
        watched=[Period(start=watched_from, end=watched_to)],
    )
    return History(day=day, zone=zone, system=system, planned=planned)


def second_by_second(history: History) -> tuple[Counter[Status], Counter[Status], int]:
    """Milliseconds known outside and inside of maintenance, and those that were watched."""
    known: Counter[Status] = Counter()
    planned: Counter[Status] = Counter()
    watched_ms = 0
    (watched,) = history.system.watched
    said = {int(each.at.timestamp()): each for each in history.system.samples if each.at in watched}
    plans = [(each.start.timestamp(), each.end.timestamp()) for each in history.planned]
    watched_from, watched_to = watched.start.timestamp(), watched.end.timestamp()
    first, end = _seconds_of(history)
    last, ends = None, 0.0
    for second in range(first - 4 * 3600, end):
        if second in said:
            last = said[second].result.reason
            ends = second + 1.5 * said[second].interval.total_seconds()
        if second < first or not watched_from <= second < watched_to:
            continue
        watched_ms += 1000
        if last in _STATUSES and second < ends:
            is_planned = any(start <= second < end for start, end in plans)
            (planned if is_planned else known)[_STATUSES[last]] += 1000
    return known, planned, watched_ms


def _seconds_of(history: History) -> tuple[int, int]:
    """The seconds that a clock on the wall shows this day's date in."""
    noon = datetime(*history.day.timetuple()[:3], 12, tzinfo=UTC)
    around = [noon + timedelta(minutes=minute) for minute in range(-2160, 2160)]
    inside = [each for each in around if each.astimezone(history.zone).date() == history.day]
    return int(inside[0].timestamp()), int(inside[-1].timestamp()) + 60


def folded(history: History) -> Tally:
    """Through quarters of UTC, from the hour before the day to the hour after it."""
    period = Calendar(zone=history.zone).day(history.day)
    within = Period(
        start=period.start.replace(minute=0, second=0) - timedelta(hours=1),
        end=period.end + timedelta(hours=1),
    )
    quarters = fold_quarters([history.system], history.planned, within)
    hours = HourRollup(
        client_id=ClientId(TNT), shard=SHARD, start=within.start, ticks=0, quarters=quarters
    )
    day = fold_day(ClientId(TNT), history.day, Calendar(zone=history.zone), [hours])
    return day.whole.systems["CRM"]


@pytest.mark.parametrize("tenth", range(10))
def test_the_fold_equals_asking_every_second(tenth: int) -> None:
    for seed in range(tenth, HISTORIES, 10):
        history = a_history(seed)
        known, planned, watched_ms = second_by_second(history)

        tally = folded(history)

        assert (Counter(tally.known_ms), Counter(tally.planned_ms)) == (known, planned), seed
        assert tally.watched_ms == watched_ms, seed
        down = [each for each in tally.outages if not each.is_planned]
        assert sum(each.length_ms for each in down) == known[Status.DOWN], seed


def test_the_histories_hold_what_is_hard() -> None:
    """Else the equality above would say little."""
    tallies = [folded(a_history(seed)) for seed in range(HISTORIES)]

    assert sum(tally.known_ms.get(Status.DOWN, 0) > 0 for tally in tallies) > HISTORIES / 2
    assert sum(bool(tally.planned_ms) for tally in tallies) > HISTORIES / 4
    assert sum(tally.observed_ms < tally.watched_ms for tally in tallies) > HISTORIES / 2


@pytest.mark.parametrize(("day", "zone", "hours"), DAYS)
def test_a_local_day_is_as_long_as_its_clocks_make_it(day: date, zone: str, hours: float) -> None:
    period = Calendar(zone=ZoneInfo(zone)).day(day)

    assert period.end - period.start == timedelta(hours=hours)


def test_the_order_and_repetition_of_samples_change_nothing() -> None:
    history = a_history(1)
    within = Period(
        start=Calendar(zone=history.zone).day(history.day).start,
        end=Calendar(zone=history.zone).day(history.day).end,
    )
    once = fold_quarters([history.system], history.planned, within)
    shuffled = [*reversed(history.system.samples), *history.system.samples[:50]]
    again = WatchedSystem(
        name="CRM", is_critical=True, samples=shuffled, watched=history.system.watched
    )

    assert fold_quarters([again], history.planned, within) == once


def test_uptime_is_full_only_without_any_downtime() -> None:
    """One millisecond down in 90 days rounds to 100.00; it must not be said to be."""
    almost = Tally(known_ms={Status.HEALTHY: 90 * 86_400_000 - 1, Status.DOWN: 1})

    assert uptime(almost, UptimePolicy()).percent == 99.99
    assert uptime(Tally(known_ms={Status.HEALTHY: 1}), UptimePolicy()).percent == 100.0
    assert uptime(Tally(), UptimePolicy()).percent is None
