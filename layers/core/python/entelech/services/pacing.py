"""Keeps the worker's own load out of what it measures, and knows when it did not succeed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from entelech.ports.clock import Clock

_SAMPLE_S = 0.02
_WORTH_KEEPING_S = 0.001


@dataclass(kw_only=True)
class Pacer:
    """Lets one probe start every 1 / ``starts_per_second`` seconds, in the order of asking."""

    starts_per_second: float
    clock: Clock
    _next_start_s: float = field(default=0.0, init=False)

    async def turn(self) -> None:
        """Return when the caller may start."""
        now_s = self.clock.elapsed_s()
        start_s = max(now_s, self._next_start_s)
        self._next_start_s = start_s + 1 / self.starts_per_second
        await self.clock.sleep(start_s - now_s)


class LagMeter:
    """How late the running event loop runs what is due, sampled all the time from its making on.

    Instants are those of the loop's own timer, in seconds.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._late: list[tuple[float, float]] = []
        self._schedule()

    def now(self) -> float:
        """The instant, for ``worst_ms``."""
        return self._loop.time()

    def worst_ms(self, since: float) -> float:
        """The worst lateness from that instant until now, in milliseconds."""
        pending_s = self._loop.time() - self._due
        past_s = (ran - due for due, ran in reversed(self._late) if ran > since)
        return max(0.0, pending_s, *past_s) * 1000

    def stop(self) -> None:
        """Sample no more."""
        self._timer.cancel()

    def _schedule(self) -> None:
        self._due = self._loop.time() + _SAMPLE_S
        self._timer = self._loop.call_at(self._due, self._sample)

    def _sample(self) -> None:
        ran = self._loop.time()
        if ran - self._due > _WORTH_KEEPING_S:
            self._late.append((self._due, ran))
        self._schedule()
