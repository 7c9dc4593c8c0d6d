"""How often somebody may ask: a token bucket, kept as the one instant at which it will be full."""

from __future__ import annotations

import math

from msgspec import Struct


class Limit(Struct, frozen=True, kw_only=True):
    """``burst`` requests at once, and one more each ``every_ms``.

    ``lease`` is how many a process takes out of the shared bucket at a time, at most ``burst``.
    """

    name: str
    burst: int
    every_ms: int
    lease: int


BY_KEY = Limit(name="key", burst=100, every_ms=100, lease=10)
"""All requests of one key: 10 a second, a hundred times what the page of one screen asks."""
OPEN = Limit(name="open", burst=60, every_ms=1000, lease=10)
"""Requests of one address to routes that ask for no key."""
INGEST = Limit(name="ingest", burst=600, every_ms=50, lease=50)
"""What one address sends of its systems: a site behind one address has many."""
BY_BEAT = Limit(name="beat", burst=10, every_ms=5000, lease=5)
"""Signs of life of one system: its shortest schedule is a minute."""
BY_CLIENT_CHECKED = Limit(name="checked", burst=3, every_ms=10_000, lease=1)
"""Checks of a client's systems that somebody asks for beside the scheduled ones."""
BY_SENDER = Limit(name="sender", burst=100, every_ms=1000, lease=10)
"""Figures that the systems of one client push: a hundred of them, every two minutes."""
FAILED = Limit(name="failed", burst=60, every_ms=2000, lease=5)
"""Requests of one address that showed no key, or none of ours: 30 a minute."""
FAILED_AGAIN = Limit(name="again", burst=10, every_ms=6000, lease=5)
"""Those of them that name the same key: a script with a revoked key spends these, and no others."""
REFUSALS_KEPT = Limit(name="refusals", burst=1000, every_ms=1000, lease=10)
"""Refused requests of everybody unknown that the audit log takes in."""


class Bucket(Struct, frozen=True, kw_only=True):
    """A bucket that is full at ``full_at_ms``, in epoch milliseconds, if nothing is taken till then.

    Any instant that is past says the same: it is full. A clock that goes back finds it emptier,
    never fuller.
    """

    full_at_ms: int = 0

    def tokens(self, limit: Limit, now_ms: int) -> int:
        """How many can be taken now, from 0 to the burst."""
        missing_ms = max(0, self.full_at_ms - now_ms)
        return max(0, limit.burst - math.ceil(missing_ms / limit.every_ms))

    def without(self, count: int, limit: Limit, now_ms: int) -> Bucket:
        """The bucket after so many were taken."""
        return Bucket(full_at_ms=max(self.full_at_ms, now_ms) + count * limit.every_ms)

    def wait_ms(self, limit: Limit, now_ms: int) -> int:
        """How long until there is one token, 0 when there is; never longer than filling it takes."""
        missing_ms = min(self.full_at_ms - now_ms, limit.burst * limit.every_ms)
        return max(0, missing_ms - (limit.burst - 1) * limit.every_ms)
