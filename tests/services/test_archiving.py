from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.archive import Month, content_of, hours_in, parse_month, united
from entelech.domain.errors import InvalidError, NotFoundError, UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.period import Period
from entelech.services.archiving import Archived, Archiver, Retention
from tests.builders import TNT, a_registration
from tests.contracts.test_history_store import an_hour
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import KilledError, Memory
from tests.fakes.registry import FakeRegistryStore
from tests.services.test_registering import World as RegistryWorld

CLIENT = ClientId(TNT)
ALL = ClientScope.everything()
OCTOBER, NOVEMBER = Month(text="2024-10"), Month(text="2024-11")
EVER = Period(start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2030, 1, 1, tzinfo=UTC))
FIRST_OF_FEBRUARY = datetime(2025, 2, 1, 3, 30, tzinfo=UTC)
"""91 days after October."""


@dataclass
class World:
    memory: Memory
    clock: FakeClock
    history: FakeHistoryStore
    archiver: Archiver

    def later(self, **ago: float) -> None:
        self.clock.advance(timedelta(**ago).total_seconds())


@pytest.fixture
def world() -> World:
    """A client with an hour on every day from the 29th of October to the 3rd of November."""
    registry = RegistryWorld()
    registry.registry.register(ALL, a_registration())
    memory, clock = registry.memory, FakeClock(FIRST_OF_FEBRUARY)
    history = FakeHistoryStore(memory)
    for day in range(6):
        start = datetime(2024, 10, 29, 7, tzinfo=UTC) + timedelta(days=day)
        hour = an_hour(start)
        memory.hours[CLIENT, start, hour.shard] = hour
    archiver = Archiver(
        registry=FakeRegistryStore(memory),
        history=history,
        archive=FakeArchiveStore(memory),
        clock=clock,
    )
    return World(memory=memory, clock=clock, history=history, archiver=archiver)


def test_a_month_goes_when_it_is_over_for_ninety_days(world: World) -> None:
    before = list(world.memory.hours.values())

    done = world.archiver.store_old(CLIENT)

    assert done == Archived(months=["2024-10"], hours=3)
    assert sorted(each.start.day for each in world.memory.hours.values()) == [1, 2, 3]
    assert hours_in(world.memory.archive[CLIENT, OCTOBER]) == before[:3]
    assert [each.month for each in world.archiver.months(ALL, CLIENT).months] == ["2024-10"]


def test_archiving_twice_changes_nothing(world: World) -> None:
    world.archiver.store_old(CLIENT)
    before = dict(world.memory.archive)

    assert world.archiver.store_old(CLIENT) == Archived(months=[], hours=0)
    assert world.memory.archive == before


@pytest.mark.parametrize("failure", [UnavailableError("No answer."), KilledError()])
@pytest.mark.parametrize("is_after", [True, False])
def test_nothing_is_lost_wherever_it_is_stopped(
    world: World, failure: BaseException, *, is_after: bool
) -> None:
    """After every single call: each hour is in the table, in the archive, or in both."""
    everything = {each.start for each in world.memory.hours.values()}
    for call in range(1, 9):
        world.memory.fail(call, after=is_after, failure=lambda: failure)
        try:
            world.archiver.store_old(CLIENT)
        except type(failure):
            pass
        world.memory.fail_at = None

        stored = world.memory.archive.get((CLIENT, OCTOBER))
        kept = {each.start for each in world.memory.hours.values()}
        assert everything == kept | {each.start for each in (hours_in(stored) if stored else [])}
    world.archiver.store_old(CLIENT)
    assert len(hours_in(world.memory.archive[CLIENT, OCTOBER])) == 3


def test_an_archive_that_loses_what_it_took_keeps_the_hours_in_the_table(world: World) -> None:
    world.archiver.archive.write = lambda *_: None  # type: ignore[method-assign]

    with pytest.raises(UnavailableError):
        world.archiver.store_old(CLIENT)

    assert len(world.memory.hours) == 6


def test_what_comes_late_is_added_to_what_is_stored(world: World) -> None:
    world.archiver.store_old(CLIENT)
    late = an_hour(datetime(2024, 10, 30, 8, tzinfo=UTC))
    fuller = an_hour(datetime(2024, 10, 30, 7, tzinfo=UTC), ticks=61)
    poorer = an_hour(datetime(2024, 10, 29, 7, tzinfo=UTC), ticks=1)
    for each in (late, fuller, poorer):
        world.memory.hours[CLIENT, each.start, each.shard] = each

    world.archiver.store_old(CLIENT)

    ticks = [each.ticks for each in hours_in(world.memory.archive[CLIENT, OCTOBER])]
    assert ticks == [60, 61, 60, 60]


def test_a_restored_month_reads_as_it_did_and_goes_again(world: World) -> None:
    before = world.history.hours(CLIENT, EVER)
    world.archiver.store_old(CLIENT)

    done = world.archiver.restore(ALL, CLIENT, OCTOBER)
    again = world.archiver.store_old(CLIENT)

    assert (done.hours, done.readable_until) == (3, FIRST_OF_FEBRUARY + timedelta(days=30))
    assert list(world.history.hours(CLIENT, EVER)) == list(before)
    assert again == Archived(months=[], hours=0)  # they go by themselves
    assert set(world.memory.restored.values()) == {done.readable_until}


def test_a_month_that_is_restored_again_stays_as_long_as_is_said(world: World) -> None:
    world.archiver.store_old(CLIENT)
    world.archiver.restore(ALL, CLIENT, OCTOBER)
    world.later(days=10)

    done = world.archiver.restore(ALL, CLIENT, OCTOBER)

    assert done.readable_until == FIRST_OF_FEBRUARY + timedelta(days=40)
    assert set(world.memory.restored.values()) == {done.readable_until}


def test_what_is_not_there_is_not_found(world: World) -> None:
    stranger = ClientScope(clients=frozenset({ClientId("harbor")}))

    with pytest.raises(NotFoundError, match="Month 2024-11 is not in the archive"):
        world.archiver.restore(ALL, CLIENT, NOVEMBER)
    for ask in (
        lambda: world.archiver.months(stranger, CLIENT),
        lambda: world.archiver.restore(stranger, CLIENT, OCTOBER),
    ):
        with pytest.raises(NotFoundError, match="There is no client"):
            ask()


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-1", "2025-00", "25-01", "2025-01-01", "", "../.."]
)
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_month(text)

    assert caught.value.field == "month"


def test_a_month_ends_where_the_next_begins() -> None:
    months = [Month(text=f"2024-{n:02}") for n in range(1, 13)]

    for before, after in zip(months, [*months[1:], Month(text="2025-01")], strict=True):
        assert before.period.end == after.period.start


def test_lines_hold_everything_and_are_the_same_in_any_order() -> None:
    hours = [an_hour(datetime(2024, 10, day, 7, tzinfo=UTC)) for day in (1, 2, 3)]

    assert hours_in(content_of(hours)) == hours
    assert content_of(hours) == content_of(reversed(hours))
    assert united(hours, [replace(hours[0], ticks=1)])[0] == hours[0]


def test_every_client_is_queued_active_or_not() -> None:
    world = RegistryWorld()
    for name in ("a", "b", "c"):
        world.registry.register(ALL, a_registration(name))
    world.registry.deactivate(ALL, ClientId("b"))
    sent: list[str] = []

    class Queue:
        def send_clients(self, client_ids: list[ClientId]) -> None:
            sent.extend(client_ids)

    count = Retention(registry=FakeRegistryStore(world.memory), queue=Queue()).dispatch()  # type: ignore[arg-type]

    assert (count, sorted(sent)) == (3, ["a", "b", "c"])


def test_a_purge_empties_the_archive() -> None:
    world = RegistryWorld()
    archive = FakeArchiveStore(world.memory)
    registry = replace(world.registry, archive=archive)
    registry.register(ALL, a_registration())
    archive.write(CLIENT, OCTOBER, b"x")
    archive.write(ClientId("other"), OCTOBER, b"y")
    registry.deactivate(ALL, CLIENT)

    registry.purge(ALL, CLIENT)

    assert list(world.memory.archive) == [("other", OCTOBER)]
