"""Keeps the worker's own load out of what it measures, and knows when it did not succeed."""

from __future__ import annotations

import asyncio
from collections import deque

from msgspec import Struct, field

from entelech.ports.clock import AsyncClock

USUAL_CPU_S = 0.0013
"""CPU seconds of a check over HTTPS on a quick machine, nearly all of them for the handshake."""
_JUDGED_BY = 16
"""Starts whose cost tells what the next one will."""
_SAMPLE_S = 0.02
_WORTH_KEEPING_S = 0.001


class Pacer(Struct, kw_only=True):
    """Lets probes start, in the order of asking, as fast as ``cpu_share`` of a CPU can serve them.

    What a check costs is read off this run's own latest ones; the usual cost is the least assumed.
    """

    cpu_share: float
    clock: AsyncClock
    _next_start_s: float = 0.0
    _worked_s: deque[float] = field(default_factory=lambda: deque(maxlen=_JUDGED_BY))
    _queue: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def turn(self) -> None:
        """Return when the caller may start."""
        async with self._queue:
            await self.clock.sleep(max(0.0, self._next_start_s - self.clock.elapsed_s()))
            self._next_start_s = self.clock.elapsed_s() + self._cost_s() / self.cpu_share

    def _cost_s(self) -> float:
        """CPU seconds that the check which starts now will take, as far as can be told."""
        worked_s = self.clock.worked_s()
        first_s, count = (self._worked_s[0], len(self._worked_s)) if self._worked_s else (0, 0)
        self._worked_s.append(worked_s)
        return max(USUAL_CPU_S, (worked_s - first_s) / count) if count else USUAL_CPU_S


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
