"""One request on a connection of its own, straight on the event loop's readiness callbacks.

Transports, protocols and streams would each cost as much again as all of this.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from entelech.adapters.probe.parser import AnswerParser, BrokenAnswerError, OversizedBodyError
from entelech.adapters.probe.tls import certificate_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from entelech.adapters.probe.target import Target
    from entelech.domain.probe import Certificate

_READ_BYTES = 16 * 1024
"""A whole TLS record: nothing stays behind in the TLS layer, where the loop would not see it."""
_WANTS_READ = (BlockingIOError, ssl.SSLWantReadError)


class Exchange:
    """Connects to the first address that takes it, asks, and reads the answer.

    ``done`` gets None once the answer is whole, or what went wrong. Whoever waits calls ``close``.
    Instants are those of ``time.perf_counter``, 0 for what was not reached.
    """

    __slots__ = (
        "_addresses", "_deadline", "_file", "_is_reading", "_is_writing", "_loop", "_socket",
        "_target", "_timer", "_tls", "_unsent", "answer", "certificate", "connected_at", "done",
        "first_byte_at", "sent_at", "shaken_at",
    )  # fmt: skip

    def __init__(
        self,
        target: Target,
        addresses: Sequence[str],
        *,
        tls: ssl.SSLContext,
        loop: asyncio.AbstractEventLoop,
        deadline: float,
    ) -> None:
        self.done: asyncio.Future[Exception | None] = loop.create_future()
        self.answer = AnswerParser()
        self.certificate: Certificate | None = None
        self.connected_at = self.shaken_at = self.sent_at = self.first_byte_at = 0.0
        self._target = target
        self._addresses = list(reversed(addresses))
        self._tls = tls
        self._loop = loop
        self._deadline = deadline
        self._unsent = target.request
        self._socket: socket.socket
        self._file = -1
        self._is_reading = self._is_writing = False
        self._timer: asyncio.TimerHandle | None = None
        self._connect()

    def close(self) -> None:
        """Let go of the connection; safe to repeat."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wait_for_nothing()
        if self._file >= 0:
            self._file = -1
            self._socket.close()

    def _finish(self, error: Exception | None) -> None:
        self.close()
        if not self.done.done():
            self.done.set_result(error)

    # ---- connecting ----

    def _connect(self) -> None:
        """Open a connection to the next address; all but the last get a fair part of the time."""
        address = self._addresses.pop()
        if self._addresses:
            part_s = (self._deadline - self._loop.time()) / (len(self._addresses) + 1)
            self._timer = self._loop.call_later(part_s, self._connect_failed, TimeoutError())
        try:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            self._socket = connection = socket.socket(family, socket.SOCK_STREAM)
            self._file = connection.fileno()
            connection.setblocking(False)
            connection.connect((address, self._target.port))
        except BlockingIOError:
            self._wait_to_write(self._on_connected)
        except OSError as error:
            self._connect_failed(error)
        else:
            self._on_connected()

    def _connect_failed(self, error: OSError) -> None:
        if not self._addresses:
            self._finish(error)
            return
        self.close()
        self._connect()

    def _on_connected(self) -> None:
        code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self._connect_failed(OSError(code, os.strerror(code)))
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.connected_at = time.perf_counter()
        if self._target.is_tls:
            self._start_tls()
        else:
            self._send()

    # ---- TLS ----

    def _start_tls(self) -> None:
        try:
            self._socket = self._tls.wrap_socket(
                self._socket, server_hostname=self._target.host, do_handshake_on_connect=False
            )
        except (OSError, ValueError) as error:  # ValueError: no host name in the eyes of TLS
            self._finish(error if isinstance(error, OSError) else ssl.SSLError())
        else:
            self._shake()

    def _shake(self) -> None:
        connection = self._socket
        assert isinstance(connection, ssl.SSLSocket)
        try:
            connection.do_handshake()
        except ssl.SSLWantReadError:
            self._wait_to_read(self._shake)
        except ssl.SSLWantWriteError:
            self._wait_to_write(self._shake)
        except OSError as error:
            self._finish(error)
        else:
            self.shaken_at = time.perf_counter()
            self.certificate = certificate_of(connection)
            self._send()

    # ---- asking and reading ----

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except ssl.SSLWantReadError:
            self._wait_to_read(self._send)
            return
        except (BlockingIOError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self._unsent = b""  # it may have answered before it closed
        if self._unsent:
            self._wait_to_write(self._send)
        else:
            self.sent_at = time.perf_counter()
            self._wait_to_read(self._read)

    def _read(self) -> None:
        try:
            data = self._socket.recv(_READ_BYTES)
        except _WANTS_READ:
            self._wait_to_read(self._read)
            return
        except ssl.SSLWantWriteError:
            self._wait_to_write(self._read)
            return
        except OSError as error:
            self._finish(error)
            return
        if not self.first_byte_at:
            self.first_byte_at = time.perf_counter()
        self._take(data)

    def _take(self, data: bytes) -> None:
        try:
            if not data:
                self.answer.end()
            elif not self.answer.feed(data):
                self._wait_to_read(self._read)
                return
        except (BrokenAnswerError, OversizedBodyError) as error:
            self._finish(error)
        else:
            self._finish(None)
