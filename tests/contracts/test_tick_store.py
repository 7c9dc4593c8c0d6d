from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from entelech.domain.check import Reason, Status
from entelech.domain.client import Client
from entelech.domain.ids import Slot
from entelech.domain.placement import place
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import ShardConfig, ShardState, SlotState
from entelech.ports import RegistryChange, TickStore
from tests.builders import NOON, SHARD, a_config, a_registration, a_result, a_row, a_tick, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

OTHER = ShardId(interval=Interval.MINUTE, number=1)
FULL = a_tick(
    NOON,
    {
        0: a_result(),
        1: a_result(Reason.TLS, detail="certificate expired", duration_ms=None, attempts=3),
        2: a_result(claimed_uptime_ratio=0.998, claim_age_s=30, duration_ms=12.3),
    },
)


@pytest.fixture
def ticks(stores: Stores) -> TickStore:
    return stores.ticks


def a_state(minutes: float, *slots: int) -> ShardState:
    return ShardState(
        shard=SHARD,
        last_window=at(minutes),
        slots={
            Slot(slot): SlotState(
                status=Status.DOWN, since=at(minutes), reason=Reason.FAILURE, detail="HTTP 500"
            )
            for slot in slots
        },
    )


def test_a_shard_that_was_never_stored_is_empty(ticks: TickStore) -> None:
    assert ticks.open(SHARD, NOON) == (ShardConfig(shard=SHARD), None)


def test_a_shard_opens_with_its_systems_and_a_stored_tick(stores: Stores) -> None:
    registration = a_registration()
    config = replace(place(ShardConfig(shard=SHARD), registration, NOON), version=1)
    client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
    stores.registry.commit(RegistryChange(client=client, shards=[config]))
    stores.ticks.add_tick(FULL)

    assert stores.ticks.open(SHARD, NOON) == (config, FULL)
    assert stores.ticks.open(SHARD, at(1)) == (config, None)


def test_a_tick_is_stored_once(ticks: TickStore) -> None:
    assert ticks.add_tick(FULL)
    assert not ticks.add_tick(a_tick(NOON, {}))

    assert ticks.newest_tick(SHARD, [NOON], a_config()) == FULL


def test_a_tick_is_read_for_the_slots_of_the_configuration_only(ticks: TickStore) -> None:
    ticks.add_tick(FULL)

    seen = ticks.newest_tick(SHARD, [NOON], a_config(a_row(1)))

    assert seen is not None
    assert set(seen.results) == {1}


def test_the_first_window_with_a_tick_counts(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON))
    ticks.add_tick(a_tick(at(1)))

    newest = ticks.newest_tick(SHARD, [at(2), at(1), NOON], a_config())

    assert newest is not None
    assert newest.window == at(1)
    assert ticks.newest_tick(SHARD, [at(2)], a_config()) is None
    assert ticks.newest_tick(SHARD, [], a_config()) is None


def test_ticks_of_an_hour_border_are_told_apart(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(at(59)))
    ticks.add_tick(a_tick(at(60)))

    stored = ticks.stored_windows([(SHARD, at(59)), (SHARD, at(60)), (SHARD, at(61))])

    assert stored == {(SHARD, at(59)), (SHARD, at(60))}


def test_ticks_of_two_shards_are_told_apart(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON))

    assert ticks.stored_windows([(OTHER, NOON)]) == frozenset()


def test_more_than_a_hundred_windows_can_be_asked_for(ticks: TickStore) -> None:
    """DynamoDB answers for at most a hundred items at once."""
    ticks.add_tick(a_tick(at(120)))

    stored = ticks.stored_windows([(SHARD, at(minute)) for minute in range(150)])

    assert stored == {(SHARD, at(120))}


def test_an_unknown_state_is_empty(ticks: TickStore) -> None:
    assert ticks.state(SHARD, a_config()) == ShardState(shard=SHARD)


def test_a_state_reads_back_for_the_slots_of_the_configuration(ticks: TickStore) -> None:
    assert ticks.save_state(a_state(0, 0, 1, 2))

    assert ticks.state(SHARD, a_config()) == a_state(0, 0, 1, 2)
    assert ticks.state(SHARD, a_config(a_row(1))) == a_state(0, 1)


def test_a_state_gives_way_to_a_later_one_only(ticks: TickStore) -> None:
    ticks.save_state(a_state(1, 0))

    assert not ticks.save_state(a_state(1, 1))
    assert not ticks.save_state(a_state(0, 1))
    assert ticks.save_state(a_state(2, 2))
    assert ticks.state(SHARD, a_config()) == a_state(2, 2)
