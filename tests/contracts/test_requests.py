"""What an answer costs in requests and read units: exact, and the same however many checks there were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
from entelech.domain.access import ClientScope
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR
from entelech.domain.timeframe import Asked, Timeframe
from entelech.services.history import HistoryService
from entelech.services.status import StatusService
from tests.builders import NOON
from tests.contracts.test_history_store import an_hour
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter
from tests.full_shard import store_fleet
from tests.stored_history import MINUTES_A_DAY, store_history

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

ALL = ClientScope.everything()


class Counted:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.meter = Meter(table._client)
        self.history = HistoryService(
            fleet=DynamoFleetReader(table),
            history=DynamoHistoryStore(table),
            suspicions=DynamoSuspicionStore(table),
            clock=FakeClock(),
        )
        self.status = StatusService(
            fleet=DynamoFleetReader(table),
            registry=DynamoRegistryStore(table),
            history=DynamoHistoryStore(table),
            suspicions=DynamoSuspicionStore(table),
            clock=FakeClock(),
        )

    def cost_of(self, answer: Any) -> tuple[dict[str, int], float]:
        """Requests by operation, and read units."""
        self.meter.reset()
        answer()
        return dict(self.meter.requests), self.meter.read_units


@pytest.fixture
def counted(dynamo: Table) -> Counted:
    return Counted(dynamo)


@pytest.mark.parametrize("minutes", [3, 10])
def test_a_thousand_clients_are_read_with_five_requests(counted: Counted, minutes: int) -> None:
    """16 shards: the directory, 16 x 9 items and 12 of today in batches of 100, inactive clients, suspect minutes.

    Each of the items is within 4 KB: 1 unit for the directory, 156, half of one for the list, and 1.
    """
    store_fleet(counted.table, 1000, minutes=minutes)

    def answer() -> None:
        fleet = counted.status.all_clients(ALL, include_inactive=False, limit=1000, cursor=None)
        assert fleet.overall_summary.healthy_clients == 1000

    assert counted.cost_of(answer) == ({"Query": 3, "BatchGetItem": 2}, 158.5)


def test_one_client_is_read_with_three_requests(counted: Counted) -> None:
    """The client, 8 items of its shard, and the hours of a day, of which there are none here."""
    store_fleet(counted.table, 66)

    def answer() -> None:
        health = counted.status.client_health(ALL, ClientId("client-0"))
        assert health.summary.healthy_systems == 3

    assert counted.cost_of(answer) == ({"GetItem": 1, "BatchGetItem": 1, "Query": 1}, 10)


def test_a_client_is_erased_25_items_a_request(counted: Counted) -> None:
    """60 hours of 1.6 KB are one page and three batches; the client itself goes last, alone."""
    registry = DynamoRegistryStore(counted.table)
    store_fleet(counted.table, 1)
    client = registry.client(ClientId("client-0"))
    assert client is not None
    hours = [replace(an_hour(NOON + n * HOUR), client_id=client.client_id) for n in range(60)]
    DynamoHistoryStore(counted.table).save_hours(hours)

    requests, _ = counted.cost_of(lambda: registry.erase(client))

    assert requests == {"Query": 1, "BatchWriteItem": 3, "DeleteItem": 1}


def test_the_health_check_costs_three_requests(counted: Counted) -> None:
    """The directory, the 6 ticks of 4 shards, and suspect minutes."""
    store_fleet(counted.table, 200)

    answer = counted.status.poller_health

    assert counted.cost_of(answer) == ({"Query": 2, "BatchGetItem": 1}, 26)


@pytest.mark.parametrize("checks_a_day", [MINUTES_A_DAY, MINUTES_A_DAY // 5])
@pytest.mark.parametrize(
    ("timeframe", "requests"),
    [
        (Timeframe.DAY, {"GetItem": 1, "Query": 2}),
        (Timeframe.MONTH, {"GetItem": 1, "Query": 2}),
        (Timeframe.QUARTER, {"GetItem": 1, "Query": 2}),
    ],
)
def test_a_history_is_read_with_three_requests(
    counted: Counted, timeframe: Timeframe, requests: dict[str, int], checks_a_day: int
) -> None:
    """The client; its hours or days, with those of the period before; suspect minutes."""
    client = store_history(counted.table, days=181, checks_a_day=checks_a_day)

    def answer() -> None:
        found = counted.history.client_history(ALL, client, Asked(timeframe=timeframe))
        assert found.client.figures.coverage_percentage == 100
        assert found.client.trend.uptime_points == 0

    asked, units = counted.cost_of(answer)

    assert asked == requests
    assert units <= 45  # of four kilobytes: 180 days of a quarter kilobyte a system, at the most
