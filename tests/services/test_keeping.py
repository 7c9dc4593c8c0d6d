"""Secrets of clients' systems: put away before anything names them, gone when nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.auth_header import AuthHeader, NewHeader, Secret
from entelech.domain.errors import ConflictError, LostRaceError, UnavailableError
from entelech.domain.ids import Slot
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from entelech.services.keeping import HeaderKeeper
from entelech.services.registering import Registry
from tests.builders import NOON, SHARD, TNT, a_config, a_registration, a_row
from tests.fakes.access import FakeEntropy
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.prober import FakeProber
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import FakeSecretStore, a_keeper, a_reader
from tests.fakes.suspicion import a_suspector
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from entelech.domain.client import Client, Registration
    from entelech.ports.registry import RegistryChange

ALL = ClientScope.everything()


def wanting(value: str | None, registration: Registration | None = None) -> Registration:
    """A client whose first system wants a header."""
    registration = registration or a_registration()
    first, *others = registration.systems
    header = None if value is None else NewHeader(name="X-Token", value=Secret(value))
    return replace(registration, systems=(replace(first, auth=header), *others))


class World:
    def __init__(self) -> None:
        self.memory = Memory()
        self.clock = FakeClock(NOON)
        self.registry = Registry(
            store=FakeRegistryStore(self.memory),
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )

    def update(self, version: int, value: str | None) -> Client:
        return self.registry.update(ALL, TNT, version, lambda before: wanting(value, before)).after

    @property
    def values(self) -> list[str]:
        return sorted(self.memory.secrets.values())


@pytest.fixture
def world() -> World:
    return World()


def test_a_value_is_stored_under_a_name_and_nowhere_else(world: World) -> None:
    client, _ = world.registry.register(ALL, wanting("s3cret"))

    auth = client.registration.systems[0].auth
    assert isinstance(auth, AuthHeader)
    assert world.memory.secrets == {auth.secret_name: "s3cret"}
    assert world.memory.configs[client.memberships[0].shard].rows[0].auth == auth
    assert "s3cret" not in str(world.memory.clients) + str(world.memory.configs)


def test_the_same_registration_twice_changes_nothing(world: World) -> None:
    world.registry.register(ALL, wanting("s3cret"))

    _, is_new = world.registry.register(ALL, wanting("s3cret"))

    assert (is_new, world.values) == (False, ["s3cret"])


def test_another_value_is_another_registration(world: World) -> None:
    world.registry.register(ALL, wanting("s3cret"))

    with pytest.raises(ConflictError):
        world.registry.register(ALL, wanting("other"))

    assert world.values == ["s3cret"]


def test_a_new_value_takes_the_place_of_the_old_one(world: World) -> None:
    client, _ = world.registry.register(ALL, wanting("old"))

    changed = world.update(client.version, "new")

    assert world.values == ["new"]
    assert changed.registration.systems[0].auth != client.registration.systems[0].auth
    assert world.update(changed.version, "new") == changed  # nothing to change


def test_a_header_that_is_taken_away_leaves_no_secret(world: World) -> None:
    client, _ = world.registry.register(ALL, wanting("old"))

    world.update(client.version, None)

    assert world.values == []


def test_a_purged_client_leaves_no_secret(world: World) -> None:
    world.registry.register(ALL, wanting("old"))
    world.registry.deactivate(ALL, TNT)

    world.registry.purge(ALL, TNT)

    assert world.values == []


def test_a_change_that_loses_every_race_leaves_the_live_secret_alone(world: World) -> None:
    client, _ = world.registry.register(ALL, wanting("old"))

    class Losing(FakeRegistryStore):
        def commit(self, _change: RegistryChange) -> None:
            raise LostRaceError

    losing = Registry(
        store=Losing(world.memory),
        headers=world.registry.headers,
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=world.clock,
    )
    with pytest.raises(LostRaceError):
        losing.update(ALL, TNT, client.version, lambda before: wanting("new", before))

    assert world.values == ["old"]


def test_a_change_of_unknown_outcome_keeps_both_secrets(world: World) -> None:
    """It may have been written, and then the new one is in use."""
    client, _ = world.registry.register(ALL, wanting("old"))

    class Unsure(FakeRegistryStore):
        def commit(self, change: RegistryChange) -> None:
            super().commit(change)
            raise UnavailableError("The table did not answer.")

    unsure = Registry(
        store=Unsure(world.memory),
        headers=world.registry.headers,
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=world.clock,
    )
    with pytest.raises(UnavailableError):
        unsure.update(ALL, TNT, client.version, lambda before: wanting("new", before))

    auth = world.memory.clients[TNT].registration.systems[0].auth
    assert isinstance(auth, AuthHeader)
    assert world.memory.secrets[auth.secret_name] == "new"


def test_a_secret_that_cannot_be_deleted_is_no_failed_change(world: World) -> None:
    client, _ = world.registry.register(ALL, wanting("old"))

    class Stuck(FakeSecretStore):
        def remove(self, _name: str) -> None:
            raise UnavailableError("A secret could not be deleted.")

    keeper = HeaderKeeper(secrets=Stuck(world.memory), entropy=FakeEntropy())
    stuck = Registry(
        store=FakeRegistryStore(world.memory),
        headers=keeper,
        archive=FakeArchiveStore(),
        reports=FakeReportFiles(),
        clock=world.clock,
    )

    changed = stuck.update(ALL, TNT, client.version, lambda before: wanting(None, before)).after

    assert changed.registration.systems[0].auth is None


def a_checker(world: World, prober: FakeProber) -> Checker:
    return Checker(
        store=FakeTickStore(world.memory),
        examiner=Examiner(
            prober=prober,
            headers=a_reader(world.memory, world.clock),
            beats=FakeBeatStore(world.memory),
            clock=world.clock,
            cpu_share=0.13,
        ),
        suspector=a_suspector(),
        clock=world.clock,
    )


def a_shard_with_a_header(world: World) -> None:
    auth = AuthHeader(name="X-Token", secret_name="clients/a/one")
    world.memory.configs[SHARD] = a_config(a_row(0, auth=auth), a_row(1))
    world.memory.secrets["clients/a/one"] = "s3cret"


def test_a_check_shows_the_header_to_its_own_system_only(world: World) -> None:
    a_shard_with_a_header(world)
    prober = FakeProber()

    a_checker(world, prober).run(SHARD, NOON, budget_s=5)

    shown = dict(zip(prober.probed, prober.shown, strict=True))
    first, second = world.memory.configs[SHARD].rows
    assert shown == {first.url: ("X-Token", "s3cret"), second.url: None}


def test_a_secret_is_fetched_once_in_five_minutes(world: World) -> None:
    a_shard_with_a_header(world)
    reader = a_reader(world.memory, world.clock)
    rows = world.memory.configs[SHARD].rows
    assert reader.values(rows) == {"clients/a/one": Secret("s3cret")}
    before = world.memory.calls

    reader.values(rows)
    assert world.memory.calls == before

    world.clock.advance(300)
    reader.values(rows)
    assert world.memory.calls == before + 1


def test_a_secret_that_cannot_be_read_is_no_fault_of_the_system(world: World) -> None:
    """It stays unmeasured, the others are checked, and the error is told."""
    a_shard_with_a_header(world)
    world.memory.fail(2)  # opening the shard is the first call

    run = a_checker(world, FakeProber()).run(SHARD, NOON, budget_s=5)

    assert [set(tick.results) for tick in run.ticks] == [{Slot(1)}]
    assert [type(each) for each in run.errors] == [UnavailableError]
