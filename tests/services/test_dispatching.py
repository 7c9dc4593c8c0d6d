from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.services.dispatching import Dispatched, Dispatcher
from tests.builders import NOON, SHARD, a_config, a_row, a_tick, at
from tests.fakes.memory import Memory
from tests.fakes.queue import FakeEvaluationQueue, FakeFoldQueue, FakeJobQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.ticks import FakeTickStore

FIVE = ShardId(interval=Interval.FIVE_MINUTES, number=0)


class World:
    def __init__(self) -> None:
        self.memory = Memory()
        self.queue = FakeJobQueue()
        self.rollups = FakeFoldQueue()
        self.evaluations = FakeEvaluationQueue()
        self.dispatcher = Dispatcher(
            registry=FakeRegistryStore(self.memory),
            ticks=FakeTickStore(self.memory),
            polls=self.queue,
            rollups=self.rollups,
            evaluations=self.evaluations,
            evaluate_every=timedelta(minutes=5),
        )

    def dispatch_at(self, minutes: float) -> Dispatched:
        self.queue.sent.clear()
        return self.dispatcher.dispatch(at(minutes))


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


@pytest.mark.parametrize(
    ("interval", "repeats", "gap"),
    [
        (Interval.MINUTE, [], 3),  # too old by the time that it must be over
        (Interval.FIVE_MINUTES, [3], 6),
        (Interval.QUARTER_HOUR, [3, 7], 16),
        (Interval.HOUR, [3, 30], 61),
    ],
)
def test_a_missed_window_is_queued_again_a_few_times_and_is_one_gap_then(
    world: World, interval: Interval, repeats: list[int], gap: int
) -> None:
    """Minutes after the one missed window; all others have their ticks."""
    shard = ShardId(interval=interval, number=0)
    world.memory.configs[shard] = a_config(shard=shard)
    missed = newest_due(shard, at(120))
    for step in range(-3, 4):
        if step:
            world.memory.store(a_tick(missed + step * interval.length, shard=shard))
    start = (missed - NOON).total_seconds() / 60

    done = {minute: world.dispatch_at(start + minute) for minute in range(2 * interval + 4)}

    assert [minute for minute, each in done.items() if each.repeated] == repeats
    assert [minute for minute, each in done.items() if each.missed] == [gap]


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


def test_at_five_past_every_shard_has_its_past_hours_folded(world: World) -> None:
    """An empty one too: somebody may have left it within the hour."""
    world.memory.configs[SHARD] = a_config()
    world.memory.configs[FIVE] = replace(a_config(shard=FIVE), rows=())

    folds = {minute: world.dispatch_at(minute).folds for minute in (4, 5, 6)}

    assert folds == {4: 0, 5: 6, 6: 0}
    hours = [at(-60), at(-120), at(-25 * 60)]
    assert world.rollups.hours == [(shard, hour) for shard in (SHARD, FIVE) for hour in hours]


def test_a_shards_alerts_are_evaluated_once_in_five_minutes(world: World) -> None:
    world.memory.configs[SHARD] = a_config()

    for minute in range(10):
        world.dispatch_at(minute)

    assert world.evaluations.shards == [SHARD, SHARD]
    assert world.evaluations.leavers == 2
