"""A clock that stands still until it is told, or until somebody sleeps on it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from tests.builders import NOON


class FakeClock:
    """``Clock``: ``advance`` moves it; sleeping moves it too, and takes no time."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._elapsed_s = 0.0
        self._worked_s = 0.0

    def now(self) -> datetime:
        return self._now

    def elapsed_s(self) -> float:
        return self._elapsed_s

    def worked_s(self) -> float:
        return self._worked_s

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._elapsed_s += seconds

    def work(self, seconds: float) -> None:
        """Take so much of a CPU, in no time."""
        self._worked_s += seconds
