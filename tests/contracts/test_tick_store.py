from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.table import Put, Table
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.domain.check import Reason, Status
from entelech.domain.client import Client
from entelech.domain.ids import Slot
from entelech.domain.placement import place
from entelech.domain.probe import Certificate, Phases
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import Lane, ShardConfig, ShardState, SlotState, Tick
from entelech.ports.registry import RegistryChange
from entelech.ports.ticks import OpenedShard, TickStore
from tests.builders import NOON, SHARD, a_config, a_registration, a_result, a_row, a_tick, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

OTHER = ShardId(interval=Interval.MINUTE, number=1)
FULL = a_tick(
    NOON,
    {
        0: a_result(),
        1: a_result(Reason.TLS, detail="certificate expired", duration_ms=None, attempts=3),
        2: a_result(
            Reason.DEGRADED,
            detail="slow",
            claimed_uptime_ratio=0.998,
            claim_age_s=30,
            duration_ms=6012.0,
            is_latency_trusted=False,
            phases=Phases(dns_ms=1, connect_ms=2, tls_ms=None, first_byte_ms=6000, total_ms=6012),
        ),
    },
)
LATE = a_tick(NOON, {0: a_result(Reason.HEARTBEAT_MISSED, duration_ms=None, came_ms=-86_400_123)})


@pytest.fixture
def ticks(stores: Stores) -> TickStore:
    """A shard with the slots 0 to 2."""
    registration = a_registration()
    config = replace(place(ShardConfig(shard=SHARD), registration, NOON), version=1)
    client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
    stores.registry.commit(RegistryChange(client=client, shards=[config]))
    return stores.ticks


def a_state(version: int, *slots: int) -> ShardState:
    return ShardState(
        shard=SHARD,
        version=version,
        last_window=at(version),
        slots={
            Slot(slot): SlotState(
                status=Status.DOWN, since=at(1), reason=Reason.FAILURE, detail="HTTP 500"
            )
            for slot in slots
        },
    )


def slow(tick: Tick) -> Tick:
    return replace(tick, lane=Lane.SLOW)


def test_a_shard_that_was_never_stored_is_empty(stores: Stores) -> None:
    ticks = stores.ticks
    nothing = OpenedShard(config=ShardConfig(shard=SHARD), state=ShardState(shard=SHARD), ticks={})

    assert ticks.open(SHARD, NOON) == nothing
    assert ticks.latest(SHARD, [NOON]) == (ShardConfig(shard=SHARD), ShardState(shard=SHARD), None)


def test_a_shard_opens_with_its_systems_state_and_stored_ticks(stores: Stores) -> None:
    registration = a_registration()
    config = replace(place(ShardConfig(shard=SHARD), registration, NOON), version=1)
    client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
    stores.registry.commit(RegistryChange(client=client, shards=[config]))
    stores.ticks.add_tick(FULL)
    stores.ticks.save_state(a_state(1, 0))

    opened = stores.ticks.open(SHARD, NOON)

    assert opened == OpenedShard(config=config, state=a_state(1, 0), ticks={Lane.MAIN: FULL})
    assert stores.ticks.open(SHARD, at(1)).ticks == {}


def test_when_it_came_to_be_so_reads_back_to_the_millisecond(ticks: TickStore) -> None:
    ticks.add_tick(LATE)

    assert ticks.open(SHARD, NOON).ticks == {Lane.MAIN: LATE}


def test_certificates_read_back_for_the_slots_of_the_configuration(ticks: TickStore) -> None:
    shown = {
        Slot(slot): Certificate(expires_at=at(slot), issuer="Let's Encrypt R11") for slot in (1, 7)
    }

    ticks.save_certificates(SHARD, shown)

    assert ticks.open(SHARD, NOON).certificates == {Slot(1): shown[Slot(1)]}


def test_a_tick_is_stored_once_a_lane(ticks: TickStore) -> None:
    assert ticks.add_tick(FULL)
    assert not ticks.add_tick(a_tick(NOON, {}))
    assert ticks.add_tick(slow(a_tick(NOON, {})))

    _, _, tick = ticks.latest(SHARD, [NOON])
    assert tick == FULL


def test_the_lanes_of_a_window_are_read_as_one(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON, {0: a_result()}))
    ticks.add_tick(slow(a_tick(NOON, {1: a_result(Reason.TIMEOUT)})))

    _, _, tick = ticks.latest(SHARD, [NOON])

    assert tick is not None
    assert {slot: each.reason for slot, each in tick.results.items()} == {
        0: Reason.OK,
        1: Reason.TIMEOUT,
    }


def test_a_tick_is_read_for_the_slots_of_the_configuration_only(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON, {1: a_result(), 7: a_result()}))

    _, _, seen = ticks.latest(SHARD, [NOON])

    assert seen is not None
    assert set(seen.results) == {1}


def test_the_first_window_with_a_tick_counts(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON))
    ticks.add_tick(a_tick(at(1)))

    _, _, newest = ticks.latest(SHARD, [at(2), at(1), NOON])

    assert newest is not None
    assert newest.window == at(1)
    assert ticks.latest(SHARD, [at(2)])[2] is None
    assert ticks.latest(SHARD, [])[2] is None


def test_an_empty_tick_reads_back(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(NOON, {}))

    assert ticks.latest(SHARD, [NOON])[2] == a_tick(NOON, {})


def test_extremes_fit_into_a_tick(dynamo: Table) -> None:
    """Columns hold 16 bits: a longer duration or age is cut to the largest number there is."""
    ticks = DynamoTickStore(dynamo)
    config = a_config(a_row(0), a_row(5000))
    dynamo.put(Put(key=keys.shard_config(SHARD), item=packing.pack_config(config)))
    extreme = a_result(
        duration_ms=1e9, claim_age_s=10**9, claimed_uptime_ratio=0.0, start_offset_ms=3_599_900
    )
    ticks.add_tick(a_tick(NOON, {0: extreme, 5000: a_result(detail="x" * 200)}))

    _, _, tick = ticks.latest(SHARD, [NOON])

    assert tick is not None
    cut = replace(extreme, duration_ms=65534.0, claim_age_s=65534)
    assert tick.results == {0: cut, 5000: a_result(detail="x" * 200)}


def test_ticks_of_an_hour_border_are_told_apart(ticks: TickStore) -> None:
    ticks.add_tick(a_tick(at(59)))
    ticks.add_tick(a_tick(at(60)))

    stored = ticks.stored_windows([(SHARD, at(59)), (SHARD, at(60)), (SHARD, at(61))])

    assert stored == {(SHARD, at(59)), (SHARD, at(60))}


def test_the_main_lane_says_whether_a_window_ran(ticks: TickStore) -> None:
    ticks.add_tick(slow(a_tick(NOON)))

    assert ticks.stored_windows([(SHARD, NOON), (OTHER, NOON)]) == frozenset()


def test_more_than_a_hundred_windows_can_be_asked_for(ticks: TickStore) -> None:
    """DynamoDB answers for at most a hundred items at once."""
    ticks.add_tick(a_tick(at(120)))

    stored = ticks.stored_windows([(SHARD, at(minute)) for minute in range(150)])

    assert stored == {(SHARD, at(120))}


def test_a_state_reads_back_for_the_slots_of_the_configuration(ticks: TickStore) -> None:
    assert ticks.save_state(a_state(1, 0, 1, 7))

    assert ticks.latest(SHARD, [])[1] == a_state(1, 0, 1)


def test_a_state_gives_way_to_the_next_version_only(ticks: TickStore) -> None:
    ticks.save_state(a_state(1, 0))

    assert not ticks.save_state(a_state(1, 1))
    assert not ticks.save_state(a_state(3, 1))
    assert ticks.save_state(a_state(2, 2))
    assert ticks.latest(SHARD, [])[1] == a_state(2, 2)
