"""What answers on clients' work cost in requests: the same for one system as for twenty."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb import keys, metric_packing
from entelech.adapters.dynamodb.client_packing import pack_client
from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.metrics import DynamoFleetDayStore, DynamoMetricStore
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.access import ClientScope
from entelech.domain.client import Client
from entelech.domain.fleet_day import BUCKETS, FleetCell, FleetMonth
from entelech.domain.ids import ClientId
from entelech.domain.intraday import Mark, SystemIntraday
from entelech.domain.metric_day import SystemDay, Work
from entelech.domain.timeframe import Timeframe
from entelech.services.performance import PerformanceService
from entelech.services.trending import TrendService
from tests.builders import NOON, TNT, a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter
from tests.figures import figures, told

ALL = ClientScope.everything()
TODAY = date(2025, 1, 15)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FULL = figures(
    1234,
    1200,
    processing_s=Decimal("2839.55"),
    cost_savings=Decimal("1543.25"),
    hours_saved=Decimal("61.7"),
    error_reduction_percent=Decimal("87.3"),
    process_improvement_percent=Decimal("45.2"),
)


def store_client(table: Table, systems: int) -> None:
    """Half a year of days as real ones are, and nine of them hour by hour."""
    registration = a_registration(systems=systems)
    client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
    table.put(Put(key=keys.client(client.client_id), item=pack_client(client)))
    names = [f"Customer communication and lead processing {n:02}" for n in range(systems)]
    for back in range(1, 181):
        item: dict[str, bytes | int] = {}
        for n, name in enumerate(names):
            work = replace(
                FULL, total=1234 + back + n, processing_s=Decimal(f"{2839 + n * back}.55")
            )
            part = SystemDay(system_name=name, revision=3, told=told(work, earlier_at(back)))
            item[metric_packing.part_name(name)] = metric_packing.pack_system_day(part)
            item[metric_packing.revision_name(name)] = 3
        table.put(Put(key=keys.metric_day(client.client_id, TODAY - back * DAY), item=item))
    for week in range(9):
        start = NOON - 12 * HOUR - 7 * week * DAY
        marks = tuple(
            Mark(at=start + n * HOUR, figures=replace(FULL, total=1234 + 51 * n))
            for n in range(1, 25)
        )
        grown: dict[str, bytes | int] = {}
        for name in names:
            line = SystemIntraday(system_name=name, revision=24, marks=marks)
            grown[metric_packing.part_name(name)] = metric_packing.pack_intraday(line)
            grown[metric_packing.revision_name(name)] = 24
        key = keys.intraday(client.client_id, TODAY - 7 * week * DAY)
        table.put(Put(key=key, item=grown))


def earlier_at(back: int) -> datetime:
    return NOON - back * DAY + 13 * HOUR


@pytest.mark.parametrize("systems", [1, 20])
@pytest.mark.parametrize(
    ("timeframe", "requests"),
    [
        (Timeframe.DAY, {"GetItem": 1, "BatchGetItem": 2}),
        (Timeframe.MONTH, {"GetItem": 1, "BatchGetItem": 1, "Query": 1}),
        (Timeframe.QUARTER, {"GetItem": 1, "BatchGetItem": 1, "Query": 1}),
    ],
)
def test_an_answer_costs_three_requests(
    dynamo: Table, timeframe: Timeframe, requests: dict[str, int], systems: int
) -> None:
    """The client, its days, and today with the same day of eight weeks."""
    store_client(dynamo, systems)
    meter = Meter(dynamo._client)
    clock = FakeClock()
    service = PerformanceService(
        fleet=DynamoFleetReader(dynamo), store=DynamoMetricStore(dynamo, clock), clock=clock
    )

    found = service.metrics(ALL, TNT, timeframe)

    assert dict(meter.requests) == requests
    if timeframe is Timeframe.QUARTER:
        assert (found.coverage_percentage, len(found.systems)) == (100, systems)


@pytest.mark.parametrize("clients", [1, 80])
def test_a_year_of_the_fleet_costs_two_requests(dynamo: Table, clients: int) -> None:
    """Thirteen months of twelve buckets are 156 items, a hundred a request."""
    cells = {TODAY - n * DAY: FleetCell(work=Work(total=n)) for n in range(1, 366)}
    store = DynamoFleetDayStore(dynamo)
    for month in sorted({f"{day:%Y-%m}" for day in cells}):
        days = {day: cell for day, cell in cells.items() if f"{day:%Y-%m}" == month}
        for bucket in range(BUCKETS):
            each = {ClientId(f"client-{bucket}-{n}"): days for n in range(clients // BUCKETS + 1)}
            store.save_month(FleetMonth(month=month, bucket=bucket, version=1, clients=each))
    meter = Meter(dynamo._client)

    trends = TrendService(fleet_days=store, clock=FakeClock()).trends(ALL, 365)

    assert dict(meter.requests) == {"BatchGetItem": 2}
    assert trends.series[-1].total_automations == BUCKETS * (clients // BUCKETS + 1)
