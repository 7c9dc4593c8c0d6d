from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.backtest import (
    Judged,
    Trial,
    candidates,
    firings,
    judged,
    recommended,
)
from entelech.domain.check import Status
from entelech.domain.incident import opened
from entelech.domain.metric_day import Figures
from entelech.domain.past_readings import Seen, series_of, series_of_days
from entelech.domain.period import QUARTER, Period
from entelech.domain.reason import Reason
from entelech.domain.rollup import Rollup
from entelech.domain.rule import Comparison
from entelech.domain.tally import Outage, Tally
from tests.alerting import MINUTE, a_reading, a_rule
from tests.builders import NOON, TNT, a_registration, at

if TYPE_CHECKING:
    from entelech.domain.incident import Incident

from entelech.domain.client import Client

CLIENT = Client(
    registration=a_registration(systems=1), version=1, created_at=at(-9999), updated_at=at(-9999)
)
DAY = Period(start=NOON, end=at(24 * 60))


def quarters(down: dict[int, int]) -> list[Rollup]:
    """A day of quarters, of which those were down for so many minutes from their start."""
    made = []
    for n in range(96):
        start = NOON + n * QUARTER
        minutes = down.get(n, 0)
        known = {Status.HEALTHY: (15 - minutes) * 60_000, Status.DOWN: minutes * 60_000}
        outages = (
            (Outage(start=start, end=start + minutes * MINUTE, reason=Reason.TIMEOUT),)
            if minutes
            else ()
        )
        tally = Tally(
            watched_ms=900_000,
            known_ms={status: ms for status, ms in known.items() if ms},
            checks=15,
            outages=outages,
        )
        period = Period(start=start, end=start + QUARTER)
        made.append(Rollup(period=period, client=tally, systems={"System 0": tally}))
    return made


def test_the_past_is_stepped_as_the_present_is() -> None:
    """Down for 12 of 60 minutes is 80 %: below 95 % for the four readings that hold it."""
    rule = a_rule(window_minutes=60)

    found = firings(rule, series_of(rule, CLIENT, None, quarters({8: 12}), DAY), DAY.end)

    # the quarter 8 ends at 14:15, and has left the hour at 15:15
    assert [(each.period, each.peak) for each in found] == [
        (Period(start=at(135), end=at(195)), Decimal(80))
    ]


def test_an_outage_is_seen_from_its_start_to_its_end() -> None:
    rule = a_rule(
        metric_name="status",
        comparison=Comparison.EQUALS,
        threshold=Decimal(2),
        hold=5 * MINUTE,
    )

    found = firings(rule, series_of(rule, CLIENT, "System 0", quarters({8: 12, 20: 3}), DAY), at(0))

    # 14:00 to 14:12, held for five minutes; three minutes are too short
    assert [each.period for each in found] == [Period(start=at(125), end=at(132))]


def test_a_days_work_is_read_when_the_day_is_over() -> None:
    rule = a_rule(metric_name="success_rate", threshold=Decimal(90))
    days = [
        (at(24 * 60 * n), [Figures(total=10, successful=done, failed=10 - done)])
        for n, done in enumerate((9, 8, 10))
    ]

    found = firings(rule, series_of_days(rule, days), at(24 * 60 * 3))

    # 90, 80 and 100 %
    assert [each.period for each in found] == [Period(start=at(24 * 60), end=at(48 * 60))]


def an_incident(start: float, end: float, *, is_real: bool | None) -> Incident:
    story = opened("0m5xq2v40-a1b2c3d4.tnt", TNT, "TNT", at(start))
    return replace(story, resolved_at=at(end), is_real=is_real)


def test_firings_are_judged_by_what_people_said_of_incidents() -> None:
    rule = a_rule()
    values = {10: 90, 20: 99, 30: 90, 40: 99, 50: 90, 60: 99}
    series = [Seen(at(minute), a_reading(value, at(minute))) for minute, value in values.items()]
    incidents = [
        an_incident(12, 18, is_real=True),
        an_incident(32, 38, is_real=False),
        an_incident(52, 58, is_real=None),
        an_incident(90, 95, is_real=True),
    ]

    found = judged(firings(rule, series, at(100)), incidents, at(100))

    assert found == Judged(fired=3, minutes=30, right=1, wrong=1, missed=1)


def test_candidates_are_values_that_were_there_and_the_rules_own() -> None:
    series = [[Seen(at(n), a_reading(80 + n, at(n))) for n in range(17)]]

    assert candidates(a_rule(), series) == [
        Decimal(80 + n) for n in (0, 2, 4, 6, 8, 10, 12, 14, 15, 16)
    ]


def a_trial(threshold: int, fired: int, right: int = 0, missed: int = 0) -> Trial:
    found = Judged(fired=fired, minutes=fired, right=right, wrong=0, missed=missed)
    return Trial(threshold=Decimal(threshold), judged=found)


def test_judged_incidents_choose_the_threshold() -> None:
    trials = [a_trial(90, 1, 1, 1), a_trial(95, 3, 2, 0), a_trial(99, 9, 2, 0)]

    best, why = recommended(trials, 1, timedelta(days=30))

    assert best.threshold == 95
    assert "misses 0" in why


def test_without_judgement_one_alarm_a_client_and_week_is_bearable() -> None:
    """28 days and two clients: eight alarms."""
    trials = [a_trial(90, 1), a_trial(95, 8), a_trial(99, 9)]

    best, why = recommended(trials, 2, timedelta(days=28))

    assert best.threshold == 95
    assert "8 times in 28 days" in why
