"""Spreads the starts of probes, so that the worker's own load is not measured as latency."""

from __future__ import annotations

from dataclasses import dataclass, field

from entelech.ports import Clock


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
