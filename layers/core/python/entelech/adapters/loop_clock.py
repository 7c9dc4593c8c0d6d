"""The machine's time for what waits in an event loop; most functions have none, and are spared asyncio."""

from __future__ import annotations

import asyncio

from entelech.adapters.clock import SystemClock


class LoopClock(SystemClock):
    """``AsyncClock`` of the loop that runs."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
