"""What polling costs in storage, to the unit."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.dynamodb import packing
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.domain.access import ClientScope
from entelech.domain.board import Board, Cell, ClientBoard, sums_of
from entelech.domain.ids import ClientId
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from tests.builders import NOON, SHARD
from tests.fakes.metering import Meter, item_bytes
from tests.full_shard import CLIENTS_IN_SHARD, FoldedShard, FullShard

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

HOUR = 60


@pytest.fixture
def shard(dynamo: Table) -> FullShard:
    made = FullShard(dynamo)
    made.poll_well(0)  # the first run makes the state
    made.meter.reset()
    return made


def test_a_full_shard_costs_one_write_unit_a_minute(shard: FullShard) -> None:
    """198 checks for one unit: 5.05 a thousand, where one item a check would cost 1,000."""
    for minute in range(1, HOUR + 1):
        shard.poll_well(minute)

    assert shard.meter.write_units == HOUR
    assert shard.meter.requests == {"BatchGetItem": 2 * HOUR, "PutItem": HOUR}


@pytest.mark.parametrize("changed", [1, 3, 20])
def test_changes_of_status_cost_the_state_once_however_many_they_are(
    shard: FullShard, changed: int
) -> None:
    """The tick, and the state of 198 systems in one unit more; nothing more while it lasts."""
    refused = Unanswered(reason=Reason.CONNECTION, detail="refused")
    for row in shard.rows[:changed]:
        shard.prober.script(row.url, [refused])

    shard.poll(1)
    first = shard.meter.write_units
    shard.poll(2)

    assert (first, shard.meter.write_units) == (2, 3)


def test_systems_that_hang_cost_a_second_tick(shard: FullShard) -> None:
    """At the change the tick and the state, afterwards a tick in each of two lanes."""
    hung = Unanswered(reason=Reason.TIMEOUT, duration_ms=10_000)
    shard.prober.script(shard.rows[0].url, [hung])

    shard.poll(1)
    first = shard.meter.write_units
    shard.poll(2)

    assert (first, shard.meter.write_units) == (2, 4)


def test_item_sizes_follow_the_rules() -> None:
    """Names and values: 2 + 3, 1 + 4, 1 + 3 (four digits in two bytes, and one), 1 + 1."""
    item = {"pk": {"S": "abc"}, "b": {"B": b"1234"}, "n": {"N": "2025"}, "t": {"BOOL": True}}

    assert item_bytes(item) == 5 + 5 + 4 + 2


def _put(table: Table, size: int, **more: object) -> None:
    """An item of so many bytes: the key takes 2 + 1 + 2 + 1, the value one for its name."""
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}, "v": {"B": b"x" * (size - 7)}, **more}
    table._client.put_item(TableName="entelech", Item=item)


@pytest.mark.parametrize(("size", "units"), [(1024, 1), (1025, 2), (2049, 3)])
def test_a_write_costs_a_unit_for_each_kilobyte_begun(dynamo: Table, size: int, units: int) -> None:
    meter = Meter(dynamo._client)

    _put(dynamo, size)

    assert meter.write_units == units


def test_a_smaller_item_costs_what_the_larger_one_did(dynamo: Table) -> None:
    """Source: DynamoDB developer guide: the larger of the sizes before and after."""
    meter = Meter(dynamo._client)
    _put(dynamo, 3000)
    meter.reset()

    _put(dynamo, 100)

    assert meter.write_units == 3


def test_an_item_in_the_index_costs_its_entry_too(dynamo: Table) -> None:
    meter = Meter(dynamo._client)

    _put(dynamo, 100, list_key={"S": "CLIENT#active"}, list_sort={"S": "a"})

    assert meter.write_units == 2


def test_what_the_meter_cannot_count_is_refused(dynamo: Table) -> None:
    meter = Meter(dynamo._client)

    with pytest.raises(NotImplementedError):
        dynamo._client.execute_statement(Statement="SELECT * FROM entelech")

    assert meter.write_units == 0


def test_an_hour_is_folded_for_one_write_unit_a_client(dynamo: Table) -> None:
    """66 clients of 198 systems and the board, so 5.6 for 1,000 checks.

    Two queries of ticks, as the first one's samples reach back before the hour; a second fold
    finds all as it is and writes nothing.
    """
    folding = FoldedShard(dynamo)

    first = folding.fold()
    again = folding.fold()

    assert (first.write_units, again.write_units) == (CLIENTS_IN_SHARD + 1, 0)
    assert first.requests == {"GetItem": 2, "BatchGetItem": 2, "Query": 2, "PutItem": 67}
    assert again.requests == {"GetItem": 2, "BatchGetItem": 2, "Query": 2}


def test_a_full_board_costs_a_write_unit_for_a_thousand_checks(dynamo: Table) -> None:
    """66 clients with all their hours and days, one in thirty of which had an outage: 12 units an
    hour, in which they are checked 11,880 times. What a list reads of it is a tenth.
    """
    seeded = random.Random(1)  # noqa: S311 - the same figures at every run

    def cell(length_ms: int) -> Cell:
        down_ms = 60_000 if seeded.random() < 1 / 30 else 0
        p95_ms = int(seeded.gauss(220, 30))
        return Cell(watched_ms=length_ms, known_ms=(length_ms - down_ms, 0, down_ms), p95_ms=p95_ms)

    clients = {
        ClientId(f"client-{n:04}"): ClientBoard(
            hours={NOON - n * timedelta(hours=1): cell(3_600_000) for n in range(26)},
            days={(NOON - timedelta(days=n)).date(): cell(86_400_000) for n in range(32)},
        )
        for n in range(CLIENTS_IN_SHARD)
    }
    board = Board(shard=SHARD, version=1, clients=clients)
    meter = Meter(dynamo._client)
    store = DynamoHistoryStore(dynamo)

    store.save_board(board)

    item = packing.pack_board(board)
    assert store.board(SHARD) == board
    assert packing.unpack_sums(item, ClientScope.everything()) == sums_of(board)
    assert meter.write_units == 12
    assert len(item["sums"]) < len(item["packed"]) / 5
