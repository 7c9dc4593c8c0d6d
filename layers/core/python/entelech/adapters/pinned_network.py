"""Connects httpcore to exactly the addresses that were looked at, within one deadline."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpcore

from entelech.adapters.probe.dns import MAX_ADDRESSES, MAX_LOOKUP_S
from entelech.adapters.probe.faults import BlockedAddressError

if TYPE_CHECKING:
    import ssl

    from entelech.adapters.probe.dns import Resolver
    from entelech.domain.address import AddressPolicy


class PinnedNetwork(httpcore.NetworkBackend):
    """The network as one call may use it, until its time is up.

    A name that answers differently a moment later leads nowhere else, on redirects too.
    """

    def __init__(self, addresses: AddressPolicy, resolver: Resolver, timeout_s: float) -> None:
        self._addresses = addresses
        self._resolver = resolver
        self._due_s = time.monotonic() + timeout_s

    def left_s(self) -> float:
        left_s = self._due_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s

    def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> _Stream:
        if not self._addresses.admits(host, port):
            raise BlockedAddressError
        found = self._resolver.resolve_now(host, port, min(self.left_s(), MAX_LOOKUP_S))
        reachable = [each for each in found if self._addresses.allows(each, port)]
        if not reachable:
            raise BlockedAddressError
        *others, last = reachable[:MAX_ADDRESSES]
        for index, address in enumerate(others):
            with suppress(OSError):
                part_s = self.left_s() / (len(others) + 1 - index)
                return _Stream(self, socket.create_connection((address, port), part_s))
        return _Stream(self, socket.create_connection((last, port), self.left_s()))


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the call; httpcore's own limit each wait alone."""

    def __init__(self, network: PinnedNetwork, connection: socket.socket) -> None:
        self._network = network
        self._connection = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._connection.settimeout(self._network.left_s())
        return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        while buffer:
            self._connection.settimeout(self._network.left_s())
            try:
                buffer = buffer[self._connection.send(buffer) :]
            except ConnectionError as error:
                raise httpcore.WriteError from error  # it may have answered before: httpcore looks

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> _Stream:
        self._connection.settimeout(self._network.left_s())
        secure = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        return _Stream(self._network, secure)
