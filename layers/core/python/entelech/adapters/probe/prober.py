"""Probes over the event loop itself: one GET each, redirects followed, within one deadline."""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from entelech.adapters.probe.connection import Exchange
from entelech.adapters.probe.dns import MAX_ADDRESSES, MAX_LOOKUP_S, Resolver
from entelech.adapters.probe.faults import (
    BlockedAddressError,
    ProbeError,
    TooManyRedirectsError,
    UnresolvedNameError,
    fault_of,
)
from entelech.adapters.probe.phases import Hop, phases_of
from entelech.adapters.probe.target import MAX_REDIRECTS, target_of
from entelech.adapters.probe.tls import tls_context
from entelech.domain.probe import Answered, Connected, Probe, Unanswered
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from entelech.adapters.probe.parser import AnswerParser
    from entelech.adapters.probe.target import Target
    from entelech.domain.address import AddressPolicy
    from entelech.ports.probing import Probing

_TIMER_SLACK_S = 0.001
"""The event loop may call a little early."""

_T = TypeVar("_T")


class _Shared(Struct, frozen=True, kw_only=True):
    """What all probes of a prober share."""

    admits: Callable[[str, int], bool]
    allows: Callable[[str, int], bool]
    resolver: Resolver
    tls: ssl.SSLContext


class AsyncioProber:
    """``Prober`` with nothing between it and the sockets."""

    def __init__(
        self, *, addresses: AddressPolicy, extra_ca_pem: str = "", resolver: Resolver | None = None
    ) -> None:
        self._shared = _Shared(
            admits=lru_cache(maxsize=4096)(addresses.admits),
            allows=lru_cache(maxsize=4096)(addresses.allows),
            resolver=resolver or Resolver(),
            tls=tls_context(extra_ca_pem),
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        async def probe(url: str, timeout_s: float, header: tuple[str, str] | None = None) -> Probe:
            return await _Visit(self._shared, timeout_s).to(url, header)

        yield probe


class _Visit:
    """One probe: its hops and its one timer."""

    def __init__(self, shared: _Shared, timeout_s: float) -> None:
        self._started_at = time.perf_counter()
        self._shared = shared
        self._timeout_s = timeout_s
        self._hops: list[Hop] = []
        self._waiting: asyncio.Future[Any] | None = None
        self._loop = asyncio.get_running_loop()
        now = self._loop.time()
        self._deadline = now + timeout_s
        self._lookup_due = math.inf
        first_due = now + min(timeout_s, MAX_LOOKUP_S)
        self._timer: asyncio.Handle = self._loop.call_at(first_due, self._on_time)

    async def to(self, url: str, header: tuple[str, str] | None) -> Probe:
        try:
            target = target_of(url)
            if not target.request:
                await self._hop(target)
                return Connected(duration_ms=self._elapsed_ms())
            answer = await self._follow(target, header)
            body = answer.body()
        except (ProbeError, OSError) as error:
            return self._unanswered(error)
        finally:
            self._timer.cancel()
        total_ms = self._elapsed_ms()
        return Answered(
            http_status=answer.status,
            body=body,
            is_cut=answer.is_cut,
            duration_ms=total_ms,
            phases=phases_of(self._hops, total_ms),
            certificate=self._hops[-1].exchange.certificate,
        )

    def _unanswered(self, error: ProbeError | OSError) -> Unanswered:
        reason, detail = fault_of(error)
        total_ms = self._elapsed_ms()
        least_ms = {Reason.TIMEOUT: self._timeout_s * 1000, Reason.INVALID_CONTRACT: 0}.get(reason)
        return Unanswered(
            reason=reason,
            detail=detail,
            duration_ms=None if least_ms is None else max(total_ms, least_ms),
            phases=phases_of(self._hops, total_ms),
            certificate=self._hops[-1].exchange.certificate if self._hops else None,
        )

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._started_at) * 1000

    async def _follow(self, target: Target, header: tuple[str, str] | None) -> AnswerParser:
        """The header goes to the first target's origin, until a redirect leaves it."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._hop(target.showing(header) if header else target)
            if answer.location is None:
                return answer
            onward = target.redirected(answer.location)
            header = header if onward.origin == target.origin else None
            target = onward
        raise TooManyRedirectsError

    async def _hop(self, target: Target) -> AnswerParser:
        """Ask at exactly the addresses that were looked at: what a name says later leads nowhere."""
        begun_at = time.perf_counter()
        if not self._shared.admits(target.host, target.port):
            raise BlockedAddressError
        addresses = [target.address] if target.address else await self._resolve(target)
        reachable = [each for each in addresses if self._shared.allows(each, target.port)]
        if not reachable:
            raise BlockedAddressError
        exchange = Exchange(target, reachable[:MAX_ADDRESSES], self._shared.tls)
        self._hops.append(Hop(begun_at=begun_at, exchange=exchange))
        try:
            exchange.start(self._loop, deadline=self._deadline)
            error = await self._wait(exchange.done)
        finally:
            exchange.close()
        if error is not None:
            raise error
        return exchange.answer

    async def _resolve(self, target: Target) -> Sequence[str]:
        self._lookup_due = self._loop.time() + MAX_LOOKUP_S
        found = await self._wait(self._shared.resolver.resolve(target.host, target.port))
        self._lookup_due = math.inf
        if isinstance(found, ProbeError):
            raise found
        return found

    async def _wait(self, future: asyncio.Future[_T]) -> _T:
        self._waiting = future
        return await future

    def _on_time(self) -> None:
        """Give up what is due, or come again when it is."""
        due = min(self._deadline, self._lookup_due)
        if self._loop.time() + _TIMER_SLACK_S < due:
            self._timer = self._loop.call_at(due, self._on_time)
        elif self._waiting is None or self._waiting.done():
            self._timer = self._loop.call_soon(self._on_time)  # it is between two steps
        else:
            is_lookup = self._lookup_due < math.inf
            self._waiting.set_result(UnresolvedNameError() if is_lookup else TimeoutError())
