from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Status
from entelech.domain.errors import ConflictError, InvalidError, NotFoundError, UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.maintenance import MAX_WINDOWS
from entelech.domain.period import HOUR, Period
from entelech.domain.repair import Repair
from entelech.domain.tally import added
from entelech.domain.timeframe import Asked, Timeframe
from entelech.services.folding import Folder
from entelech.services.history import HistoryService
from entelech.services.planning import Planner
from entelech.services.registering import Registry
from entelech.services.repairing import Repairs
from tests.builders import NOON, SHARD, TNT, a_registration, a_result, a_tick, at
from tests.fakes.access import FakeEntropy
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.queue import FakeFoldQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper
from tests.fakes.suspicion import FakeSuspicionStore

CLIENT = ClientId(TNT)
ALL = ClientScope.everything()
STRANGER = ClientScope(clients=frozenset({ClientId("harbor")}))
PATCHES: dict[str, Any] = {
    "name": "Patches",
    "starts_at": "2025-01-15T12:15:00Z",
    "duration_minutes": 30,
}
QUARTER_HOUR_MS = 900_000


class World:
    """A client of three systems, registered at noon."""

    def __init__(self) -> None:
        self.memory, self.clock = Memory(), FakeClock(NOON)
        store, history = FakeRegistryStore(self.memory), FakeHistoryStore(self.memory)
        self.registry = Registry(
            store=store,
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        self.queue = FakeFoldQueue()
        self.repairs = Repairs(registry=store, folds=self.queue, clock=self.clock)
        self.planner = Planner(
            registry=self.registry,
            store=store,
            repairs=self.repairs,
            entropy=FakeEntropy(),
            clock=self.clock,
        )
        self.folder = Folder(registry=store, history=history, clock=self.clock)
        self.history = HistoryService(
            fleet=FakeFleetReader(self.memory),
            history=history,
            suspicions=FakeSuspicionStore(self.memory),
            clock=self.clock,
        )
        self.registry.register(ALL, a_registration())

    def add(self, **overrides: Any) -> str:
        window, _ = self.planner.add(ALL, CLIENT, PATCHES | overrides)
        return window.window_id

    def poll(self, minutes: int) -> None:
        for minute in range(minutes):
            results = {slot: a_result(start_offset_ms=0) for slot in range(3)}
            self.memory.store(a_tick(at(minute), results))


@pytest.fixture
def world() -> World:
    return World()


def test_a_planned_hour_is_counted_apart(world: World) -> None:
    world.add()
    world.add(
        name="CRM only", systems=["System 1"], starts_at="2025-01-15T12:45:00Z", duration_minutes=15
    )
    world.poll(60)
    world.clock.advance(3900)

    world.folder.fold(SHARD, NOON)

    quarters = world.memory.hours[CLIENT, NOON, SHARD].quarters
    client = added(each.client for each in quarters)
    one = added(each.systems["System 1"] for each in quarters)
    assert client.known_ms == {Status.HEALTHY: 2 * QUARTER_HOUR_MS}
    assert client.planned_ms == {Status.HEALTHY: 2 * QUARTER_HOUR_MS}
    assert one.known_ms == {Status.HEALTHY: QUARTER_HOUR_MS}
    assert one.planned_ms == {Status.HEALTHY: 3 * QUARTER_HOUR_MS}


def test_ticks_that_are_not_folded_yet_know_of_it_too(world: World) -> None:
    world.add()
    world.poll(60)
    world.clock.advance(3600)

    found = world.history.client_history(ALL, CLIENT, Asked(timeframe=Timeframe.DAY))

    assert found.client.figures.coverage_percentage == 100.0
    assert [each.uptime_percentage for each in found.points[-4:]] == [100.0, None, None, 100.0]


def test_what_began_already_is_folded_anew(world: World) -> None:
    world.clock.advance(2 * 3600 + 600)

    world.add(starts_at="2025-01-15T12:30:00Z", duration_minutes=600)

    assert world.queue.hours == [(SHARD, NOON), (SHARD, NOON + HOUR)]


def test_the_shard_knows_of_it_and_no_slot_moves(world: World) -> None:
    before = world.memory.clients[CLIENT]

    window_id = world.add()

    (window,) = world.memory.configs[SHARD].residents[CLIENT].maintenance
    after = world.memory.clients[CLIENT]
    assert window.window_id == window_id
    assert (after.memberships, after.version) == (before.memberships, before.version + 1)


def test_a_running_window_ends_now_and_a_coming_one_is_forgotten(world: World) -> None:
    running, coming = world.add(), world.add(starts_at="2025-01-16T12:00:00Z")
    world.clock.advance(20 * 60)

    world.planner.end(ALL, CLIENT, running)
    world.planner.end(ALL, CLIENT, coming)

    (left,) = world.planner.windows(ALL, CLIENT).windows
    assert (left.window_id, left.ended_at, left.is_under_way) == (running, at(20), False)


def test_what_became_of_a_window_is_told(world: World) -> None:
    running, coming = world.add(), world.add(starts_at="2025-01-16T12:00:00Z")
    world.clock.advance(20 * 60)

    ended = world.planner.end(ALL, CLIENT, running)
    forgotten = world.planner.end(ALL, CLIENT, coming)

    assert ended.after is not None
    assert (ended.before.ended_at, ended.after.ended_at) == (None, at(20))
    assert (forgotten.before.window_id, forgotten.after) == (coming, None)


def test_a_window_that_is_over_is_taken_back_and_its_hours_are_folded_anew(world: World) -> None:
    """From 12:15 to 12:45. Ended at 12:20, and asked for again a minute later, it stays."""
    window_id = world.add()
    world.clock.advance(20 * 60)
    world.planner.end(ALL, CLIENT, window_id)
    world.clock.advance(60)
    world.planner.end(ALL, CLIENT, window_id)
    assert len(world.planner.windows(ALL, CLIENT).windows) == 1
    world.clock.advance(3600)

    done = world.planner.end(ALL, CLIENT, window_id)

    assert (done.before.ended_at, done.after) == (at(20), None)
    assert world.planner.windows(ALL, CLIENT).windows == []
    assert world.queue.hours == [(SHARD, NOON)]


def test_the_same_window_twice_is_one_and_is_folded_anew_again(world: World) -> None:
    """The queue fails at first, so that the caller asks again."""
    world.clock.advance(3600)

    def broken(_: object) -> None:
        raise UnavailableError("The queue did not take the messages.")

    sound = world.queue.send_hours
    world.queue.send_hours = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(UnavailableError):
        world.add()
    world.queue.send_hours = sound  # type: ignore[method-assign]

    window, is_new = world.planner.add(ALL, CLIENT, PATCHES)

    assert not is_new
    assert [each.window_id for each in world.planner.windows(ALL, CLIENT).windows] == [
        window.window_id
    ]
    assert world.queue.hours == [(SHARD, NOON)]


def test_an_inactive_client_keeps_its_windows(world: World) -> None:
    world.add(recurrence="FREQ=DAILY")
    world.registry.deactivate(ALL, CLIENT)
    world.add(name="Another")

    world.registry.reactivate(ALL, CLIENT)

    assert [each.name for each in world.memory.configs[SHARD].residents[CLIENT].maintenance] == [
        "Patches",
        "Another",
    ]


def test_windows_are_many_but_not_endless(world: World) -> None:
    for n in range(MAX_WINDOWS):
        world.add(name=f"Patches {n}")

    with pytest.raises(ConflictError):
        world.add()

    world.clock.advance(timedelta(days=15).total_seconds())
    world.add(starts_at="2025-01-30T12:00:00Z")  # those that were over long ago make room


@pytest.mark.parametrize("scope", [STRANGER, ALL])
def test_nobody_elses_and_nowhere_is_not_found(world: World, scope: ClientScope) -> None:
    client = CLIENT if scope is STRANGER else ClientId("nobody")
    whole = Period(start=NOON - HOUR, end=NOON)

    for ask in (
        lambda: world.planner.windows(scope, client),
        lambda: world.planner.add(scope, client, PATCHES),
        lambda: world.planner.end(scope, client, "w"),
        lambda: world.repairs.repair(scope, client, whole),
    ):
        with pytest.raises(NotFoundError, match="There is no client"):
            ask()
    with pytest.raises(NotFoundError, match="There is no maintenance window 'w'"):
        world.planner.end(ALL, CLIENT, "w")


def test_a_repair_queues_hours_that_have_ticks_and_days_before(world: World) -> None:
    client = world.memory.clients[CLIENT]
    world.memory.clients[CLIENT] = replace(
        client,
        created_at=NOON - 16 * 24 * HOUR,
        memberships=(replace(client.memberships[0], since=NOON - 30 * 24 * HOUR),),
    )

    done = world.repairs.repair(
        ALL, CLIENT, Period(start=NOON - 20 * 24 * HOUR, end=NOON + 24 * HOUR)
    )

    assert done == Repair(client_id=TNT, hours_queued=13 * 24 - 1, days_queued=4)
    assert world.queue.hours[-1] == (SHARD, NOON - HOUR)
    assert [str(day) for _, day in world.queue.days][::3] == ["2024-12-30", "2025-01-02"]


def test_a_repair_of_the_future_is_refused(world: World) -> None:
    with pytest.raises(InvalidError, match="from: expected an instant in the past"):
        world.repairs.repair(ALL, CLIENT, Period(start=NOON, end=NOON + HOUR))
