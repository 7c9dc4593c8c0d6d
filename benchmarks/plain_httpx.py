"""httpx as one would use it well: one client, one TLS context, bounded, a fresh connection a check."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from benchmarks.names import look_up
from entelech.adapters.probe.tls import tls_context
from entelech.domain.probe import Answered, Probe, Unanswered
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from entelech.ports.probing import Probing

_AT_ONCE = 100
"""httpx's own default."""


class PlainHttpx:
    """``Prober`` that checks no address, limits nothing and times no phase."""

    def __init__(self, ca_pem: str) -> None:
        self._tls = tls_context(ca_pem)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        transport = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False)
        pool: Any = httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            max_connections=_AT_ONCE,
            max_keepalive_connections=0,
            network_backend=_Names(),
        )
        transport._pool = pool  # noqa: SLF001 - httpx has no parameter for a network backend
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:

            async def probe(
                url: str, timeout_s: float, _header: tuple[str, str] | None = None
            ) -> Probe:
                started_s = time.perf_counter()
                try:
                    answer = await client.get(url, timeout=timeout_s)
                except httpx.HTTPError as error:
                    return Unanswered(reason=Reason.CONNECTION, detail=type(error).__name__)
                duration_ms = (time.perf_counter() - started_s) * 1000
                return Answered(
                    http_status=answer.status_code, body=answer.content, duration_ms=duration_ms
                )

            yield probe


class _Names(httpcore.AsyncNetworkBackend):
    """Looks names up in the event loop's executor, where ``getaddrinfo`` would be called."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *options: Any, **named: Any) -> Any:
        loop = asyncio.get_running_loop()
        address, *_ = await loop.run_in_executor(None, look_up, host, port)
        return await self._inner.connect_tcp(address, port, *options, **named)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
