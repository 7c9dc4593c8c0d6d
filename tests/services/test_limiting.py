from __future__ import annotations

import pytest

from entelech.domain.errors import RateLimitedError
from entelech.domain.rate import Limit
from entelech.services.limiting import Limiter
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.rate import FakeBucketStore

LIMIT = Limit(name="test", burst=20, every_ms=1000, lease=5)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def a_process(memory: Memory, clock: FakeClock) -> Limiter:
    return Limiter(store=FakeBucketStore(memory), clock=clock)


def spend(limiter: Limiter, times: int, subject: str = "a") -> int:
    """How many of so many requests are let pass."""
    passed = 0
    for _ in range(times):
        try:
            limiter.spend(LIMIT, subject)
        except RateLimitedError:
            continue
        passed += 1
    return passed


def test_a_burst_passes_and_then_one_a_second(memory: Memory, clock: FakeClock) -> None:
    limiter = a_process(memory, clock)

    passed = [spend(limiter, 30)]
    for _ in range(3):
        clock.advance(1)
        passed.append(spend(limiter, 5))

    assert passed == [20, 1, 1, 1]


def test_a_refusal_says_how_many_whole_seconds_to_wait(memory: Memory, clock: FakeClock) -> None:
    limiter = a_process(memory, clock)
    spend(limiter, 20)
    clock.advance(0.7)

    waits = []
    for _ in range(2):  # told by the store, and then by what this process knows
        with pytest.raises(RateLimitedError) as caught:
            limiter.spend(LIMIT, "a")
        waits.append(caught.value.retry_after_s)

    assert waits == [1, 1]


def test_processes_share_one_bucket(memory: Memory, clock: FakeClock) -> None:
    processes = [a_process(memory, clock) for _ in range(4)]

    assert sum(spend(each, 10) for each in processes) == 20


def test_subjects_do_not_share_a_bucket(memory: Memory, clock: FakeClock) -> None:
    limiter = a_process(memory, clock)

    assert (spend(limiter, 30), spend(limiter, 30, "b")) == (20, 20)


def test_a_flood_that_is_refused_costs_nothing(memory: Memory, clock: FakeClock) -> None:
    """4 leases of 5 empty the bucket, the first after a look at it; the refusal itself is known."""
    limiter = a_process(memory, clock)

    spend(limiter, 1000)

    assert memory.calls == 5


def test_what_a_process_does_not_use_in_a_minute_is_given_up(
    memory: Memory, clock: FakeClock
) -> None:
    """Four processes took 5 tokens each and used one; after a minute they share 20 anew."""
    processes = [a_process(memory, clock) for _ in range(4)]
    for each in processes:
        spend(each, 1)

    clock.advance(60)

    assert sum(spend(each, 20) for each in processes) == 20


def test_a_store_that_is_away_refuses_nobody_and_is_logged(
    memory: Memory, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    memory.fail(1)

    assert spend(a_process(memory, clock), 1) == 1
    assert [each.message for each in caplog.records] == ["rate_limit_unavailable"]


class Contended(FakeBucketStore):
    """Somebody else always comes first."""

    def swap(self, *_: object) -> bool:
        return False


def test_who_never_wins_the_race_for_a_bucket_is_told_to_come_again(
    memory: Memory, clock: FakeClock
) -> None:
    limiter = Limiter(store=Contended(memory), clock=clock)

    with pytest.raises(RateLimitedError) as caught:
        limiter.spend(LIMIT, "a")

    assert caught.value.retry_after_s == 1


def test_a_process_that_has_seen_very_many_forgets_them_and_goes_on(
    memory: Memory, clock: FakeClock
) -> None:
    limiter = a_process(memory, clock)

    for n in range(10_001):
        limiter.spend(LIMIT, f"{n}")

    assert len(limiter._held) == 1
