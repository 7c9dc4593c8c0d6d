from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.backfill import begun
from entelech.domain.expected_volume import Anomaly
from entelech.domain.fleet_day import FleetCell, FleetMonth, TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.metric_day import IngestSource, MetricDay, Rejection, SystemDay, Work
from entelech.domain.metric_push import TakenPush
from entelech.domain.reason import Reason
from tests.builders import NOON, at
from tests.figures import figures, told

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

TNT, HARBOR = ClientId("tnt"), ClientId("harbor")
DAY = date(2025, 1, 15)
ALL = ClientScope.everything()
FULL = figures(
    100,
    90,
    processing_s=Decimal("230.5"),
    cost_savings=Decimal("1234567890.01"),
    hours_saved=Decimal("0.1"),
    error_reduction_percent=Decimal("-3"),
    process_improvement_percent=Decimal("45.2"),
)


def part(name: str = "Größe 7", revision: int = 1) -> SystemDay:
    return SystemDay(
        system_name=name,
        revision=revision,
        told=told(FULL),
        earlier=(told(figures(99), source=IngestSource.PUSH, currency="EUR"),),
        rejections=(
            Rejection(
                source=IngestSource.PULL,
                reason=Reason.FAILURE,
                detail="HTTP 500",
                first_at=at(0),
                last_at=at(60),
                count=2,
            ),
        ),
    )


def marks(name: str = "CRM", revision: int = 1) -> SystemIntraday:
    found = tuple(Mark(at=at(60 * n), figures=replace(FULL, total=100 + n)) for n in range(3))
    return SystemIntraday(system_name=name, revision=revision, marks=found)


def test_a_day_reads_back_system_by_system(stores: Stores) -> None:
    assert stores.metrics.save_system(TNT, DAY, part())
    assert stores.metrics.save_system(TNT, DAY, part("CRM"))

    whole = MetricDay(client_id=TNT, day=DAY, systems={"Größe 7": part(), "CRM": part("CRM")})
    assert stores.metrics.days(TNT, DAY, DAY) == [whole]
    assert stores.metrics.days_of([(TNT, DAY), (HARBOR, DAY)]) == {(TNT, DAY): whole}


def test_of_two_writers_of_one_system_the_second_writes_nothing(stores: Stores) -> None:
    stores.metrics.save_system(TNT, DAY, part())
    stores.metrics.save_system(TNT, DAY, part("CRM"))

    assert not stores.metrics.save_system(TNT, DAY, replace(part(), rejections=()))
    assert not stores.metrics.save_system(TNT, DAY, replace(part(), revision=3))
    assert stores.metrics.save_system(TNT, DAY, replace(part(), revision=2, rejections=()))

    (day,) = stores.metrics.days(TNT, DAY, DAY)
    assert day.systems == {
        "Größe 7": replace(part(), revision=2, rejections=()),
        "CRM": part("CRM"),
    }


def test_days_are_read_from_the_first_to_the_last_by_date(stores: Stores) -> None:
    for n in (3, 0, 1, 2):
        stores.metrics.save_system(TNT, DAY + timedelta(days=n), part())
    stores.metrics.save_system(HARBOR, DAY, part())
    stores.metrics.save_intraday(TNT, DAY, marks())

    days = stores.metrics.days(TNT, DAY, DAY + timedelta(days=2))

    assert [each.day for each in days] == [DAY + timedelta(days=n) for n in range(3)]


def test_how_a_day_grew_reads_back(stores: Stores) -> None:
    assert stores.metrics.save_intraday(TNT, DAY, marks())
    assert not stores.metrics.save_intraday(TNT, DAY, marks())
    assert stores.metrics.save_intraday(TNT, DAY, marks(revision=2))
    assert stores.metrics.save_intraday(TNT, DAY, marks("Mail"))

    assert stores.metrics.intraday([(TNT, DAY), (HARBOR, DAY)]) == {
        (TNT, DAY): IntradayDay(
            client_id=TNT, day=DAY, systems={"CRM": marks(revision=2), "Mail": marks("Mail")}
        )
    }


def test_a_backfill_moves_on_once(stores: Stores) -> None:
    before = begun(DAY, 3, NOON)

    assert stores.metrics.backfill(TNT) is None
    assert stores.metrics.save_backfill(TNT, before)
    assert stores.metrics.save_backfill(TNT, before.advanced(at(1)))
    assert not stores.metrics.save_backfill(TNT, before.advanced(at(2)))

    assert stores.metrics.backfill(TNT) == before.advanced(at(1))


def test_what_was_taken_is_remembered_by_its_key(stores: Stores) -> None:
    taken = TakenPush(body_digest="b" * 64, day="2025-01-15", revision=7, is_changed=True)

    stores.metrics.save_push(TNT, "a" * 64, taken)

    assert stores.metrics.push(TNT, "a" * 64) == taken
    assert stores.metrics.push(HARBOR, "a" * 64) is None


def test_months_of_the_fleet_are_shown_to_those_whose_clients_are_in_them(stores: Stores) -> None:
    work = Work(
        total=5,
        successful=4,
        failed=1,
        processing_s=Decimal("1.5"),
        timed_runs=5,
        savings={"USD": Decimal("0.01")},
    )
    cells = {DAY: FleetCell(work=work, up_weighted=100, counted_ms=2)}
    unknown = {DAY: FleetCell(up_weighted=7, counted_ms=9)}
    month = FleetMonth(month="2025-01", bucket=3, version=1, clients={TNT: cells, HARBOR: unknown})

    assert stores.fleet_days.save_month(month)
    assert not stores.fleet_days.save_month(month)

    assert stores.fleet_days.month("2025-01", 3) == month
    assert stores.fleet_days.month("2025-01", 4).version == 0
    assert stores.fleet_days.months(["2024-12", "2025-01"], scope=ALL) == [month]
    (seen,) = stores.fleet_days.months(["2025-01"], scope=ClientScope(clients=frozenset({HARBOR})))
    assert seen.clients == {HARBOR: unknown}


def test_today_is_what_was_last_stored_of_each_bucket(stores: Stores) -> None:
    runs = TodayRuns(
        ends_at=at(720),
        as_of=NOON,
        total=40,
        successful=39,
        expected=Decimal("41.5"),
        weeks=8,
        anomaly=Anomaly.LOW,
    )
    other = replace(runs, expected=None, anomaly=None)

    stores.fleet_days.save_today(0, {TNT: other})
    stores.fleet_days.save_today(0, {TNT: runs})
    stores.fleet_days.save_today(1, {HARBOR: other})

    assert stores.fleet_days.today([0, 1, 2], scope=ALL) == {TNT: runs, HARBOR: other}
    assert stores.fleet_days.today([0], scope=ALL) == {TNT: runs}
    assert not stores.fleet_days.today([1], scope=ClientScope(clients=frozenset({TNT})))
