from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Reason, Status
from entelech.domain.client import Client
from entelech.domain.ids import ClientId, Slot
from entelech.domain.placement import moved, place
from entelech.domain.shard import ShardState, SlotState
from entelech.ports.registry import RegistryChange
from tests.builders import NOON, SHARD, TNT, a_registration, a_result, a_tick, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores

ALL = ClientScope.everything()
HARBOR = ClientId("harbor")
ONLY_HARBOR = ClientScope(clients=frozenset({HARBOR}))


@pytest.fixture
def harbor(stores: Stores) -> Client:
    """TNT in slots 0 to 2, Harbor in slot 3; both with state and the ticks of four minutes."""
    for client_id, systems in ((TNT, 3), (HARBOR, 1)):
        registration = a_registration(client_id, systems=systems)
        config = place(stores.registry.shard(SHARD), registration, NOON)
        client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
        client = replace(client, memberships=moved(client, config, NOON))
        stores.registry.commit(
            RegistryChange(client=client, shards=[replace(config, version=config.version + 1)])
        )
    down = SlotState(status=Status.DOWN, since=NOON, reason=Reason.DNS, detail=None)
    stores.ticks.save_state(
        ShardState(
            shard=SHARD, version=1, last_window=NOON, slots={Slot(n): down for n in range(4)}
        )
    )
    for minute in range(4):
        results = {slot: a_result(Reason.DNS) for slot in range(4)}
        stores.ticks.add_tick(a_tick(at(minute), results))
    return client


@pytest.mark.usefixtures("harbor")
def test_a_shard_is_seen_with_its_state_and_latest_ticks(stores: Stores) -> None:
    view = stores.fleet.shards([SHARD], scope=ALL, now=at(3, seconds=50))[SHARD]

    assert len(view.config.rows) == 4
    assert set(view.latest.state.slots) == {0, 1, 2, 3}
    assert [tick.window for tick in view.latest.ticks] == [at(3), at(2), at(1)]


@pytest.mark.usefixtures("harbor")
def test_rows_of_clients_outside_the_scope_do_not_come_out(stores: Stores) -> None:
    view = stores.fleet.shards([SHARD], scope=ONLY_HARBOR, now=at(3))[SHARD]

    assert [row.client_id for row in view.config.rows] == [HARBOR]
    assert set(view.config.residents) == {HARBOR}
    assert set(view.latest.state.slots) == {3}
    assert {slot for tick in view.latest.ticks for slot in tick.results} == {3}


def test_one_clients_systems_are_read_by_its_own_slots(stores: Stores, harbor: Client) -> None:
    assert harbor.membership is not None

    latest = stores.fleet.client_systems(harbor.membership, at(3))

    assert set(latest.state.slots) == {3}
    assert [set(tick.results) for tick in latest.ticks] == [{3}, {3}, {3}]


@pytest.mark.usefixtures("harbor")
def test_a_client_outside_the_scope_is_not_there(stores: Stores) -> None:
    assert stores.fleet.client(TNT, scope=ONLY_HARBOR) is None
    assert stores.fleet.client(HARBOR, scope=ONLY_HARBOR) is not None


@pytest.mark.usefixtures("harbor")
def test_the_newest_run_tells_when_the_poller_last_worked(stores: Stores) -> None:
    assert stores.fleet.last_tick_ends([SHARD], at(3)) == {SHARD: at(3, seconds=5)}
    assert stores.fleet.last_tick_ends([SHARD], at(60)) == {}


def test_a_shard_that_was_never_polled_has_neither_state_nor_ticks(stores: Stores) -> None:
    view = stores.fleet.shards([SHARD], scope=ALL, now=NOON)[SHARD]

    assert (view.config.rows, list(view.latest.ticks)) == ((), [])
