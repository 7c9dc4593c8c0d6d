from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.rate import Bucket, Limit

LIMIT = Limit(name="test", burst=5, every_ms=100, lease=2)
START = 1_736_942_400_000
"""Noon of 2025-01-15 in epoch milliseconds."""

limits = st.builds(
    Limit,
    name=st.just("test"),
    burst=st.integers(1, 50),
    every_ms=st.integers(1, 5000),
    lease=st.just(1),
)
asks = st.lists(st.tuples(st.integers(-20_000, 20_000), st.integers(1, 60)), max_size=60)
"""How far the clock moves before each, and how many tokens are asked for."""


def taken(limit: Limit, asked: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """When how many tokens were given."""
    bucket, now_ms, given_out = Bucket(), START, []
    for moved_ms, wanted in asked:
        now_ms += moved_ms
        tokens = bucket.tokens(limit, now_ms)
        assert 0 <= tokens <= limit.burst
        count = min(tokens, wanted)
        if count:
            bucket = bucket.without(count, limit, now_ms)
            given_out.append((now_ms, count))
    return given_out


@given(limits, asks)
def test_no_window_gives_more_than_the_burst_and_what_flowed_in(
    limit: Limit, asked: list[tuple[int, int]]
) -> None:
    """Whatever the clock does: a window is as long as its farthest instants are apart."""
    given_out = taken(limit, asked)

    for first in range(len(given_out)):
        for last in range(first, len(given_out)):
            window = given_out[first : last + 1]
            instants = [at_ms for at_ms, _ in window]
            length_ms = max(instants) - min(instants)
            assert sum(n for _, n in window) <= limit.burst + length_ms / limit.every_ms


@given(limits, asks)
def test_after_the_wait_there_is_a_token_and_a_moment_before_there_is_none(
    limit: Limit, asked: list[tuple[int, int]]
) -> None:
    bucket = Bucket()
    for moved_ms, wanted in asked:
        now_ms = START + max(0, moved_ms)
        count = min(bucket.tokens(limit, now_ms), wanted)
        bucket = bucket.without(count, limit, now_ms) if count else bucket

    wait_ms = bucket.wait_ms(limit, START + 20_000)

    assert bucket.tokens(limit, START + 20_000 + wait_ms) >= 1
    assert wait_ms == 0 or bucket.tokens(limit, START + 20_000 + wait_ms - 1) == 0


def test_an_untouched_bucket_is_full() -> None:
    assert Bucket().tokens(LIMIT, START) == 5


def test_a_bucket_fills_by_a_token_at_a_time() -> None:
    """5 are taken; one is back after each 100 ms, and never more than 5."""
    empty = Bucket().without(5, LIMIT, START)

    tokens = [empty.tokens(LIMIT, START + ms) for ms in (0, 99, 100, 250, 500, 10_000)]

    assert tokens == [0, 0, 1, 2, 5, 5]
    assert [empty.wait_ms(LIMIT, START + ms) for ms in (0, 99, 100)] == [100, 1, 0]


def test_a_clock_that_goes_back_gives_nothing_and_asks_for_no_long_wait() -> None:
    empty = Bucket().without(5, LIMIT, START)

    assert empty.tokens(LIMIT, START - 3_600_000) == 0
    assert empty.wait_ms(LIMIT, START - 3_600_000) == 100
