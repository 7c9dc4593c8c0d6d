"""What an answer costs in requests: exact, and independent of how many checks there were."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.registry import DynamoRegistryStore, pack_client
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.access import ClientScope
from entelech.domain.client import Client
from entelech.domain.ids import ClientId
from entelech.domain.placement import moved, place
from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.domain.shard import ShardConfig
from entelech.services.status import StatusService
from tests.builders import NOON, a_registration, a_result, a_tick
from tests.fakes.clock import FakeClock

ALL = ClientScope.everything()
CLIENTS_IN_SHARD = 66
"""Three systems each: 198 of 200."""


class Counted:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.made: Counter[str] = Counter()
        table._client.meta.events.register("before-call.dynamodb", self._count)
        self.status = StatusService(
            fleet=DynamoFleetReader(table),
            registry=DynamoRegistryStore(table),
            clock=FakeClock(),
        )

    def _count(self, model: Any, **_: object) -> None:
        self.made[model.name] += 1

    def requests_of(self, answer: Any) -> dict[str, int]:
        self.made.clear()
        answer()
        return dict(self.made)

    def store_fleet(self, clients: int) -> None:
        """So many clients with three systems each, and the ticks of the last ten minutes."""
        for first in range(0, clients, CLIENTS_IN_SHARD):
            shard = ShardId(interval=Interval.MINUTE, number=first // CLIENTS_IN_SHARD)
            config = ShardConfig(shard=shard, version=1)
            for n in range(first, min(first + CLIENTS_IN_SHARD, clients)):
                config = place(config, a_registration(f"client-{n}"), NOON - timedelta(days=1))
            self.table.put(Put(key=keys.shard_config(shard), item=packing.pack_config(config)))
            line = {"systems_count": len(config.rows)}
            self.table.put(Put(key=keys.directory_line(shard), item=line))
            self.store_ticks(config, minutes=10)
        registration = a_registration("client-0")
        client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
        config = place(
            ShardConfig(shard=ShardId(interval=Interval.MINUTE, number=0)), registration, NOON
        )
        client = replace(client, memberships=moved(client, config, NOON))
        self.table.put(Put(key=keys.client(client.client_id), item=pack_client(client)))

    def store_ticks(self, config: ShardConfig, *, minutes: int) -> None:
        results = {row.slot: a_result() for row in config.rows}
        newest = newest_due(config.shard, NOON)
        for minute in range(minutes):
            tick = a_tick(newest - timedelta(minutes=minute), {}, config.shard)
            key = keys.tick(tick.shard, tick.window)
            item = packing.pack_tick(replace(tick, results=results))
            self.table.put(Put(key=key, item=item))


@pytest.fixture
def counted(dynamo: Table) -> Counted:
    return Counted(dynamo)


def test_a_thousand_clients_are_read_with_four_requests(counted: Counted) -> None:
    """16 shards: the directory, 16 x 8 items in batches of 100, and the list of inactive clients."""
    counted.store_fleet(1000)

    def answer() -> None:
        fleet = counted.status.all_clients(ALL, include_inactive=False, limit=1000, cursor=None)
        assert fleet.overall_summary.healthy_clients == 1000

    assert counted.requests_of(answer) == {"Query": 2, "BatchGetItem": 2}


def test_one_client_is_read_with_two_requests(counted: Counted) -> None:
    counted.store_fleet(66)

    def answer() -> None:
        health = counted.status.client_health(ALL, ClientId("client-0"))
        assert health.summary.healthy_systems == 3

    assert counted.requests_of(answer) == {"GetItem": 1, "BatchGetItem": 1}


def test_the_health_check_costs_two_requests(counted: Counted) -> None:
    counted.store_fleet(200)

    assert counted.requests_of(counted.status.poller_health) == {"Query": 1, "BatchGetItem": 1}
