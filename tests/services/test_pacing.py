from __future__ import annotations

import asyncio

import pytest

from entelech.services.pacing import USUAL_CPU_S, Pacer
from tests.fakes.clock import FakeClock

HUNDRED_A_SECOND = 100 * USUAL_CPU_S
"""The share of a CPU that a hundred usual checks a second take."""


def starts(clock: FakeClock, costs_s: list[float], *, after_s: float = 0.0) -> list[float]:
    """When checks that take so much of a CPU may start, in seconds; all but the first ask after a while."""
    pacer = Pacer(cpu_share=HUNDRED_A_SECOND, clock=clock)
    found: list[float] = []

    async def one(cost_s: float) -> None:
        await pacer.turn()
        found.append(round(clock.elapsed_s(), 6))
        clock.work(cost_s)

    async def every() -> None:
        await one(costs_s[0])
        clock.advance(after_s)
        await asyncio.gather(*map(one, costs_s[1:]))

    asyncio.run(every())
    return found


def test_starts_asked_for_at_once_are_spread() -> None:
    """100 a second: one every 10 ms, the first at once."""
    assert starts(FakeClock(), [0.0] * 4) == [0.0, 0.01, 0.02, 0.03]


def test_time_that_nobody_used_is_not_saved_up() -> None:
    assert starts(FakeClock(), [0.0] * 3, after_s=5) == [0.0, 5.0, 5.01]


def test_a_machine_that_takes_longer_over_a_check_starts_fewer() -> None:
    """Each costs three times the usual: 30 ms of a share that serves a usual one in 10."""
    found = starts(FakeClock(), [3 * USUAL_CPU_S] * 60)

    assert found[2] - found[1] == pytest.approx(0.03)  # told by the first one already
    assert found[-1] - found[-11] == pytest.approx(10 * 0.03)


def test_a_machine_that_is_quicker_than_usual_is_not_pressed() -> None:
    found = starts(FakeClock(), [USUAL_CPU_S / 10] * 60)

    assert found[-1] == pytest.approx(0.59)


def test_a_machine_that_becomes_quicker_is_believed_after_a_while() -> None:
    """Sixteen starts tell what the next one costs."""
    found = starts(FakeClock(), [3 * USUAL_CPU_S] * 20 + [0.0] * 40)

    assert found[-1] - found[-2] == pytest.approx(0.01)
