"""Probes over httpx: one GET each on a connection of its own, to an address that was checked."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from entelech.domain.probe import Answered, Probe, Unanswered
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from httpcore._backends.base import SOCKET_OPTION

    from entelech.domain.address import AddressPolicy
    from entelech.ports import Probing

_MAX_BODY_BYTES = 64 * 1024
_MAX_REDIRECTS = 3
_DNS_THREADS = 64
"""The event loop's own executor has a handful: a few dead names would hold up every other check."""
_HEADERS = {"user-agent": "entelech-monitor", "accept": "application/json", "connection": "close"}


class BlockedAddressError(Exception):
    """A name leads to no address that may be reached."""


class UnresolvedNameError(Exception):
    """A name could not be resolved."""


class HttpxProber:
    """``Prober`` over httpx, one shared TLS context and no pool to wait for."""

    def __init__(self, *, addresses: AddressPolicy, extra_ca_pem: str = "") -> None:
        self._addresses = addresses
        self._tls = _tls_context(extra_ca_pem)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        transport = _CheckedTransport(self._tls, _CheckedNetwork(self._addresses))
        async with httpx.AsyncClient(
            transport=transport,
            headers=_HEADERS,
            follow_redirects=True,
            max_redirects=_MAX_REDIRECTS,
            trust_env=False,
        ) as client:

            async def probe(url: str, timeout_s: float) -> Probe:
                return await _probe(client, url, timeout_s)

            yield probe


async def _probe(client: httpx.AsyncClient, url: str, timeout_s: float) -> Probe:
    started_s = time.perf_counter()

    def elapsed_ms() -> float:
        return (time.perf_counter() - started_s) * 1000

    try:
        async with asyncio.timeout(timeout_s):
            async with client.stream("GET", url, timeout=timeout_s) as response:
                body = await _capped_body(response)
            if body is None:
                return Unanswered(reason=Reason.INVALID_CONTRACT, detail="body is over 64 KiB")
            return Answered(http_status=response.status_code, body=body, duration_ms=elapsed_ms())
    except (TimeoutError, httpx.TimeoutException):
        return Unanswered(reason=Reason.TIMEOUT, duration_ms=max(elapsed_ms(), timeout_s * 1000))
    except httpx.TooManyRedirects:
        return Unanswered(reason=Reason.REDIRECT)
    except (httpx.HTTPError, httpx.InvalidURL, BlockedAddressError, UnresolvedNameError) as error:
        return _unanswered(error)


async def _capped_body(response: httpx.Response) -> bytes | None:
    """The decoded body, None once it is over the cap; no more than the cap is ever held."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            return None
    return bytes(body)


_FAULTS: tuple[tuple[type[Exception], Unanswered], ...] = (
    (BlockedAddressError, Unanswered(reason=Reason.BLOCKED_ADDRESS)),
    (UnresolvedNameError, Unanswered(reason=Reason.DNS)),
    (ssl.SSLError, Unanswered(reason=Reason.TLS)),
    (ConnectionRefusedError, Unanswered(reason=Reason.CONNECTION, detail="refused")),
    (ConnectionResetError, Unanswered(reason=Reason.CONNECTION, detail="reset")),
    (httpx.DecodingError, Unanswered(reason=Reason.INVALID_CONTRACT, detail="body")),
    (httpx.UnsupportedProtocol, Unanswered(reason=Reason.REDIRECT)),
    (httpx.InvalidURL, Unanswered(reason=Reason.REDIRECT)),
    (
        httpx.RemoteProtocolError,
        Unanswered(reason=Reason.CONNECTION, detail="closed before a whole answer"),
    ),
)
"""What an error stands for; the first kind found anywhere in its chain of causes counts."""


def _unanswered(error: Exception) -> Unanswered:
    """Which failure an error stands for; its own text goes no further."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unanswered(reason=Reason.TLS, detail=_certificate_fault(cause))
    for kind, fault in _FAULTS:
        if any(isinstance(cause, kind) for cause in causes):
            return fault
    return Unanswered(reason=Reason.CONNECTION)


def _causes(error: BaseException) -> Iterable[BaseException]:
    """The error and what it came from."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _certificate_fault(error: ssl.SSLCertVerificationError) -> str:
    """The fault in words. Source: X509_V_ERR_* of OpenSSL's x509_vfy.h."""
    words = {
        9: "certificate is not valid yet",
        10: "certificate expired",
        18: "certificate is self-signed",
        62: "certificate is for another host",
        64: "certificate is for another host",
    }
    return words.get(error.verify_code, "certificate is not trusted")


@cache
def _tls_context(extra_ca_pem: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if extra_ca_pem:
        context.load_verify_locations(cadata=extra_ca_pem)
    return context


@cache
def _dns_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_DNS_THREADS, thread_name_prefix="dns")


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name itself and connects to exactly an address that it checked.

    So a name that answers differently a moment later leads nowhere else, on redirects too.
    """

    def __init__(self, addresses: AddressPolicy) -> None:
        self._addresses = addresses
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        reachable = [each for each in await _resolve(host, port) if self._addresses.allows(each)]
        if not reachable:
            raise BlockedAddressError
        return await self._inner.connect_tcp(
            reachable[0], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system orders them."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(
            _dns_threads(), socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise UnresolvedNameError from error
    return [str(each[4][0]) for each in found]


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
