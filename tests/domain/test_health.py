from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain import fleet, health
from entelech.domain.check import Reason, Status
from entelech.domain.client import System
from entelech.domain.ids import ClientId, Slot
from entelech.domain.reading import Latest, Reading
from entelech.domain.schedule import Interval
from entelech.domain.shard import Resident, ShardState, SlotState, Tick
from entelech.domain.tally import Tally
from entelech.domain.uptime import UptimePolicy, uptime
from tests.builders import NOON, SHARD, a_result, a_tick, at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

REASONS = {
    Status.HEALTHY: Reason.OK,
    Status.DEGRADED: Reason.DEGRADED,
    Status.DOWN: Reason.CONNECTION,
    Status.UNKNOWN: Reason.UNKNOWN,
}
HEALTHY, DEGRADED, DOWN, UNKNOWN = Status


def a_reading(status: Status = HEALTHY, **overrides: Any) -> Reading:
    return Reading(
        **{
            "system_name": "Lead Processing",
            "is_critical": True,
            "status": status,
            "since": NOON,
            "reason": REASONS[status],
            "detail": None,
            "duration_ms": 200.0,
            "measured_at": NOON,
            "claimed_uptime_ratio": None,
            "is_latency_trusted": True,
            "phases": None,
            "is_claim_stale": None,
            **overrides,
        }
    )


@pytest.mark.parametrize(
    ("statuses", "overall"),
    [
        ([HEALTHY, HEALTHY], HEALTHY),
        ([HEALTHY, DEGRADED], DEGRADED),
        ([DEGRADED, DOWN], DOWN),
        ([HEALTHY, UNKNOWN], HEALTHY),
        ([UNKNOWN, UNKNOWN], UNKNOWN),
        ([UNKNOWN, DEGRADED], DEGRADED),
        ([], UNKNOWN),
    ],
)
def test_the_worst_known_system_decides(statuses: list[Status], overall: Status) -> None:
    assert health.overall_status([a_reading(each) for each in statuses]) is overall


def test_a_system_that_is_not_critical_only_degrades_its_client() -> None:
    readings = [a_reading(), a_reading(DOWN, is_critical=False)]

    assert health.overall_status(readings) is DEGRADED


def test_a_client_is_down_since_the_longest_outage() -> None:
    readings = [a_reading(DOWN, since=at(5)), a_reading(DOWN, since=at(2)), a_reading(since=at(-9))]

    assert health.status_since(readings) == at(2)
    assert health.decisive(readings)[0].since == at(2)


def test_a_client_is_healthy_since_the_last_system_became_so() -> None:
    readings = [a_reading(since=at(-60)), a_reading(since=at(-5)), a_reading(UNKNOWN, since=None)]

    assert health.status_since(readings) == at(-5)


def test_the_mean_is_over_the_answers_there_are() -> None:
    """(100 + 301) / 2 = 200.5; a refused connection has no duration."""
    readings = [a_reading(duration_ms=100.0), a_reading(duration_ms=301.0)]

    assert health.mean_response_ms([*readings, a_reading(DOWN, duration_ms=None)]) == 200.5
    assert health.mean_response_ms([]) is None


def a_line(client_id: str, readings: Sequence[Reading]) -> fleet.ClientStatus:
    resident = Resident(client_name="TNT", industry=None)
    return fleet.client_status(
        ClientId(client_id), resident, Interval.MINUTE, readings, sums=None, now=NOON
    )


def test_a_line_names_the_system_that_its_status_rests_on() -> None:
    readings = [
        a_reading(),
        a_reading(DOWN, system_name="Booking", reason=Reason.TLS, detail="certificate expired"),
    ]

    line = a_line("tnt", readings)

    assert (line.overall_status, line.reason_code, line.reason) == (
        DOWN,
        "tls",
        "Booking: certificate expired",
    )
    assert (line.systems_count, line.healthy_systems, line.down_systems) == (2, 1, 1)


def test_a_healthy_line_gives_no_reason() -> None:
    line = a_line("tnt", [a_reading()])

    assert (line.reason_code, line.reason) == (None, None)


def test_lines_are_sorted_worst_first_then_longest() -> None:
    def line(client_id: str, status: Status, since: datetime | None) -> fleet.ClientStatus:
        reading = a_reading(status, since=since)
        return a_line(client_id, [reading])

    lines = [
        line("healthy", HEALTHY, at(-90)),
        line("unknown", UNKNOWN, None),
        line("down-late", DOWN, at(5)),
        line("down-early", DOWN, at(1)),
        line("degraded", DEGRADED, at(-5)),
    ]

    assert [each.client_id for each in sorted(lines, key=fleet.urgency)] == [
        "down-early",
        "down-late",
        "degraded",
        "unknown",
        "healthy",
    ]


STATE = ShardState(
    shard=SHARD,
    last_window=at(-30),
    slots={Slot(0): SlotState(status=HEALTHY, since=at(-30), reason=Reason.OK, detail=None)},
)


def latest(*ticks: Tick) -> Latest:
    return Latest(interval=Interval.MINUTE, state=STATE, ticks=ticks)


def read(found: Latest, now: datetime, slot: int = 0) -> Reading:
    return found.reading("Lead Processing", Slot(slot), now, is_critical=True)


def test_a_system_is_what_its_newest_result_says_since_its_state_began() -> None:
    reading = read(latest(a_tick(at(1)), a_tick(NOON)), at(1, seconds=30))

    assert (reading.status, reading.since) == (HEALTHY, at(-30))
    assert reading.measured_at == at(1, seconds=1)


def test_a_result_newer_than_the_state_dates_its_own_status() -> None:
    tick = a_tick(at(1), {0: a_result(Reason.TIMEOUT)})

    reading = read(latest(tick, a_tick(NOON)), at(1, seconds=30))

    assert (reading.status, reading.since) == (DOWN, at(1, seconds=1))


def test_a_slot_missing_in_the_newest_tick_is_read_from_the_one_before() -> None:
    reading = read(latest(a_tick(at(1), {}), a_tick(NOON)), at(1, seconds=30))

    assert (reading.status, reading.measured_at) == (HEALTHY, at(seconds=1))


def test_what_was_not_measured_for_two_intervals_is_unknown() -> None:
    """Measured one second past noon, with an interval of one minute."""
    fresh = read(latest(a_tick(NOON)), at(2, seconds=1))
    stale = read(latest(a_tick(NOON)), at(2, seconds=2))

    assert fresh.status is HEALTHY
    assert (stale.status, stale.reason, stale.since) == (UNKNOWN, Reason.MISSED_WINDOW, None)


def test_what_was_never_measured_is_unknown_for_another_reason() -> None:
    reading = read(latest(a_tick(NOON)), at(1), slot=7)

    assert (reading.status, reading.reason) == (UNKNOWN, Reason.UNKNOWN)


def test_a_claim_that_stands_still_is_flagged() -> None:
    """Two intervals of a minute are 120 s."""
    fresh = read(latest(a_tick(NOON, {0: a_result(claim_age_s=120)})), at(1))
    stale = read(latest(a_tick(NOON, {0: a_result(claim_age_s=121)})), at(1))

    assert (fresh.is_claim_stale, stale.is_claim_stale) == (False, True)
    assert read(latest(a_tick(NOON)), at(1)).is_claim_stale is None


def test_uptime_is_not_invented_and_the_claim_stands_apart() -> None:
    shown = health.system_health(
        a_reading(claimed_uptime_ratio=0.998),
        System(name="A", endpoint="https://a.example.com"),
        uptime(Tally(), UptimePolicy()),
        is_in_maintenance=False,
        now=NOON,
    )

    assert (shown.uptime_percentage, shown.claimed_uptime_percentage) == (None, 99.8)
    assert (shown.coverage_percentage, shown.is_claim_disputed) == (None, None)


@pytest.mark.parametrize(("claimed", "is_disputed"), [(0.76, False), (0.99, True)])
def test_a_claim_far_from_what_is_measured_is_disputed(
    claimed: float, *, is_disputed: bool
) -> None:
    """45 minutes up of 60 that are known, of 120 watched: 75 %, of which half is covered."""
    measured = Tally(
        watched_ms=7_200_000, known_ms={Status.HEALTHY: 2_700_000, Status.DOWN: 900_000}
    )

    shown = health.system_health(
        a_reading(claimed_uptime_ratio=claimed),
        System(name="A", endpoint="https://a.example.com"),
        uptime(measured, UptimePolicy()),
        is_in_maintenance=False,
        now=NOON,
    )

    assert (shown.uptime_percentage, shown.coverage_percentage) == (75.0, 50.0)
    assert shown.is_claim_disputed is is_disputed
