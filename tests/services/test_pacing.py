from __future__ import annotations

import asyncio

from entelech.services.pacing import Pacer
from tests.fakes.clock import FakeClock


class Standing(FakeClock):
    """A clock on which sleeping is written down and takes no time."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


def turns(clock: Standing, pacer: Pacer, count: int) -> list[float]:
    async def all_at_once() -> None:
        await asyncio.gather(*(pacer.turn() for _ in range(count)))

    clock.slept.clear()
    asyncio.run(all_at_once())
    return clock.slept


def test_starts_asked_for_at_once_are_spread() -> None:
    """100 a second: one every 10 ms, the first at once."""
    clock = Standing()
    pacer = Pacer(starts_per_second=100, clock=clock)

    assert turns(clock, pacer, 4) == [0.0, 0.01, 0.02, 0.03]


def test_time_that_nobody_used_is_not_saved_up() -> None:
    clock = Standing()
    pacer = Pacer(starts_per_second=100, clock=clock)
    turns(clock, pacer, 1)

    clock.advance(5)

    assert turns(clock, pacer, 2) == [0.0, 0.01]
