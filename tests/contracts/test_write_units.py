"""What polling costs in storage, to the unit."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.table import Put, Table
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.domain.placement import place
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from entelech.domain.schedule import newest_due
from entelech.domain.shard import ShardConfig
from entelech.services.checking import Checker
from tests.builders import NOON, SHARD, a_registration, an_answer, at
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter, item_bytes
from tests.fakes.prober import FakeProber

if TYPE_CHECKING:
    from entelech.domain.shard import Row

CLIENTS = 66
"""Three systems each: 198 systems, a full shard of whole clients."""
MINUTES = 10


class Shard:
    """A full shard whose systems answer as differently as real ones do."""

    def __init__(self, table: Table) -> None:
        self.meter = Meter(table._client)
        self.clock = FakeClock(NOON)
        self.prober = FakeProber()
        self.random = random.Random(1)  # noqa: S311 - the same figures at every run
        config = ShardConfig(shard=SHARD, version=1)
        for n in range(CLIENTS):
            config = place(config, a_registration(f"client-{n:03}"), NOON)
        self.rows = config.rows
        table.put(Put(key=keys.shard_config(SHARD), item=packing.pack_config(config)))
        self.checker = Checker(
            store=DynamoTickStore(table),
            prober=self.prober,
            clock=self.clock,
            starts_per_second=133,
        )

    def answers_well(self, row: Row) -> None:
        uptime = 100 - self.random.randrange(500) / 100
        body = f'{{"status":"healthy","uptime_percentage":{uptime}}}'.encode()
        duration_ms = self.random.lognormvariate(5.3, 0.6)
        self.prober.script(row.health_url, [an_answer(body, duration_ms=duration_ms)])

    def poll(self, minute: int) -> None:
        now = at(minute, seconds=2)
        self.clock.advance((now - self.clock.now()).total_seconds())
        self.checker.run(SHARD, newest_due(SHARD, now), budget_s=30)


@pytest.fixture
def shard(dynamo: Table) -> Shard:
    made = Shard(dynamo)
    for row in made.rows:
        made.answers_well(row)
    made.poll(0)  # the first run makes the state
    made.meter.reset()
    return made


def test_a_full_shard_costs_one_write_unit_a_minute(shard: Shard) -> None:
    """198 checks for one unit: 5.05 a thousand, where one item a check would cost 1,000."""
    for minute in range(1, MINUTES + 1):
        for row in shard.rows:
            shard.answers_well(row)
        shard.poll(minute)

    assert shard.meter.write_units == MINUTES
    assert shard.meter.requests == {"BatchGetItem": 2 * MINUTES, "PutItem": MINUTES}


def test_a_change_of_status_costs_the_state_once(shard: Shard) -> None:
    """The tick, and the state of 198 systems in one unit more."""
    refused = Unanswered(reason=Reason.CONNECTION, detail="refused")
    shard.prober.script(shard.rows[0].health_url, [refused])

    shard.poll(1)
    changed = shard.meter.write_units
    shard.poll(2)

    assert (changed, shard.meter.write_units) == (2, 3)


def test_item_sizes_follow_the_rules() -> None:
    """Names and values: 2 + 3, 1 + 4, 1 + 3 (four digits in two bytes, and one), 1 + 1."""
    item = {"pk": {"S": "abc"}, "b": {"B": b"1234"}, "n": {"N": "2025"}, "t": {"BOOL": True}}

    assert item_bytes(item) == 5 + 5 + 4 + 2
