"""A full shard and a stored fleet, as tests and benchmarks of what storage costs need them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.client_packing import pack_client
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.table import Put, Table
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.domain.client import Client
from entelech.domain.document import instant_text
from entelech.domain.placement import moved, place
from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.domain.shard import ShardConfig
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from entelech.services.folding import Folder
from tests.builders import NOON, SHARD, a_registration, a_result, a_tick, an_answer, at
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter
from tests.fakes.prober import FakeProber
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import a_suspector

if TYPE_CHECKING:
    from entelech.domain.shard import Row

CLIENTS_IN_SHARD = 66
"""Three systems each: 198 of 200, as many whole clients as fit."""


class FullShard:
    """A full shard whose systems answer as differently as real ones do; its requests are metered."""

    def __init__(self, table: Table) -> None:
        self.meter = Meter(table._client)
        self.clock = FakeClock(NOON)
        self.prober = FakeProber()
        self.random = random.Random(1)  # noqa: S311 - the same figures at every run
        config = ShardConfig(shard=SHARD, version=1)
        for n in range(CLIENTS_IN_SHARD):
            config = place(config, a_registration(f"client-{n:03}"), NOON)
        self.rows = config.rows
        table.put(Put(key=keys.shard_config(SHARD), item=packing.pack_config(config)))
        self.checker = Checker(
            store=DynamoTickStore(table),
            examiner=Examiner(
                prober=self.prober,
                headers=a_reader(),
                beats=FakeBeatStore(),
                clock=self.clock,
                cpu_share=0.17,
            ),
            suspector=a_suspector(),
            clock=self.clock,
        )

    def answers_well(self, row: Row) -> None:
        """200 ms in the middle, a tenth over 430; a claim of its own, up to a minute old."""
        claimed_at = self.clock.now() - timedelta(seconds=self.random.randrange(60))
        uptime = 100 - self.random.randrange(500) / 100
        body = (
            f'{{"status":"healthy","timestamp":"{instant_text(claimed_at)}",'
            f'"uptime_percentage":{uptime:.2f}}}'
        )
        duration_ms = self.random.lognormvariate(5.3, 0.6)
        answer = an_answer(body.encode(), duration_ms=duration_ms)
        self.prober.script(row.url, [answer])

    def poll(self, minute: int) -> None:
        """Run the minute after noon; each system that answers well does so anew."""
        now = at(minute, seconds=2)
        self.clock.advance((now - self.clock.now()).total_seconds())
        self.checker.run(SHARD, newest_due(SHARD, now), budget_s=30)

    def poll_well(self, minute: int) -> None:
        """Run the minute with every system healthy."""
        for row in self.rows:
            self.answers_well(row)
        self.poll(minute)


def store_fleet(table: Table, clients: int, *, minutes: int = 10) -> None:
    """So many clients with three systems each, and the ticks of the last minutes before noon."""
    for first in range(0, clients, CLIENTS_IN_SHARD):
        shard = ShardId(interval=Interval.MINUTE, number=first // CLIENTS_IN_SHARD)
        config = ShardConfig(shard=shard, version=1)
        for n in range(first, min(first + CLIENTS_IN_SHARD, clients)):
            config = place(config, a_registration(f"client-{n}"), NOON - timedelta(days=1))
        table.put(Put(key=keys.shard_config(shard), item=packing.pack_config(config)))
        line = {"systems_count": len(config.rows), "clients_count": len(config.residents)}
        table.put(Put(key=keys.directory_line(shard), item=line))
        store_ticks(table, config, minutes=minutes)
    store_first_client(table)


def store_ticks(table: Table, config: ShardConfig, *, minutes: int) -> None:
    """Ticks in which all systems of the shard are well."""
    results = {row.slot: a_result() for row in config.rows}
    newest = newest_due(config.shard, NOON)
    for minute in range(minutes):
        tick = a_tick(newest - timedelta(minutes=minute), {}, config.shard)
        item = packing.pack_tick(replace(tick, results=results))
        table.put(Put(key=keys.tick(tick.shard, tick.window), item=item))


def store_first_client(table: Table) -> None:
    registration = a_registration("client-0")
    client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
    shard = ShardConfig(shard=ShardId(interval=Interval.MINUTE, number=0))
    client = replace(client, memberships=moved(client, place(shard, registration, NOON), NOON))
    table.put(Put(key=keys.client(client.client_id), item=pack_client(client)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What was asked of the table."""

    requests: dict[str, int]
    write_units: int
    read_units: float


class FoldedShard:
    """A full shard of whole clients with an hour of ticks, as different as real ones are."""

    def __init__(self, table: Table) -> None:
        since = NOON - timedelta(days=1)
        self._shard = FullShard(table)
        config = ShardConfig(shard=SHARD, version=1)
        for n in range(CLIENTS_IN_SHARD):
            registration = a_registration(f"client-{n:03}")
            config = place(config, registration, since)
            client = Client(
                registration=registration, version=1, created_at=since, updated_at=since
            )
            client = replace(client, memberships=moved(client, config, since))
            table.put(Put(key=keys.client(client.client_id), item=pack_client(client)))
        table.put(Put(key=keys.shard_config(SHARD), item=packing.pack_config(config)))
        for minute in range(-2, 60):
            self._shard.poll_well(minute)
        self._folder = Folder(
            registry=DynamoRegistryStore(table),
            history=DynamoHistoryStore(table),
            clock=FakeClock(at(65)),
        )

    def fold(self) -> Cost:
        """Fold the hour from noon."""
        meter = self._shard.meter
        meter.reset()
        self._folder.fold(SHARD, NOON)
        return Cost(
            requests=dict(meter.requests),
            write_units=meter.write_units,
            read_units=meter.read_units,
        )
