"""Probes over httpx: the reference that our own prober is measured against and compared with."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
from httpcore._backends.anyio import AnyIOStream

from entelech.adapters.probe.dns import MAX_LOOKUP_S, Resolver
from entelech.adapters.probe.faults import (
    BlockedAddressError,
    BrokenAnswerError,
    ProbeError,
    TooManyRedirectsError,
    UnresolvedNameError,
    UnusableUrlError,
    fault_of,
)
from entelech.adapters.probe.target import MAX_REDIRECTS
from entelech.adapters.probe.tls import tls_context
from entelech.domain.probe import Answered, Probe, Unanswered
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from httpcore._backends.base import SOCKET_OPTION

    from entelech.domain.address import AddressPolicy
    from entelech.ports.probing import Probing

_MAX_HEAD_BYTES = 16 * 1024
_MAX_BODY_BYTES = 64 * 1024
_HEADERS = {
    "user-agent": "entelech-monitor",
    "accept": "application/json, */*;q=0.5",
    "accept-encoding": "gzip, deflate",  # what httpx adds depends on what else is installed
    "connection": "close",
}


class HttpxProber:
    """``Prober`` over httpx, one shared TLS context and no pool to wait for."""

    def __init__(
        self, *, addresses: AddressPolicy, extra_ca_pem: str = "", resolver: Resolver | None = None
    ) -> None:
        self._network = _CheckedNetwork(addresses, resolver or Resolver())
        self._tls = tls_context(extra_ca_pem)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        async with httpx.AsyncClient(
            transport=_CheckedTransport(self._tls, self._network),
            headers=_HEADERS,
            # one client's cookies are never sent to another, nor kept
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=None,  # noqa: S113 - one deadline for all that a probe does, below
            trust_env=False,
        ) as client:

            async def probe(
                url: str, timeout_s: float, header: tuple[str, str] | None = None
            ) -> Probe:
                return await _probe(client, url, timeout_s, header)

            yield probe


async def _probe(
    client: httpx.AsyncClient, url: str, timeout_s: float, header: tuple[str, str] | None
) -> Probe:
    started_s = time.perf_counter()

    def elapsed_ms() -> float:
        return (time.perf_counter() - started_s) * 1000

    try:
        async with asyncio.timeout(timeout_s):
            request = client.build_request("GET", url, headers=[header] if header else None)
            http_status, body, is_cut = await _answer(client, request, header)
        return Answered(http_status=http_status, body=body, duration_ms=elapsed_ms(), is_cut=is_cut)
    except (TimeoutError, httpx.TimeoutException):
        return Unanswered(reason=Reason.TIMEOUT, duration_ms=max(elapsed_ms(), timeout_s * 1000))
    except (httpx.HTTPError, httpx.InvalidURL, ProbeError) as error:
        return _unanswered(error)


async def _answer(
    client: httpx.AsyncClient, request: httpx.Request, header: tuple[str, str] | None
) -> tuple[int, bytes, bool]:
    """Status, body and whether it was cut at the end of the redirects; the header stays with the first origin.

    httpx would read the whole body of each redirect, however large, so they are followed here.
    """
    for _ in range(MAX_REDIRECTS + 1):
        response = await client.send(request, stream=True)
        try:
            if sum(len(name) + len(text) + 4 for name, text in response.headers.raw) > (
                _MAX_HEAD_BYTES
            ):
                raise BrokenAnswerError
            if response.next_request is None:
                return response.status_code, *await _body(response)
            onward = response.next_request
            if header and _origin(onward.url) != _origin(request.url):
                onward.headers.pop(header[0], None)
            request = onward
        finally:
            await response.aclose()
    raise TooManyRedirectsError


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


async def _body(response: httpx.Response) -> tuple[bytes, bool]:
    """The decoded body, and whether there was more of it than is read.

    httpx decodes each piece that it receives as a whole: a bomb is held in memory for a moment.
    """
    body = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _MAX_BODY_BYTES:
                break
    except httpx.DecodingError:
        return b"", False
    return bytes(body[:_MAX_BODY_BYTES]), len(body) > _MAX_BODY_BYTES


_FAULTS: tuple[tuple[type[Exception], type[ProbeError]], ...] = (
    (httpx.UnsupportedProtocol, UnusableUrlError),
    (httpx.InvalidURL, UnusableUrlError),
    (httpx.RemoteProtocolError, BrokenAnswerError),
)
"""What httpx's own errors stand for."""


def _unanswered(error: Exception) -> Unanswered:
    """Which failure an error stands for; the most telling one in its chain of causes counts."""
    causes = list(_causes(error))
    telling: list[ProbeError | OSError] = []
    telling += [each for each in causes if isinstance(each, ProbeError)]
    telling += [each for each in causes if isinstance(each, ssl.SSLError)]
    telling += [ours() for kind, ours in _FAULTS if any(isinstance(each, kind) for each in causes)]
    telling += [each for each in causes if isinstance(each, ConnectionError)]
    reason, detail = fault_of(telling[0]) if telling else (Reason.CONNECTION, None)
    return Unanswered(reason=reason, detail=detail)


def _causes(error: BaseException) -> Iterable[BaseException]:
    """The error and what it came from."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


class _ClosingStream(AnyIOStream):
    """Lets go of its connection when a deadline ends the handshake; httpcore would leave it open."""

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await super().start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self.aclose()
            raise


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name itself and connects to exactly an address that it checked.

    So a name that answers differently a moment later leads nowhere else, on redirects too.
    """

    def __init__(self, addresses: AddressPolicy, resolver: Resolver) -> None:
        self._addresses = addresses
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if not self._addresses.admits(host, port):
            raise BlockedAddressError
        found = await self._resolve(host, port)
        reachable = [each for each in found if self._addresses.allows(each, port)]
        if not reachable:
            raise BlockedAddressError
        *others, last = reachable
        for address in others:
            with contextlib.suppress(httpcore.ConnectError):
                return await self._connect(address, port, timeout, local_address, socket_options)
        return await self._connect(last, port, timeout, local_address, socket_options)

    async def _connect(self, address: str, *options: Any) -> httpcore.AsyncNetworkStream:
        stream: Any = await self._inner.connect_tcp(address, *options)
        return _ClosingStream(stream._stream)  # noqa: SLF001 - httpcore offers no other way in

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await asyncio.wait_for(self._resolver.resolve(host, port), MAX_LOOKUP_S)
        except TimeoutError:
            raise UnresolvedNameError from None
        if isinstance(found, ProbeError):
            raise found
        return found


class _CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over our network.

    httpx 0.28 has no parameter for a network backend, so its pool is replaced after the fact.
    """

    def __init__(self, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool: Any = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=network,
        )
