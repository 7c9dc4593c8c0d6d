from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.period import Period
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import ShardConfig, ShardState
from entelech.domain.suspicion import (
    SuspectCause,
    Suspicion,
    are_too_many,
    held_since,
    suspect_minutes,
)
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from entelech.services.suspecting import Suspector
from tests.builders import NOON, SHARD, a_config, a_row, a_tick, an_answer, at
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import KilledError, Memory
from tests.fakes.prober import FakeProber
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import FakeSuspicionStore, a_suspector
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from entelech.domain.probe import Probe

OTHER = ShardId(interval=Interval.MINUTE, number=1)
REFUSED = Unanswered(reason=Reason.CONNECTION, detail="refused")
CANARY = "https://canary.example.com/"
ALL_DAY = Period(start=NOON, end=NOON + timedelta(days=1))


class World:
    """Two shards of clients with a system each."""

    def __init__(self, *counts: int) -> None:
        self.memory, self.clock, self.prober = Memory(), FakeClock(at(seconds=1)), FakeProber()
        self.rows = []
        for shard, count in zip((SHARD, OTHER), counts, strict=True):
            rows = [a_row(n, f"client-{shard.number}-{n}") for n in range(count)]
            config = replace(a_config(*rows), shard=shard, occupied_since=at(-60))
            self.memory.configs[shard] = config
            self.rows += rows

    def answer(self, count: int, probe: Probe) -> None:
        """So many systems answer with this from now on, and the others well."""
        for n, row in enumerate(self.rows):
            self.prober.script(row.url, [probe if n < count else an_answer()])

    def minute(self, n: int, *, canary_url: str = "") -> None:
        """Both shards run."""
        self.clock.advance((at(n, seconds=1) - self.clock.now()).total_seconds())
        for shard in (SHARD, OTHER):
            self.checker(canary_url).run(shard, at(n), budget_s=5)

    def checker(self, canary_url: str = "") -> Checker:
        return Checker(
            store=FakeTickStore(self.memory),
            examiner=Examiner(
                prober=self.prober,
                headers=a_reader(),
                beats=FakeBeatStore(),
                clock=self.clock,
                cpu_share=130,
            ),
            suspector=a_suspector(self.memory),
            clock=self.clock,
            canary_url=canary_url,
        )

    @property
    def marks(self) -> list[Suspicion]:
        return list(FakeSuspicionStore(self.memory).suspicions(ALL_DAY))


def test_when_a_third_of_all_clients_begins_to_fail_the_minute_is_suspect() -> None:
    world = World(6, 4)
    world.minute(0)
    world.answer(3, REFUSED)

    world.minute(1)

    assert world.marks == [
        Suspicion(window=at(1), cause=SuspectCause.MANY_FAILURES, failed=3, clients=10)
    ]


def test_failures_of_several_shards_are_seen_together() -> None:
    """Two of the first shard and one of the second."""
    world = World(6, 4)
    world.minute(0)
    for row in (world.rows[0], world.rows[1], world.rows[6]):
        world.prober.script(row.url, [REFUSED])

    world.minute(1)

    assert [each.failed for each in world.marks] == [3]


@pytest.mark.parametrize(("counts", "failing"), [((6, 4), 2), ((5, 4), 9)])
def test_few_failures_and_few_clients_are_no_suspicion(
    counts: tuple[int, int], failing: int
) -> None:
    world = World(*counts)
    world.minute(0)
    world.answer(failing, REFUSED)

    world.minute(1)

    assert world.marks == []


def test_the_next_minute_is_clean_although_all_are_still_down() -> None:
    world = World(6, 4)
    world.minute(0)
    world.answer(10, REFUSED)

    for n in range(1, 4):
        world.minute(n)

    assert [each.window for each in world.marks] == [at(1)]


def test_a_worker_killed_before_the_mark_leaves_it_to_the_next_delivery() -> None:
    """Wherever the run of the first shard is killed, the same message once more marks the minute."""
    for call in range(1, 12):
        world = World(10, 0)
        world.minute(0)
        world.answer(10, REFUSED)
        world.clock.advance(60)
        world.memory.fail(call, failure=KilledError)
        try:
            world.checker().run(SHARD, at(1), budget_s=5)
        except KilledError:
            world.memory.fail_at = None
            world.checker().run(SHARD, at(1), budget_s=5)

        assert [each.window for each in world.marks] == [at(1)], call


def test_where_the_canary_is_not_reached_a_broken_network_is_ours() -> None:
    """The refused system stays as it was; the one that says so itself is down."""
    world = World(2, 0)
    world.minute(0, canary_url=CANARY)
    world.prober.script(CANARY, [REFUSED])
    world.prober.script(world.rows[0].url, [REFUSED])
    world.prober.script(world.rows[1].url, [an_answer(b'{"status":"down"}')])

    world.minute(1, canary_url=CANARY)

    assert [each.cause for each in world.marks] == [SuspectCause.CANARY]
    assert {slot: each.status.value for slot, each in world.memory.states[SHARD].slots.items()} == {
        0: "healthy",
        1: "down",
    }
    tick = next(t for (_, window, _), t in world.memory.ticks.items() if window == at(1))
    assert (tick.is_suspect, list(tick.results)) == (True, [1])


def test_a_canary_that_answers_at_the_second_try_is_well() -> None:
    world = World(1, 0)
    world.prober.script(CANARY, [REFUSED, an_answer(http_status=500)])

    world.minute(0, canary_url=CANARY)

    assert world.marks == []


def test_alerts_wait_until_the_minute_after_is_measured() -> None:
    one = [Suspicion(window=at(10), cause=SuspectCause.CANARY)]
    three = [Suspicion(window=at(n), cause=SuspectCause.CANARY) for n in (5, 10, 11)]

    assert [held_since(one, at(n)) for n in (9, 10, 11.9, 12)] == [None, at(10), at(10), None]
    assert [held_since(three, at(n)) for n in (12, 13)] == [at(10), None]


def test_alerts_wait_as_long_as_nothing_is_measured_anew() -> None:
    """Checked each 15 minutes: what was in doubt at 10 is measured again at 25, and settled by 26."""
    rarely = [
        Suspicion(window=at(10), cause=SuspectCause.CANARY, interval=Interval.QUARTER_HOUR),
        Suspicion(window=at(11), cause=SuspectCause.CANARY),
    ]

    assert [held_since(rarely, at(n)) for n in (13, 25.9, 26)] == [at(10), at(10), None]


def test_of_shards_that_doubt_the_same_minute_the_slowest_counts() -> None:
    store = FakeSuspicionStore(Memory())
    suspector = Suspector(registry=FakeRegistryStore(Memory()), store=store)
    for interval in (Interval.MINUTE, Interval.HOUR, Interval.FIVE_MINUTES):
        shard = ShardId(interval=interval, number=0)
        tick = replace(a_tick(NOON, {}, shard), is_suspect=True)
        suspector.consider(ShardConfig(shard=shard), ShardState(shard=shard), tick)

    (mark,) = store.suspicions(Period(start=NOON, end=at(1)))
    assert mark.interval is Interval.HOUR


def test_a_minute_is_shown_once() -> None:
    both = [Suspicion(window=at(1), cause=each) for each in SuspectCause]

    assert [each.at for each in suspect_minutes(both)] == [at(1)]


@pytest.mark.parametrize(
    ("failed", "clients", "is_suspect"),
    [(3, 10, True), (2, 10, False), (9, 9, False), (299, 1000, False), (300, 1000, True)],
)
def test_nearly_a_third_of_ten_and_more(failed: int, clients: int, *, is_suspect: bool) -> None:
    assert are_too_many(failed, clients) is is_suspect
