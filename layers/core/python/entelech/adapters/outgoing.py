"""The one way for all calls that users can aim, but checks: those have the prober and its filter.

httpcore speaks HTTP; where it may connect and how long it may wait, it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore
from msgspec import Struct

from entelech.adapters.pinned_network import PinnedNetwork
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.faults import (
    ProbeError,
    TooManyRedirectsError,
    UnusableUrlError,
    fault_of,
)
from entelech.adapters.probe.target import MAX_REDIRECTS, target_of
from entelech.adapters.probe.tls import tls_context
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.adapters.probe.target import Target
    from entelech.domain.address import AddressPolicy

MAX_BODY_BYTES = 256 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}
_OURS = {"User-Agent": "entelech-monitor", "Accept-Encoding": "identity", "Connection": "close"}


class OutgoingError(Exception):
    """A call that got no usable answer; says why, and nothing of what is there."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def is_permanent(self) -> bool:
        """Whether the same call would surely fail again."""
        return self.reason in {Reason.BLOCKED_ADDRESS, Reason.REDIRECT, Reason.INVALID_CONTRACT}


class Answer(Struct, frozen=True, kw_only=True):
    """``headers`` have lower-case names. ``body`` is empty but of a GET that succeeded."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Outgoing:
    """Calls what a user named: one deadline each, redirects, look-ups and all."""

    def __init__(
        self, *, addresses: AddressPolicy, extra_ca_pem: str = "", resolver: Resolver | None = None
    ) -> None:
        self._addresses = addresses
        self._resolver = resolver or Resolver()
        self._tls = tls_context(extra_ca_pem)

    def get(self, url: str, *, headers: Mapping[str, str], timeout_s: float) -> Answer:
        """The answer at the end of the redirects; another origin is not told the headers.

        Raises:
            OutgoingError: there is none, it leaves TLS, or its body is encoded or over 256 KiB.
        """
        with _telling_reasons():
            return self._follow(self._network(timeout_s), _spoken_to(url), headers)

    def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], timeout_s: float
    ) -> Answer:
        """How the body was taken. A redirect is an answer: nothing is sent where it leads.

        Raises:
            OutgoingError: there is no answer; the body may have arrived all the same.
        """
        with _telling_reasons():
            network = self._network(timeout_s)
            return self._exchange(network, "POST", _spoken_to(url), headers, body)

    def _network(self, timeout_s: float) -> PinnedNetwork:
        return PinnedNetwork(self._addresses, self._resolver, timeout_s)

    def _follow(self, network: PinnedNetwork, target: Target, headers: Mapping[str, str]) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._exchange(network, "GET", target, headers)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None:
                return answer
            onward = target.redirected(location.encode("latin-1"))
            if target.is_tls and not onward.is_tls:
                raise UnusableUrlError
            headers = headers if onward.origin == target.origin else {}
            target = onward
        raise TooManyRedirectsError

    def _exchange(
        self,
        network: PinnedNetwork,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Answer:
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        sent = [*headers.items(), *_OURS.items(), ("Host", target.authority)]
        with (
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=network) as pool,
            pool.stream(method, url, headers=sent, content=body) as response,
        ):
            fields = {
                name.decode("latin-1").lower(): text.decode("latin-1")
                for name, text in response.headers
            }
            is_wanted = method == "GET" and 200 <= response.status < 300
            taken = _body(response, fields) if is_wanted else b""
            return Answer(status=response.status, headers=fields, body=taken)


def _spoken_to(url: str) -> Target:
    target = target_of(url)
    if not target.request:  # a port, which speaks no HTTP
        raise UnusableUrlError
    return target


def _body(response: httpcore.Response, fields: Mapping[str, str]) -> bytes:
    """As it was sent: an encoded one was not asked for, and could unfold to any size."""
    if fields.get("content-encoding", "identity") != "identity":
        raise OutgoingError(Reason.INVALID_CONTRACT)
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise OutgoingError(Reason.INVALID_CONTRACT)
    return bytes(body)


@contextmanager
def _telling_reasons() -> Iterator[None]:
    try:
        yield
    except (ProbeError, OSError) as error:
        reason, _ = fault_of(error)
        raise OutgoingError(reason) from error
    except httpcore.RemoteProtocolError as error:
        raise OutgoingError(Reason.CONNECTION) from error
