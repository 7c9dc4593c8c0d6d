"""Bounds how often somebody may ask, for all processes together and at a fraction of a write each."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

from msgspec import Struct, field

from entelech.domain.errors import RateLimitedError, UnavailableError
from entelech.domain.rate import Bucket
from entelech.ports.access import BucketStore
from entelech.ports.clock import Clock

if TYPE_CHECKING:
    from entelech.domain.rate import Limit

_log = logging.getLogger(__name__)
_LEASE_S = 60.0
"""What a process took and did not use by then is given up, so that it cannot gather."""
_MAX_HELD = 10_000
_TRIES = 10
"""Cold processes that start at once meet in one bucket; each round one of them wins."""


class _Held(Struct, kw_only=True):
    """What this process knows of a bucket. ``left`` 0 and ``is_empty``: refuse until ``until_s``."""

    bucket: Bucket
    left: int
    until_s: float
    is_empty: bool = False


class Limiter(Struct, frozen=True, kw_only=True):
    """The shared buckets. A process takes tokens by the lease and hands them out itself."""

    store: BucketStore
    clock: Clock
    _held: dict[str, _Held] = field(default_factory=dict)

    def spend(self, limit: Limit, subject: str) -> None:
        """Take one token of the subject's bucket.

        A store that does not answer lets everybody pass: what it protects stands in the same table.

        Raises:
            RateLimitedError: there is none.
        """
        self.refuse_if_empty(limit, subject)
        held = self._held.get(_name(limit, subject))
        if held is not None and held.left and self.clock.elapsed_s() < held.until_s:
            held.left -= 1
            return
        try:
            self._lease(limit, subject)
        except UnavailableError:
            _log.warning("rate_limit_unavailable", extra={"limit": limit.name}, exc_info=True)

    def refuse_if_empty(self, limit: Limit, subject: str) -> None:
        """Refuse without asking the store while this process knows that the bucket is empty.

        Raises:
            RateLimitedError: it is.
        """
        held, now_s = self._held.get(_name(limit, subject)), self.clock.elapsed_s()
        if held is not None and held.is_empty and now_s < held.until_s:
            raise RateLimitedError(retry_after_s=math.ceil(held.until_s - now_s))

    def _lease(self, limit: Limit, subject: str) -> None:
        name = _name(limit, subject)
        held = self._held.get(name)
        before = held.bucket if held else None
        for _ in range(_TRIES):
            before = before or self.store.bucket(name)
            now_ms = int(self.clock.now().timestamp() * 1000)
            count = min(before.tokens(limit, now_ms), limit.lease)
            if count == 0:
                self._refuse(limit, name, before, now_ms)
            after = before.without(count, limit, now_ms)
            if self.store.swap(name, before, after):
                until_s = self.clock.elapsed_s() + _LEASE_S
                self._hold(name, _Held(bucket=after, left=count - 1, until_s=until_s))
                return
            before = None
        raise RateLimitedError(retry_after_s=1)

    def _refuse(self, limit: Limit, name: str, bucket: Bucket, now_ms: int) -> None:
        wait_s = bucket.wait_ms(limit, now_ms) / 1000
        until_s = self.clock.elapsed_s() + wait_s
        self._hold(name, _Held(bucket=bucket, left=0, until_s=until_s, is_empty=True))
        raise RateLimitedError(retry_after_s=max(1, math.ceil(wait_s)))

    def _hold(self, name: str, held: _Held) -> None:
        if len(self._held) >= _MAX_HELD:
            self._held.clear()
        self._held[name] = held


def _name(limit: Limit, subject: str) -> str:
    return f"{limit.name}#{subject}"
