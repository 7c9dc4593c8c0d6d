from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.board import Board, Cell, ClientBoard
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.ids import ClientId, Slot
from entelech.domain.period import HOUR, QUARTER, Period, pieces
from entelech.domain.reason import Reason
from entelech.domain.rollup import DayRollup, HourRollup, Rollup
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import Lane
from entelech.domain.tally import Claims, Outage, Tally
from tests.builders import NOON, SHARD, a_result, a_tick, at

if TYPE_CHECKING:
    from datetime import datetime

    from tests.contracts.conftest import Stores

CLIENT = ClientId("tnt-limousine-001")
OTHER = ShardId(interval=Interval.FIVE_MINUTES, number=0)


def a_tally(start: datetime) -> Tally:
    """With something in every field."""
    return Tally(
        watched_ms=900_000,
        known_ms={Status.HEALTHY: 700_000, Status.DEGRADED: 40_000, Status.DOWN: 60_100},
        planned_ms={Status.DOWN: 30_000},
        checks=15,
        retries=3,
        reasons={Reason.OK: 13, Reason.TLS: 2},
        outages=(
            Outage(start=start, end=start + timedelta(seconds=60.1), reason=Reason.TLS),
            Outage(
                start=start + timedelta(seconds=600),
                end=start + timedelta(seconds=630),
                reason=Reason.TLS,
                is_planned=True,
                is_recovered=True,
            ),
        ),
        latency=histogram_of([120.4, 200.0, 5100.0]),
        claims=Claims(total_millionths=1_985_000, count=2),
    )


def an_hour(start: datetime = NOON, *, ticks: int = 60, shard: ShardId = SHARD) -> HourRollup:
    return HourRollup(
        client_id=CLIENT,
        shard=shard,
        start=start,
        ticks=ticks,
        quarters=[
            Rollup(
                period=quarter,
                client=a_tally(quarter.start),
                systems={"CRM": a_tally(quarter.start), "Mail": Tally(watched_ms=900_000)},
            )
            for quarter in pieces(Period(start=start, end=start + HOUR), QUARTER)
        ],
    )


def a_day(day: date, *, ticks: int = 1440) -> DayRollup:
    period = Period(start=NOON, end=NOON + timedelta(hours=23))
    whole = Rollup(period=period, client=a_tally(NOON), systems={"CRM": a_tally(NOON)})
    return DayRollup(
        client_id=CLIENT,
        day=day,
        zone="Europe/Berlin",
        ticks=ticks,
        whole=whole,
        business=replace(whole, systems={}),
    )


def all_hours(stores: Stores) -> list[HourRollup]:
    period = Period(start=NOON - 10 * HOUR, end=NOON + 10 * HOUR)
    return list(stores.history.hours(CLIENT, period))


def test_ticks_of_a_period_are_found_over_the_border_of_hours(stores: Stores) -> None:
    ticks = [a_tick(at(minute), {0: a_result(), 1: a_result()}) for minute in (-2, -1, 0, 59, 60)]
    slow = replace(a_tick(at(0), {2: a_result()}), lane=Lane.SLOW)
    for tick in [*ticks, slow]:
        stores.ticks.add_tick(tick)

    found = stores.history.ticks(
        SHARD, Period(start=at(-1), end=at(60)), [Slot(0), Slot(1), Slot(2)]
    )

    def order(tick: object) -> str:
        return str(tick)

    assert sorted(found, key=order) == sorted([*ticks[1:4], slow], key=order)


def test_ticks_say_nothing_of_other_slots(stores: Stores) -> None:
    stores.ticks.add_tick(a_tick(NOON, {0: a_result(), 1: a_result()}))

    (found,) = stores.history.ticks(SHARD, Period(start=NOON, end=at(1)), [Slot(1)])

    assert set(found.results) == {1}


def test_hours_read_back_by_time(stores: Stores) -> None:
    hours = [an_hour(NOON - HOUR), an_hour(NOON), an_hour(NOON, shard=OTHER, ticks=12)]

    assert stores.history.save_hours(hours) == 3

    assert all_hours(stores) == hours


def test_hours_are_read_from_a_period_that_is_half_open(stores: Stores) -> None:
    stores.history.save_hours([an_hour(NOON), an_hour(NOON + HOUR), an_hour(NOON + 2 * HOUR)])

    found = stores.history.hours(CLIENT, Period(start=NOON + QUARTER, end=NOON + 2 * HOUR))

    assert [each.start for each in found] == [NOON + HOUR]
    assert stores.history.hours(CLIENT, Period(start=NOON, end=NOON)) == []


def test_an_hour_that_is_there_just_so_is_not_written_again(stores: Stores) -> None:
    stores.history.save_hours([an_hour()])

    assert stores.history.save_hours([an_hour()]) == 0


def test_an_hour_out_of_fewer_ticks_replaces_none(stores: Stores) -> None:
    early, whole = an_hour(ticks=58), replace(an_hour(ticks=60), quarters=an_hour().quarters)
    stores.history.save_hours([early])

    assert stores.history.save_hours([whole]) == 1
    assert stores.history.save_hours([early]) == 0

    assert all_hours(stores) == [whole]


def test_days_read_back_by_date(stores: Stores) -> None:
    days = [a_day(date(2025, 1, 14)), a_day(date(2025, 1, 15)), a_day(date(2025, 2, 1))]
    assert all(stores.history.save_day(each) for each in days)

    found = stores.history.days(CLIENT, date(2025, 1, 15), date(2025, 2, 1))

    assert list(found) == days[1:]


def test_a_day_out_of_fewer_ticks_replaces_none(stores: Stores) -> None:
    on = date(2025, 1, 15)
    stores.history.save_day(a_day(on))

    assert not stores.history.save_day(a_day(on, ticks=1000))

    assert list(stores.history.days(CLIENT, on, on)) == [a_day(on)]


def test_known_clients_are_found_by_id(stores: Stores) -> None:
    assert stores.registry.known([CLIENT]) == {}


def test_a_board_reads_back_and_gives_way_to_the_next_version_only(stores: Stores) -> None:
    cells = ClientBoard(
        hours={
            at(-60): Cell(watched_ms=3_600_000, known_ms=(3_600_000, 0, 0), p95_ms=210),
            at(-120): Cell(watched_ms=900_000, known_ms=(1, 2, 3), planned_ms=(4, 5, 6)),
            at(-180): Cell(watched_ms=0, known_ms=(0, 0, 0)),
        },
        days={date(2025, 1, 14): Cell(watched_ms=86_400_000, known_ms=(86_399_999, 0, 1))},
    )
    board = Board(shard=SHARD, version=1, clients={CLIENT: cells, ClientId("b"): ClientBoard()})

    assert stores.history.board(SHARD) == Board(shard=SHARD)
    assert stores.history.save_board(board)
    assert not stores.history.save_board(board)

    assert stores.history.board(SHARD) == board
    only_b = ClientScope(clients=frozenset({ClientId("b")}))
    (seen,) = stores.fleet.boards([SHARD], scope=only_b)
    assert list(seen.clients) == ["b"]
