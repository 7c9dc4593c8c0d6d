"""The only place that reads a clock or draws a random number."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def elapsed_s(self) -> float:
        return time.perf_counter()

    def worked_s(self) -> float:
        return time.process_time()


class SystemEntropy:
    """The machine's own randomness."""

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def key_id(self) -> str:
        return "".join(secrets.choice(_ALPHABET) for _ in range(8))

    def fraction(self) -> float:
        """A number from 0 up to but not 1."""
        return secrets.randbelow(1 << 53) / (1 << 53)
