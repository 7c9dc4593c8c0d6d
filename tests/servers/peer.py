"""Servers on loopback that do exactly what a script says, byte by byte."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_LONGEST_S = 20.0
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


@dataclass(kw_only=True)
class Peer:
    """One accepted connection, as a script sees it."""

    connection: socket.socket
    is_tls: bool
    ports: Mapping[str, int]
    """Where the same script listens: see ``served``."""

    def path(self) -> str:
        """Read the whole request; what it asks for, "" when none came."""
        head, _ = self.request()
        return head.split(" ")[1] if head else ""

    def request(self) -> tuple[str, bytes]:
        """Read the whole request; its head and its body, empty when none came."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.connection.recv(4096)
            if not more:
                return "", b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self.connection.recv(4096)
        return head.decode(), body

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def dribble(self, data: bytes, *, every_s: float) -> None:
        """Send a byte at a time."""
        for index in range(len(data)):
            time.sleep(every_s)
            self.send(data[index : index + 1])

    def hold(self) -> None:
        """Say nothing until the other side goes."""
        while self.connection.recv(4096):
            pass

    def reset(self) -> None:
        """Close without a goodbye: the other side sees a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.connection.close()


Script = Callable[[Peer], None]


@dataclass(kw_only=True)
class _Listener:
    script: Script
    tls: ssl.SSLContext | None
    ports: dict[str, int]
    socket: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=1024)
    )

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def accept(self) -> None:
        """Serve each connection in a thread until the listener is closed."""
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_LONGEST_S)
        with contextlib.suppress(OSError):
            if self.tls is not None:
                connection = self._secured(connection)
            with connection:
                self.script(
                    Peer(connection=connection, is_tls=self.tls is not None, ports=self.ports)
                )

    def _secured(self, connection: socket.socket) -> ssl.SSLSocket:
        assert self.tls is not None
        try:
            return self.tls.wrap_socket(connection, server_side=True, suppress_ragged_eofs=True)
        except OSError:
            connection.close()
            raise


@contextlib.contextmanager
def served(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Mapping[str, int]]:
    """Where the script listens: its ports, by "plain" and, with a TLS context, "tls".

    Nobody listens on "refusing".
    """
    ports: dict[str, int] = {}
    refusing = socket.socket()
    refusing.bind(("127.0.0.1", 0))
    ports["refusing"] = refusing.getsockname()[1]
    listeners = {"plain": _Listener(script=script, tls=None, ports=ports)}
    if tls is not None:
        listeners["tls"] = _Listener(script=script, tls=tls, ports=ports)
    threads = []
    for name, listener in listeners.items():
        ports[name] = listener.port
        threads.append(threading.Thread(target=listener.accept, daemon=True))
        threads[-1].start()
    try:
        yield ports
    finally:
        refusing.close()
        for listener in listeners.values():
            with contextlib.suppress(OSError):
                listener.socket.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
            listener.socket.close()
        for thread in threads:
            thread.join()
