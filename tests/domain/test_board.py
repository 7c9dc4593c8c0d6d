from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.board import (
    Board,
    Cell,
    ClientBoard,
    Sums,
    cell_of,
    last_days,
    merged,
    merged_sums,
    sums_of,
    updated,
)
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR
from entelech.domain.tally import Tally
from entelech.domain.uptime import UptimePolicy
from tests.builders import NOON, SHARD

A, B = ClientId("a"), ClientId("b")
HOUR_MS = 3_600_000
WELL = Cell(watched_ms=HOUR_MS, known_ms=(HOUR_MS, 0, 0), p95_ms=200)
HALF = Cell(watched_ms=HOUR_MS, known_ms=(HOUR_MS // 2, 0, HOUR_MS // 2))
EMPTY = Board(shard=SHARD)


def hours(*cells: Cell, end: datetime = NOON) -> ClientBoard:
    """The hours before ``end``, newest first."""
    return ClientBoard(hours={end - (n + 1) * HOUR: cell for n, cell in enumerate(cells)})


def test_a_cell_keeps_what_a_list_shows() -> None:
    found = cell_of(
        Tally(
            watched_ms=HOUR_MS,
            known_ms={Status.HEALTHY: 1000, Status.DOWN: 5},
            planned_ms={Status.DEGRADED: 7},
            latency=histogram_of([100.0] * 19 + [900.0]),
        )
    )

    assert found == Cell(
        watched_ms=HOUR_MS, known_ms=(1000, 0, 5), planned_ms=(0, 7, 0), p95_ms=found.p95_ms
    )
    assert found.p95_ms is not None
    assert 95 <= found.p95_ms <= 105
    assert found.tally.known_ms == {Status.HEALTHY: 1000, Status.DEGRADED: 0, Status.DOWN: 5}


def test_a_cell_is_put_over_the_one_before() -> None:
    first = updated(EMPTY, {A: hours(WELL)}, known={A}, now=NOON)
    second = updated(first, {A: hours(HALF)}, known={A}, now=NOON)

    assert (first.version, second.version) == (1, 2)
    assert second.clients == {A: hours(HALF)}
    assert updated(second, {A: hours(HALF)}, known={A}, now=NOON) is second


def test_what_is_old_and_who_left_go() -> None:
    board = updated(EMPTY, {A: hours(WELL), B: hours(WELL)}, known={A, B}, now=NOON)

    later = updated(board, {}, known={A, B}, now=NOON + timedelta(hours=26))
    alone = updated(board, {}, known={A}, now=NOON)

    assert later.clients == {}
    assert alone.clients == {A: hours(WELL)}


@given(order=st.permutations(range(6)))
def test_cells_may_come_in_any_order_and_twice(order: list[int]) -> None:
    changes = [hours(*[WELL] * n, HALF) for n in range(3)] * 2
    board = EMPTY
    for n in order:
        board = updated(board, {A: changes[n]}, known={A}, now=NOON)
    board = updated(board, {A: changes[2]}, known={A}, now=NOON)

    assert board.clients[A].hours.keys() == changes[2].hours.keys()


def sums(board: ClientBoard) -> Sums:
    (found,) = sums_of(Board(shard=SHARD, version=1, clients={A: board})).values()
    return found


def test_the_last_day_is_of_full_hours_and_invents_none() -> None:
    """23 hours well and one half of its time; the one before counts no more."""
    found = sums(hours(*[WELL] * 23, HALF, HALF))

    assert found.day_uptime(UptimePolicy(), NOON + timedelta(minutes=59)).percent == 97.91
    assert found.day_uptime(UptimePolicy(), NOON + timedelta(hours=3)).percent is None
    assert found.month_uptime(UptimePolicy()).percent is None
    assert sums_of(EMPTY) == {}


def test_a_client_that_nobody_watched_lately_has_no_day() -> None:
    board = Board(
        shard=SHARD, version=1, clients={A: hours(WELL), B: hours(WELL, end=NOON - 24 * HOUR)}
    )

    assert sums_of(board)[B].day_uptime(UptimePolicy(), NOON).percent is None


def test_the_last_month_is_of_its_newest_thirty_days() -> None:
    days = {date(2025, 1, 1) + timedelta(days=n): WELL for n in range(31)} | {
        date(2025, 1, 1): HALF
    }
    board = ClientBoard(hours=hours(WELL).hours, days=days)

    assert (len(last_days(board)), last_days(board)[0]) == (30, date(2025, 1, 2))
    assert sums(board).month_uptime(UptimePolicy()).percent == 100.0


def test_sums_of_two_shards_are_one() -> None:
    one, other = sums(hours(WELL)), sums(hours(HALF))

    found = merged_sums([one, other])

    assert found is not None
    assert found.day.watched_ms == 2 * HOUR_MS
    assert merged_sums([]) is None


def test_an_hour_in_two_shards_adds_up_and_a_day_is_whole_in_each() -> None:
    day = {date(2025, 1, 14): WELL}
    found = merged(
        [
            ClientBoard(hours=hours(HALF).hours, days=day),
            ClientBoard(hours=hours(WELL).hours, days=day),
        ]
    )

    (cell,) = found.hours.values()
    assert (cell.watched_ms, cell.known_ms, cell.p95_ms) == (
        2 * HOUR_MS,
        (HOUR_MS // 2 * 3, 0, HOUR_MS // 2),
        None,
    )
    assert found.days == day
    assert datetime(2025, 1, 15, 11, tzinfo=UTC) in found.hours
