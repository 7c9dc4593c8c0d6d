from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.archive import Month
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    LostRaceError,
    NotFoundError,
    UnavailableError,
)
from entelech.domain.ids import ClientId
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import MAX_SYSTEMS_IN_SHARD
from entelech.domain.value_terms import FormerTerms, ValueTerms
from entelech.services.registering import Registry
from tests.builders import NOON, SHARD, TNT, a_registration
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper

if TYPE_CHECKING:
    from entelech.domain.client import Registration
    from entelech.ports.registry import RegistryChange


ALL = ClientScope.everything()
ONLY_HARBOR = ClientScope(clients=frozenset({ClientId("harbor"), ClientId("nobody-at-all-002")}))


class World:
    def __init__(self) -> None:
        self.memory = Memory()
        self.clock = FakeClock()
        self.registry = Registry(
            store=FakeRegistryStore(self.memory),
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )

    def rows(self, shard: ShardId = SHARD) -> list[tuple[str, str, int]]:
        config = self.memory.configs.get(shard)
        return [(r.client_id, r.system_name, r.slot) for r in config.rows] if config else []


@pytest.fixture
def world() -> World:
    return World()


def test_a_registered_client_stands_in_a_shard(world: World) -> None:
    client, is_new = world.registry.register(ALL, a_registration(systems=2))

    assert is_new
    assert world.memory.clients[TNT] == client
    assert (client.version, client.membership is not None) == (1, True)
    assert world.rows() == [(TNT, "System 0", 0), (TNT, "System 1", 1)]


def test_the_same_registration_twice_changes_nothing(world: World) -> None:
    first, _ = world.registry.register(ALL, a_registration())
    world.clock.advance(60)

    second, is_new = world.registry.register(ALL, a_registration())

    assert (second, is_new) == (first, False)
    assert world.memory.configs[SHARD].version == 1


def test_an_id_that_is_taken_is_a_conflict(world: World) -> None:
    world.registry.register(ALL, a_registration())

    with pytest.raises(ConflictError) as caught:
        world.registry.register(ALL, a_registration(client_name="Somebody else"))

    assert (caught.value.code, caught.value.field) == ("conflict", "client_id")


def test_an_inactive_client_is_not_revived_by_registering_it(world: World) -> None:
    world.registry.register(ALL, a_registration())
    world.registry.deactivate(ALL, TNT)

    with pytest.raises(ConflictError):
        world.registry.register(ALL, a_registration())


def test_clients_stay_whole_when_a_shard_is_full(world: World) -> None:
    for n in range(3):
        world.registry.register(ALL, a_registration(f"client-{n}", systems=80))

    counts = {shard.number: len(each.rows) for shard, each in world.memory.configs.items()}
    assert counts == {0: 160, 1: 80}
    assert max(counts.values()) <= MAX_SYSTEMS_IN_SHARD


def rename(before: Registration) -> Registration:
    return replace(before, client_name="TNT")


def test_an_update_needs_the_version_that_was_read(world: World) -> None:
    world.registry.register(ALL, a_registration())

    changed = world.registry.update(ALL, TNT, 1, rename).after
    with pytest.raises(ConflictError) as caught:
        world.registry.update(ALL, TNT, 1, rename)

    assert (changed.version, caught.value.field) == (2, "version")


def test_an_update_that_changes_nothing_writes_nothing(world: World) -> None:
    world.registry.register(ALL, a_registration())

    same = world.registry.update(ALL, TNT, 1, lambda before: before).after

    assert (same.version, world.memory.configs[SHARD].version) == (1, 1)


def test_another_interval_moves_the_client_to_another_shard(world: World) -> None:
    world.registry.register(ALL, a_registration(systems=1))
    world.clock.advance(60)

    moved = world.registry.update(
        ALL, TNT, 1, lambda before: replace(before, interval=Interval.HOUR)
    ).after

    hourly = ShardId(interval=Interval.HOUR, number=0)
    assert (world.rows(), world.rows(hourly)) == ([], [(TNT, "System 0", 0)])
    assert [(each.shard, each.until) for each in moved.memberships] == [
        (hourly, None),
        (SHARD, world.clock.now()),
    ]
    assert set(world.memory.configs[SHARD].tombstones) == {0}


def test_a_deactivated_client_leaves_its_shard_and_keeps_its_registration(world: World) -> None:
    world.registry.register(ALL, a_registration())

    gone = world.registry.deactivate(ALL, TNT).after

    assert (gone.is_active, gone.membership, world.rows()) == (False, None, [])
    assert gone.deactivated_at == world.clock.now()
    assert world.registry.deactivate(ALL, TNT).after == gone


def test_a_reactivated_client_takes_new_slots(world: World) -> None:
    world.registry.register(ALL, a_registration(systems=1))
    world.registry.deactivate(ALL, TNT)

    back = world.registry.reactivate(ALL, TNT).after

    assert back.is_active
    assert world.rows() == [(TNT, "System 0", 1)]
    assert world.registry.reactivate(ALL, TNT).after == back


def test_an_inactive_client_can_be_changed_without_a_shard(world: World) -> None:
    world.registry.register(ALL, a_registration())
    world.registry.deactivate(ALL, TNT)

    changed = world.registry.update(ALL, TNT, 2, rename).after

    assert (changed.registration.client_name, changed.is_active) == ("TNT", False)
    assert world.rows() == []


def test_only_an_inactive_client_is_purged(world: World) -> None:
    world.registry.register(ALL, a_registration())

    with pytest.raises(ConflictError):
        world.registry.purge(ALL, TNT)
    world.registry.deactivate(ALL, TNT)
    world.registry.purge(ALL, TNT)

    assert world.memory.clients == {}


def test_a_purge_that_breaks_off_is_taken_up_and_the_client_cannot_come_back(world: World) -> None:
    """Call 1 reads the client, 2 marks it, 3 erases."""
    world.registry.register(ALL, a_registration())
    world.registry.deactivate(ALL, TNT)
    inactive = world.memory.clients[TNT]
    world.memory.fail(3)
    with pytest.raises(UnavailableError):
        world.registry.purge(ALL, TNT)

    for ask in (
        lambda: world.registry.reactivate(ALL, TNT),
        lambda: world.registry.register(ALL, a_registration()),
        lambda: world.registry.replan(ALL, TNT, lambda client: client.maintenance),
        lambda: world.registry.update(ALL, TNT, 3, lambda registration: registration),
    ):
        with pytest.raises(ConflictError, match="purge it again"):
            ask()
    marked = world.memory.clients[TNT]
    assert marked == replace(inactive, version=3, purged_at=NOON, updated_at=NOON)

    assert world.registry.purge(ALL, TNT) == marked
    assert world.memory.clients == {}


def test_a_reactivation_that_came_first_keeps_the_client_and_what_is_known_of_it(
    world: World,
) -> None:
    class Racing(FakeRegistryStore):
        def commit(self, change: RegistryChange) -> None:
            if change.client.purged_at is not None and not world.memory.clients[TNT].is_active:
                world.registry.reactivate(ALL, TNT)
            super().commit(change)

    archive = FakeArchiveStore(world.memory)
    archive.write(TNT, Month(text="2025-01"), b"x")
    world.registry.register(ALL, a_registration())
    world.registry.deactivate(ALL, TNT)

    with pytest.raises(ConflictError, match="is active"):
        replace(world.registry, store=Racing(world.memory), archive=archive).purge(ALL, TNT)

    assert world.memory.clients[TNT].is_active
    assert archive.read(TNT, Month(text="2025-01")) == b"x"


@pytest.mark.parametrize("verb", ["deactivate", "reactivate", "purge"])
def test_a_client_of_others_is_as_one_that_is_not_there(world: World, verb: str) -> None:
    """The same answer, after the same number of storage calls."""
    world.registry.register(ALL, a_registration())
    outcomes = set()
    for scope, client_id in ((ALL, "nobody-at-all-001"), (ONLY_HARBOR, "tnt-limousine-001")):
        world.memory.calls = 0
        with pytest.raises(NotFoundError) as caught:
            getattr(world.registry, verb)(scope, ClientId(client_id))
        message = caught.value.message.replace(client_id, "")
        outcomes.add((message, caught.value.field, world.memory.calls))

    assert outcomes == {("There is no client ''.", "client_id", 1)}


def test_a_scoped_caller_registers_only_its_own_clients(world: World) -> None:
    with pytest.raises(ForbiddenError):
        world.registry.register(ONLY_HARBOR, a_registration())

    _, is_new = world.registry.register(ONLY_HARBOR, a_registration("harbor"))

    assert (is_new, list(world.memory.clients)) == (True, ["harbor"])


def test_a_scoped_caller_lists_only_its_own_clients(world: World) -> None:
    for client_id in ("anchor", "harbor", "zebra"):
        world.registry.register(ALL, a_registration(client_id))

    page = world.registry.page(ONLY_HARBOR, is_active=True, limit=1, cursor=None)

    assert ([each.client_id for each in page.clients], page.next_cursor) == (["harbor"], None)


def test_a_lost_race_is_run_again(world: World) -> None:
    """Calls of a registration: client, directory, shard, commit."""
    world.memory.fail(4, failure=LostRaceError)

    client, is_new = world.registry.register(ALL, a_registration())

    assert (is_new, client.version, len(world.rows())) == (True, 1, 3)


def test_two_registrations_at_once_both_stand(world: World) -> None:
    """The second one registers between the first one's reading and writing."""
    rival = Registry(
        store=FakeRegistryStore(world.memory),
        headers=a_keeper(world.memory),
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=world.clock,
    )
    store = FakeRegistryStore(world.memory)

    class Interrupted(FakeRegistryStore):
        is_done = False

        def shard(self, shard: ShardId) -> object:  # type: ignore[override]
            found = store.shard(shard)
            if not self.is_done:
                self.is_done = True
                rival.register(ALL, a_registration("rival", systems=1))
            return found

    Registry(
        store=Interrupted(world.memory),
        headers=a_keeper(world.memory),
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=world.clock,
    ).register(ALL, a_registration(systems=1))

    assert world.rows() == [("rival", "System 0", 0), (TNT, "System 0", 1)]


def test_a_change_of_what_runs_are_worth_holds_from_its_day_on(world: World) -> None:
    """Noon of 15 January: the day before counts by the rate before, and this one by the new rate."""
    cheap, dear = (ValueTerms(hourly_rate=Decimal(rate)) for rate in (25, 40))
    world.registry.register(ALL, a_registration(value_terms=cheap))

    change = world.registry.update(ALL, TNT, 1, lambda was: replace(was, value_terms=dear))

    midnight = NOON - timedelta(hours=12)
    assert change.after.former_terms == (FormerTerms(terms=cheap, until=midnight),)
    assert change.after.terms_at(midnight - timedelta(days=1)) == cheap
    assert change.after.terms_at(midnight) == dear
