from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from entelech.domain.board import ClientBoard
from entelech.domain.check import Status
from entelech.domain.client import Client
from entelech.domain.errors import InvalidError, UnavailableError
from entelech.domain.ids import ClientId, Slot
from entelech.domain.period import HOUR, Period
from entelech.domain.placement import moved, place, remove
from entelech.domain.reason import Reason
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import ShardConfig
from entelech.domain.tally import Tally, added
from entelech.services.folding import Folded, Folder
from tests.builders import NOON, SHARD, TNT, a_registration, a_result, a_tick, at
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.registry import FakeRegistryStore

CLIENT = ClientId(TNT)
HOUR_MS = 3_600_000


@dataclass
class World:
    memory: Memory
    clock: FakeClock
    folder: Folder

    def register(self, *, zone: str = "UTC", since: int = -24 * 60) -> Client:
        """The client with three systems, in the slots 0 to 2 of the shard since that minute."""
        registration = replace(a_registration(), time_zone=zone)
        config = place(ShardConfig(shard=SHARD), registration, at(since))
        client = Client(
            registration=registration, version=1, created_at=at(since), updated_at=at(since)
        )
        client = replace(client, memberships=moved(client, config, at(since)))
        self.put(client, config)
        return client

    def put(self, client: Client, config: ShardConfig) -> None:
        self.memory.clients[client.client_id] = client
        self.memory.configs[config.shard] = config

    def poll(self, first: int, last: int, reason: Reason = Reason.OK) -> None:
        """Every minute from the first to before the last, at its very start."""
        for minute in range(first, last):
            results = {slot: a_result(reason, start_offset_ms=0) for slot in range(3)}
            self.memory.store(a_tick(at(minute), results))

    def later(self, now: datetime) -> None:
        self.clock.advance((now - self.clock.now()).total_seconds())

    def hour(self, start_minute: int = 0, shard: ShardId = SHARD) -> Tally:
        rollup = self.memory.hours[CLIENT, at(start_minute), shard]
        return added(each.client for each in rollup.quarters)


def a_world(now: datetime) -> World:
    memory, clock = Memory(), FakeClock(now)
    folder = Folder(
        registry=FakeRegistryStore(memory), history=FakeHistoryStore(memory), clock=clock
    )
    return World(memory=memory, clock=clock, folder=folder)


@pytest.fixture
def world() -> World:
    return a_world(NOON + timedelta(hours=1, minutes=5))


def test_an_hour_of_polling_is_an_hour_known(world: World) -> None:
    world.register()
    world.poll(-2, 60)

    folded = world.folder.fold(SHARD, NOON)

    assert folded == Folded(clients=1, hours_written=1, days_written=0)
    assert world.hour().known_ms == {Status.HEALTHY: HOUR_MS}
    assert (world.hour().checks, world.hour().watched_ms) == (180, HOUR_MS)


def test_folding_twice_writes_once(world: World) -> None:
    world.register()
    world.poll(0, 60)
    world.folder.fold(SHARD, NOON)

    assert world.folder.fold(SHARD, NOON).hours_written == 0


def test_what_came_late_is_in_the_next_fold(world: World) -> None:
    world.register()
    world.poll(0, 30)
    world.poll(40, 60)
    world.folder.fold(SHARD, NOON)
    before = world.hour().known_ms

    world.poll(30, 40)
    world.folder.fold(SHARD, NOON)

    # ten minutes without a tick, of which the last one before speaks for half a minute
    assert before == {Status.HEALTHY: HOUR_MS - int(9.5 * 60_000)}
    assert world.hour().known_ms == {Status.HEALTHY: HOUR_MS}


def test_a_client_that_left_within_the_hour_is_folded_up_to_then(world: World) -> None:
    client = world.register()
    world.poll(0, 60)
    left_at = at(20.5)
    config = remove(world.memory.configs[SHARD], CLIENT, left_at)
    gone = replace(client, deactivated_at=left_at, memberships=moved(client, None, left_at))
    world.put(gone, config)

    world.folder.fold(SHARD, NOON)

    assert world.hour().watched_ms == int(20.5 * 60_000)
    assert world.hour().known_ms == {Status.HEALTHY: int(20.5 * 60_000)}


def test_a_client_that_changes_its_interval_has_a_part_in_each_shard(world: World) -> None:
    client = world.register()
    world.poll(0, 60)
    there = ShardId(interval=Interval.FIVE_MINUTES, number=0)
    registration = replace(client.registration, interval=Interval.FIVE_MINUTES)
    config = place(ShardConfig(shard=there), registration, at(20))
    old = remove(world.memory.configs[SHARD], CLIENT, at(20))
    client = replace(client, registration=registration)
    client = replace(client, memberships=moved(client, config, at(20)))
    world.put(client, old)
    world.put(client, config)
    for minute in range(20, 60, 5):
        results = {slot: a_result(Reason.TIMEOUT, start_offset_ms=0) for slot in range(3)}
        world.memory.store(a_tick(at(minute), results, there))

    world.folder.fold(SHARD, NOON)
    world.folder.fold(there, NOON)

    assert world.hour().known_ms == {Status.HEALTHY: 20 * 60_000}
    assert world.hour(shard=there).known_ms == {Status.DOWN: 40 * 60_000}


def test_an_amended_client_keeps_what_was_known_at_that_moment(world: World) -> None:
    """A new system opens a new membership; the others keep their slots, and their samples reach over."""
    client = world.register()
    world.poll(0, 60)
    registration = a_registration(systems=4)
    config = place(world.memory.configs[SHARD], registration, at(20.5))
    client = replace(client, registration=registration)
    world.put(replace(client, memberships=moved(client, config, at(20.5))), config)

    world.folder.fold(SHARD, NOON)

    assert world.hour().known_ms == {Status.HEALTHY: HOUR_MS}


def test_a_purged_client_is_left_out(world: World) -> None:
    world.register()
    world.poll(0, 60)
    world.memory.configs[SHARD] = remove(world.memory.configs[SHARD], CLIENT, at(30))
    del world.memory.clients[CLIENT]

    assert world.folder.fold(SHARD, NOON) == Folded(clients=0, hours_written=0, days_written=0)


def test_a_local_day_is_made_when_it_is_over(world: World) -> None:
    """15 January in Berlin ends at 23:00 UTC."""
    world.register(zone="Europe/Berlin", since=-30 * 60)
    world.poll(-13 * 60 - 2, 11 * 60)  # from 22:58 UTC on the 14th to 23:00 on the 15th
    for hour in range(-13, 10):
        world.later(at(hour * 60 + 65))
        assert world.folder.fold(SHARD, at(hour * 60)).days_written <= 1
    assert (CLIENT, date(2025, 1, 15)) not in world.memory.days

    world.later(at(11 * 60 + 5))
    world.folder.fold(SHARD, at(10 * 60))

    day = world.memory.days[CLIENT, date(2025, 1, 15)]
    assert (day.zone, day.whole.client.known_ms) == (
        "Europe/Berlin",
        {Status.HEALTHY: 24 * HOUR_MS},
    )


def test_an_hour_that_is_folded_late_mends_its_day(world: World) -> None:
    world.register(since=-30 * 60)
    world.poll(-12 * 60 - 2, 12 * 60)
    world.later(at(12 * 60 + 5))
    for hour in range(-12, 12):
        if hour != 3:
            world.folder.fold(SHARD, at(hour * 60))
    lacking = world.memory.days[CLIENT, date(2025, 1, 15)].whole.client

    world.folder.fold(SHARD, at(3 * 60))

    whole = world.memory.days[CLIENT, date(2025, 1, 15)].whole.client
    assert lacking.watched_ms == whole.watched_ms == 24 * HOUR_MS
    assert (lacking.observed_ms, whole.observed_ms) == (23 * HOUR_MS, 24 * HOUR_MS)


@pytest.mark.parametrize("start", [at(1), at(60), NOON - timedelta(days=13)])
def test_an_hour_that_cannot_be_folded_is_refused(world: World, start: datetime) -> None:
    """Not a whole one, not over yet, its ticks about to go."""
    with pytest.raises(InvalidError):
        world.folder.fold(SHARD, start)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_any_two_calls_loses_nothing(world: World, *, after: bool) -> None:
    world.register()
    world.poll(-12 * 60 - 2, 12 * 60)
    world.later(at(12 * 60 + 5))
    for hour in range(-12, 12):
        world.folder.fold(SHARD, at(hour * 60))
    expected = (dict(world.memory.hours), dict(world.memory.days))
    board = world.memory.boards[SHARD]
    cells = board.clients[CLIENT]
    before = ClientBoard(hours={k: v for k, v in cells.hours.items() if k != at(11 * 60)})
    crashes = 0
    for call in range(1, 20):
        world.memory.hours.pop((CLIENT, at(11 * 60), SHARD))
        world.memory.days.clear()
        world.memory.boards[SHARD] = replace(board, clients={CLIENT: before})
        world.memory.fail(call, after=after)
        try:
            world.folder.fold(SHARD, at(11 * 60))
        except UnavailableError:
            crashes += 1
        world.memory.fail_at = None

        world.folder.fold(SHARD, at(11 * 60))  # the message comes again

        assert (world.memory.hours, world.memory.days) == expected
        assert world.memory.boards[SHARD].clients == board.clients
    # the shard, its clients, ticks, hours saved and read, the day saved, the board read and saved
    assert crashes >= 8


@cache
def folded_in_order() -> tuple[object, object]:
    """Four hours, the last two of the 14th and the first two of the 15th, all polled before the folds."""
    world = a_world(at(-24 * 60))
    world.register(since=-30 * 60)
    for hour in _HOURS:
        poll_hour(world, hour)
    world.later(at(5 * 60))
    for hour in _HOURS:
        world.folder.fold(SHARD, at(hour * 60))
    return world.memory.hours, world.memory.days


_HOURS = range(-14, -10)


def poll_hour(world: World, hour: int) -> None:
    """An outage in the middle of each, as long as the hour's number says, and a gap at the end."""
    start = hour * 60
    world.poll(start, start + 20)
    world.poll(start + 20, start + 20 - hour, Reason.TIMEOUT)
    world.poll(start + 20 - hour, start + 58)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_order_and_repetition_of_messages_gives_the_same_items(data: st.DataObject) -> None:
    """Ticks come late, folds come early, twice and in any order; each hour is folded once after its ticks."""
    polls = [("poll", hour) for hour in _HOURS]
    folds = [("fold", hour) for hour in _HOURS]
    early = data.draw(st.lists(st.sampled_from([*polls, *folds]), max_size=12))
    last = data.draw(st.permutations(folds))
    again = data.draw(st.lists(st.sampled_from(folds), max_size=4))
    world = a_world(at(-24 * 60))
    world.register(since=-30 * 60)
    world.later(at(5 * 60))

    for kind, hour in [*early, *data.draw(st.permutations(polls)), *last, *again]:
        if kind == "poll":
            poll_hour(world, hour)
        else:
            world.folder.fold(SHARD, at(hour * 60))

    assert (world.memory.hours, world.memory.days) == folded_in_order()


def test_slots_of_other_clients_are_not_read(world: World) -> None:
    world.register()
    world.memory.store(a_tick(at(0), {Slot(7): a_result(Reason.TIMEOUT)}))

    world.folder.fold(SHARD, NOON)

    assert world.hour().known_ms == {}
    period = Period(start=NOON, end=NOON + HOUR)
    assert world.folder.history.ticks(SHARD, period, [Slot(0)])[0].results == {}
