"""Time and chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """The time. The only source of it."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def elapsed_s(self) -> float:
        """Seconds on a monotonic timer with an arbitrary start."""

    def worked_s(self) -> float:
        """CPU seconds that this process has taken so far, in all its threads."""


class AsyncClock(Clock, Protocol):
    """The time of an event loop."""

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""


class Entropy(Protocol):
    """Random secrets."""

    def secret(self) -> str:
        """43 characters of URL-safe base64: 256 random bits."""

    def key_id(self) -> str:
        """8 characters of 0-9 and a-z."""
