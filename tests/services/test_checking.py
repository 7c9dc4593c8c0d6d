from __future__ import annotations

import asyncio
import contextlib
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from entelech.domain.check import CheckPolicy, Reason, Status
from entelech.domain.ids import Slot
from entelech.domain.probe import Answered, Certificate, Unanswered
from entelech.domain.shard import Lane, Row, ShardConfig, ShardState, SlotState, Tick
from entelech.services.checking import Checker, Run
from entelech.services.examining import Examiner
from tests.builders import NOON, SHARD, a_config, a_result, a_row, a_tick, an_answer, at
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import KilledError, Memory
from tests.fakes.prober import HANGS, FakeProber
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import a_suspector
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from entelech.ports.probing import Probing

REFUSED = Unanswered(reason=Reason.CONNECTION, detail="refused")
CALLS_OF_A_RUN = 5
"""open, add_tick, latest, save_state, and latest again to see that it holds."""


class World:
    def __init__(self, *rows: Row) -> None:
        self.memory = Memory()
        self.memory.configs[SHARD] = a_config(*rows)
        self.clock = FakeClock(at(seconds=1))
        self.prober = FakeProber()
        self.store = FakeTickStore(self.memory)

    def run(
        self, window: datetime = NOON, *, budget_s: float = 50, store: FakeTickStore | None = None
    ) -> Run:
        checker = Checker(
            store=store or self.store,
            examiner=Examiner(
                prober=self.prober,
                headers=a_reader(self.memory, self.clock),
                beats=FakeBeatStore(self.memory),
                clock=self.clock,
                cpu_share=0.13,
            ),
            suspector=a_suspector(self.memory),
            clock=self.clock,
        )
        return checker.run(SHARD, window, budget_s=budget_s)

    def tick(self, lane: Lane = Lane.MAIN) -> Tick:
        return self.memory.ticks[SHARD, NOON, lane]

    def statuses(self) -> dict[int, Status]:
        state = self.memory.states.get(SHARD, ShardState(shard=SHARD))
        return {slot: each.status for slot, each in state.slots.items()}


def test_certificates_are_stored_when_they_change() -> None:
    world = World(a_row(0))
    first = Certificate(expires_at=at(60), issuer="R11")
    second = Certificate(expires_at=at(90_000), issuer="R12")
    shown = [an_answer(certificate=each) for each in (first, first, second)]
    world.prober.script(a_row(0).url, [*shown[:2], REFUSED, shown[2]])
    kept = []

    for minute in range(4):
        world.run(at(minute))
        kept.append(world.memory.certificates[SHARD])
        world.clock.advance((at(minute + 1) - world.clock.now()).total_seconds())

    assert kept == [{0: first}, {0: first}, {0: first}, {0: second}]
    assert kept[0] is kept[1] is kept[2]  # nothing was written between


def test_a_run_stores_what_it_measured_and_what_follows_from_it() -> None:
    world = World(a_row(0), a_row(1))
    world.prober.script(a_row(1).url, [REFUSED])

    run = world.run()

    tick = world.tick()
    assert {slot: each.reason for slot, each in tick.results.items()} == {
        0: Reason.OK,
        1: Reason.CONNECTION,
    }
    assert world.statuses() == {0: Status.HEALTHY, 1: Status.DOWN}
    assert (len(run.ticks), run.systems_count, run.measured_count) == (1, 2, 2)
    assert len(run.transitions) == 2


def test_a_failure_is_retried_within_the_tick_before_it_counts() -> None:
    world = World(a_row(0, policy=CheckPolicy(retries=2)))
    world.prober.script(a_row(0).url, [REFUSED, REFUSED, an_answer()])

    world.run()

    result = world.tick().results[Slot(0)]
    assert (result.reason, result.attempts) == (Reason.OK, 3)


def test_a_system_is_down_only_after_its_last_retry_failed() -> None:
    world = World(a_row(0, policy=CheckPolicy(retries=2)))
    world.prober.script(a_row(0).url, [REFUSED])

    world.run()

    result = world.tick().results[Slot(0)]
    assert (result.reason, result.attempts) == (Reason.CONNECTION, 3)


def test_what_the_system_says_itself_is_not_asked_again() -> None:
    world = World(a_row(0, policy=CheckPolicy(retries=2)))
    world.prober.script(a_row(0).url, [an_answer(b'{"status":"down"}')])

    world.run()

    assert world.prober.probed == [a_row(0).url]


def test_a_run_ends_in_its_time_and_keeps_what_it_has() -> None:
    """The one endpoint hangs for ever; real time passes here, as little as will do."""
    world = World(a_row(0), a_row(1))
    world.prober.script(a_row(0).url, [HANGS])

    run = world.run(budget_s=0.05)

    assert [set(tick.results) for tick in run.ticks] == [{1}]
    assert world.statuses() == {1: Status.HEALTHY}


def test_a_fault_of_our_own_in_one_check_leaves_the_others() -> None:
    world = World(a_row(0), a_row(1))
    world.prober.script(a_row(0).url, [ZeroDivisionError()])

    run = world.run()

    assert [set(tick.results) for tick in run.ticks] == [{1}]
    assert [type(error) for error in run.errors] == [ZeroDivisionError]


def test_a_shard_without_systems_leaves_no_tick() -> None:
    world = World()
    world.memory.configs[SHARD] = ShardConfig(shard=SHARD, version=2)

    assert world.run().ticks == []
    assert world.memory.ticks == {}


def test_a_window_that_is_over_is_not_polled() -> None:
    world = World(a_row(0))
    world.clock.advance(120)

    run = world.run(NOON)

    assert (run.ticks, world.prober.probed) == ([], [])


def test_the_same_message_twice_polls_once_and_settles_again() -> None:
    world = World(a_row(0))
    first = world.run()

    second = world.run()

    assert (len(first.ticks), second.ticks) == (1, [])
    assert second.measured_count == 1
    assert len(world.prober.probed) == 1
    assert second.transitions == []


def test_a_redelivered_message_makes_the_state_from_the_stored_tick() -> None:
    """The tick was stored, the worker died, and the message comes back after an interval."""
    world = World(a_row(0))
    world.memory.store(a_tick(NOON, {0: a_result(Reason.TLS)}))
    world.clock.advance(359)

    run = world.run(NOON)

    assert (run.ticks, world.prober.probed) == ([], [])
    assert world.statuses() == {0: Status.DOWN}
    assert [each.after for each in run.transitions] == [Status.DOWN]


def test_a_late_tick_does_not_move_the_status_backwards() -> None:
    world = World(a_row(0))
    world.memory.store(a_tick(NOON, {0: a_result(Reason.TLS)}))
    world.memory.store(a_tick(at(1), {0: a_result()}))
    world.clock.advance(70)

    world.run(NOON)

    assert world.statuses() == {0: Status.HEALTHY}
    assert world.memory.states[SHARD].last_window == at(1)


class Racing(FakeTickStore):
    """A store in which a newer run finishes just before this one writes its state."""

    def __init__(self, memory: Memory, newer: Tick) -> None:
        super().__init__(memory)
        self._newer = newer

    def save_state(self, state: ShardState) -> bool:
        self._memory.store(self._newer)
        return super().save_state(state)


def test_an_earlier_run_that_writes_last_still_leaves_the_newest_status() -> None:
    """The newer run found the system as it was and wrote no state, only its tick."""
    world = World(a_row(0))
    world.memory.store(a_tick(at(-1), {0: a_result()}))
    world.clock.advance(-55)
    world.run(at(-1))
    world.clock.advance(55 + 65)
    world.memory.store(a_tick(NOON, {0: a_result(Reason.TLS)}))

    world.run(NOON, store=Racing(world.memory, a_tick(at(1), {0: a_result()})))

    assert world.statuses() == {0: Status.HEALTHY}


def test_the_state_is_not_written_while_nothing_changes() -> None:
    world = World(a_row(0))
    world.run()
    world.clock.advance(60)

    run = world.run(at(1))

    assert len(run.ticks) == 1
    assert world.memory.states[SHARD].last_window == NOON


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(1, CALLS_OF_A_RUN + 1))
def test_a_worker_killed_at_any_storage_call_loses_no_tick_and_counts_none_twice(
    call: int,
    after: bool,
) -> None:
    """The queue gives the message again after 70 s; the end is that of a run that was never killed."""
    world = World(a_row(0), a_row(1))
    world.prober.script(a_row(1).url, [REFUSED])
    world.memory.fail(call, after=after, failure=KilledError)
    with pytest.raises(KilledError):
        world.run()

    world.memory.fail_at = None
    world.clock.advance(70)
    world.run()

    assert list(world.memory.ticks) == [(SHARD, NOON, Lane.MAIN)]
    assert world.statuses() == {0: Status.HEALTHY, 1: Status.DOWN}
    assert world.memory.states[SHARD].last_window == NOON


def test_a_run_makes_no_more_storage_calls_than_are_killed_above() -> None:
    world = World(a_row(0))

    world.run()

    assert world.memory.calls == CALLS_OF_A_RUN


class Seen(FakeTickStore):
    """A store that changes the shard between polling and settling."""

    def add_tick(self, tick: Tick) -> bool:
        self._memory.configs[tick.shard] = a_config(a_row(1), version=2)
        return super().add_tick(tick)


def test_a_system_removed_meanwhile_is_not_seen_again() -> None:
    """Readers go by the slots of the present configuration."""
    world = World(a_row(0), a_row(1))

    world.run(store=Seen(world.memory))

    assert set(world.store.open(SHARD, NOON).state.slots) == {1}


def known_dead(reason: Reason = Reason.TIMEOUT) -> ShardState:
    """Slot 0 did not answer last time."""
    dead = SlotState(status=Status.DOWN, since=at(-5), reason=reason, detail=None)
    return ShardState(shard=SHARD, version=1, last_window=at(-1), slots={Slot(0): dead})


def test_a_system_known_not_to_answer_holds_up_nobody() -> None:
    """Slot 0 hangs until the run is out of time; the tick of slot 1 is stored before that."""
    world = World(a_row(0), a_row(1))
    world.memory.states[SHARD] = known_dead()
    world.prober.script(a_row(0).url, [HANGS])
    seen = []

    class Watched(FakeTickStore):
        def add_tick(self, tick: Tick) -> bool:
            seen.append((tick.lane, set(tick.results)))
            return super().add_tick(tick)

    world.run(budget_s=0.05, store=Watched(world.memory))

    assert seen == [(Lane.MAIN, {1}), (Lane.SLOW, set())]
    assert world.statuses() == {0: Status.DOWN, 1: Status.HEALTHY}


def test_a_system_known_not_to_answer_is_asked_only_once() -> None:
    world = World(a_row(0, policy=CheckPolicy(retries=2)))
    world.memory.states[SHARD] = known_dead()
    world.prober.script(a_row(0).url, [Unanswered(reason=Reason.TIMEOUT, duration_ms=9)])

    world.run()

    assert world.prober.probed == [a_row(0).url]
    assert world.tick(Lane.SLOW).results[Slot(0)].attempts == 1


def test_a_system_that_answers_again_comes_back_from_the_slow_lane() -> None:
    world = World(a_row(0), a_row(1))
    world.memory.states[SHARD] = known_dead(Reason.DNS)

    world.run()

    assert world.statuses() == {0: Status.HEALTHY, 1: Status.HEALTHY}


def test_a_failure_that_takes_no_time_stays_in_the_main_lane() -> None:
    world = World(a_row(0))
    world.memory.states[SHARD] = known_dead(Reason.CONNECTION)

    world.run()

    assert set(world.tick().results) == {0}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(1, 10))
def test_a_worker_with_two_lanes_may_be_killed_at_any_storage_call(
    call: int,
    after: bool,
) -> None:
    """No system is counted twice in a window, whichever lane it was in before and after."""
    world = World(a_row(0), a_row(1))
    world.memory.states[SHARD] = known_dead()
    world.prober.script(a_row(1).url, [Unanswered(reason=Reason.TIMEOUT, duration_ms=9)])
    world.memory.fail(call, after=after, failure=KilledError)
    with contextlib.suppress(KilledError):
        world.run()

    world.memory.fail_at = None
    world.clock.advance(70)
    world.run()

    measured = [slot for tick in world.memory.ticks.values() for slot in tick.results]
    assert sorted(measured) == [0, 1]
    assert world.statuses() == {0: Status.HEALTHY, 1: Status.DOWN}


class Late:
    """Answers a moment after it kept the event loop from everything else."""

    def __init__(self, probe: Answered | Unanswered, busy_s: float) -> None:
        self._probe = probe
        self._busy_s = busy_s

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        yield self._answer

    async def _answer(
        self, _url: str, _timeout_s: float, _header: object = None
    ) -> Answered | Unanswered:
        await asyncio.sleep(0)
        until = time.perf_counter() + self._busy_s
        while time.perf_counter() < until:
            pass
        return self._probe


def test_a_timeout_while_the_worker_itself_was_late_says_nothing() -> None:
    """0.1 s late is more than a tenth of 0.5 s."""
    world = World(a_row(0))
    probe = Unanswered(reason=Reason.TIMEOUT, duration_ms=500.0)

    run = Checker(
        store=world.store,
        examiner=Examiner(
            prober=Late(probe, 0.1),
            headers=a_reader(),
            beats=FakeBeatStore(),
            clock=world.clock,
            cpu_share=0.13,
        ),
        suspector=a_suspector(),
        clock=world.clock,
    ).run(SHARD, NOON, budget_s=5)

    assert [tick.results for tick in run.ticks] == [{}]
    assert run.ticks[0].lag_ms >= 50
    assert world.statuses() == {}


def test_a_latency_measured_while_the_worker_was_late_is_flagged() -> None:
    world = World(a_row(0))

    run = Checker(
        store=world.store,
        examiner=Examiner(
            prober=Late(an_answer(), 0.1),
            headers=a_reader(),
            beats=FakeBeatStore(),
            clock=world.clock,
            cpu_share=0.13,
        ),
        suspector=a_suspector(),
        clock=world.clock,
    ).run(SHARD, NOON, budget_s=5)

    assert not run.ticks[0].results[Slot(0)].is_latency_trusted
    assert world.statuses() == {0: Status.HEALTHY}


class Registering(FakeTickStore):
    """A store in which a system is registered, polled and settled while this run is under way."""

    def add_tick(self, tick: Tick) -> bool:
        self._memory.configs[tick.shard] = a_config(a_row(0), a_row(5), version=2)
        new = SlotState(status=Status.DOWN, since=NOON, reason=Reason.TLS, detail=None)
        self._memory.states[tick.shard] = ShardState(
            shard=tick.shard, version=1, last_window=NOON, slots={Slot(5): new}
        )
        return super().add_tick(tick)


def test_a_system_registered_meanwhile_keeps_its_state() -> None:
    world = World(a_row(0))

    world.run(store=Registering(world.memory))

    assert world.statuses() == {0: Status.HEALTHY, 5: Status.DOWN}
