from __future__ import annotations

import pytest

from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.services.dispatching import Dispatched, Dispatcher
from tests.builders import NOON, SHARD, a_config, a_row, a_tick, at
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.queue import FakeJobQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.ticks import FakeTickStore

FIVE = ShardId(interval=Interval.FIVE_MINUTES, number=0)


class World:
    def __init__(self) -> None:
        self.memory = Memory()
        self.queue = FakeJobQueue()
        self.clock = FakeClock()
        self.dispatcher = Dispatcher(
            registry=FakeRegistryStore(self.memory),
            ticks=FakeTickStore(self.memory),
            queue=self.queue,
            clock=self.clock,
        )

    def dispatch_at(self, minutes: float) -> Dispatched:
        self.queue.sent.clear()
        self.clock.advance((at(minutes) - self.clock.now()).total_seconds())
        return self.dispatcher.dispatch()


@pytest.fixture
def world() -> World:
    return World()


def test_a_shard_of_every_minute_is_queued_every_minute(world: World) -> None:
    world.memory.configs[SHARD] = a_config()

    world.dispatch_at(0.5)

    assert world.queue.sent == [(SHARD, NOON)]


def test_an_empty_shard_is_left_out(world: World) -> None:
    config = a_config(a_row(0))
    world.memory.configs[SHARD] = type(config)(shard=SHARD, version=2)

    done = world.dispatch_at(0)

    assert (world.queue.sent, done.due) == ([], 0)


def test_a_shard_of_five_minutes_is_queued_once_in_five(world: World) -> None:
    world.memory.configs[FIVE] = a_config(shard=FIVE)
    due = newest_due(FIVE, at(5))
    for window in (due, newest_due(FIVE, NOON)):
        world.memory.store(a_tick(window, shard=FIVE))

    sent = []
    for minute in range(5):
        world.dispatch_at(1 + minute)
        sent += world.queue.sent

    assert sent == [(FIVE, due)]


def test_a_missed_window_is_queued_again_while_it_can_still_be_measured(world: World) -> None:
    """Two minutes after the window its run must be over; from five on it is another window's turn."""
    world.memory.configs[FIVE] = a_config(shard=FIVE)
    due = newest_due(FIVE, at(5))
    start = (due - NOON).total_seconds() / 60

    sent = {minute: list(self_sent(world, start + minute)) for minute in range(5)}

    assert sent == {0: [(FIVE, due)], 1: [], 2: [(FIVE, due)], 3: [(FIVE, due)], 4: [(FIVE, due)]}


def self_sent(world: World, minutes: float) -> list[tuple[ShardId, object]]:
    world.dispatch_at(minutes)
    return [each for each in world.queue.sent if each[1] >= newest_due(FIVE, world.clock.now())]


def test_a_window_that_cannot_be_measured_any_more_is_counted_as_a_gap(world: World) -> None:
    world.memory.configs[SHARD] = a_config()

    done = world.dispatch_at(10)

    assert (done.repeated, done.missed) == (0, 1)
    assert world.queue.sent == [(SHARD, at(10))]


def test_no_window_from_before_the_shard_had_systems_is_missed(world: World) -> None:
    config = a_config()
    world.memory.configs[SHARD] = type(config)(
        shard=SHARD, version=1, rows=config.rows, residents=config.residents, occupied_since=at(9)
    )

    assert world.dispatch_at(10).missed == 0


def test_dispatching_twice_in_a_minute_names_the_same_windows(world: World) -> None:
    world.memory.configs[SHARD] = a_config()

    world.dispatch_at(0.1)
    first = list(world.queue.sent)
    world.dispatch_at(0.9)

    assert world.queue.sent == first
