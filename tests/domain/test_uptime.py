from __future__ import annotations

from datetime import timedelta

import pytest

from entelech.domain.check import Status
from entelech.domain.reason import Reason
from entelech.domain.tally import Outage, Tally
from entelech.domain.uptime import (
    UptimePolicy,
    counted_outages,
    error_budget_left_ms,
    is_disputed,
    mean_time_between_failures,
    mean_time_to_recover,
    uptime,
)
from tests.builders import NOON

HOUR_MS = 3_600_000


def an_outage(
    start_h: float, end_h: float, *, is_planned: bool = False, is_recovered: bool = True
) -> Outage:
    return Outage(
        start=NOON + timedelta(hours=start_h),
        end=NOON + timedelta(hours=end_h),
        reason=Reason.TIMEOUT,
        is_planned=is_planned,
        is_recovered=is_recovered,
    )


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (UptimePolicy(), 90.0),  # 18 of 20 hours
        (UptimePolicy(degraded_weight_percent=50), 80.0),  # 14 and half of 4
        (UptimePolicy(degraded_weight_percent=0), 70.0),
        (UptimePolicy(is_maintenance_counted=True), 81.81),  # 18 of 22, rounded down
    ],
)
def test_uptime_counts_what_was_agreed(policy: UptimePolicy, expected: float) -> None:
    day = Tally(
        watched_ms=24 * HOUR_MS,
        known_ms={
            Status.HEALTHY: 14 * HOUR_MS,
            Status.DEGRADED: 4 * HOUR_MS,
            Status.DOWN: 2 * HOUR_MS,
        },
        planned_ms={Status.DOWN: 2 * HOUR_MS},
    )

    found = uptime(day, policy)

    assert (found.percent, found.coverage_percent) == (expected, 91.66)  # 22 of 24 hours


def test_unknown_time_is_neither_up_nor_down() -> None:
    found = uptime(
        Tally(watched_ms=24 * HOUR_MS, known_ms={Status.HEALTHY: HOUR_MS}), UptimePolicy()
    )

    assert (found.percent, found.coverage_percent) == (100.0, 4.16)


def test_an_outage_without_a_recovery_is_not_in_the_time_to_recover() -> None:
    outages = [an_outage(1, 2), an_outage(5, 8), an_outage(23, 24, is_recovered=False)]

    assert mean_time_to_recover(outages) == timedelta(hours=2)
    assert mean_time_to_recover([an_outage(1, 2, is_recovered=False)]) is None


def test_time_between_failures_is_up_time_by_failures() -> None:
    """24 hours, 4 of them down in two failures: 20 / 2."""
    known = {Status.HEALTHY: 20 * HOUR_MS, Status.DOWN: 4 * HOUR_MS}
    counted = uptime(Tally(known_ms=known), UptimePolicy())

    found = mean_time_between_failures([an_outage(0, 3), an_outage(5, 6)], counted)

    assert found == timedelta(hours=10)
    assert mean_time_between_failures([], counted) is None


def test_the_error_budget_shrinks_with_downtime_and_goes_below_nothing() -> None:
    """99.5 % of 1,000 hours leaves 5: after 2 there are 3 left, after 6 there is one too few."""
    policy = UptimePolicy(target_hundredths=9_950)

    def left(down_h: int) -> int | None:
        known = {Status.HEALTHY: (1000 - down_h) * HOUR_MS, Status.DOWN: down_h * HOUR_MS}
        return error_budget_left_ms(uptime(Tally(known_ms=known), policy), policy)

    assert [left(2), left(6)] == [3 * HOUR_MS, -HOUR_MS]
    assert error_budget_left_ms(uptime(Tally(), policy), policy) is None


def test_an_outage_cut_by_maintenance_is_one_where_maintenance_counts() -> None:
    first = an_outage(1, 2, is_recovered=False)
    cut = [first, an_outage(2, 3, is_planned=True)]

    assert counted_outages(cut, UptimePolicy()) == (first,)
    assert counted_outages(cut, UptimePolicy(is_maintenance_counted=True)) == (an_outage(1, 3),)


@pytest.mark.parametrize(
    ("claim", "expected"), [(0.99, False), (0.985, False), (0.95, True), (1.0, False), (None, None)]
)
def test_a_claim_that_is_off_the_measurement_is_flagged(
    claim: float | None, expected: bool | None
) -> None:
    known = {Status.HEALTHY: 99 * HOUR_MS, Status.DOWN: HOUR_MS}

    assert is_disputed(uptime(Tally(known_ms=known), UptimePolicy()), claim) is expected
