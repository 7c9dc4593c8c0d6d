"""One request on a connection of its own, straight on the event loop's readiness callbacks.

Transports, protocols and streams would each cost as much again as all of this.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from typing import TYPE_CHECKING

from entelech.adapters.probe.faults import ProbeError
from entelech.adapters.probe.parser import AnswerParser
from entelech.adapters.probe.tls import certificate_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from entelech.adapters.probe.target import Target
    from entelech.domain.probe import Certificate

_READ_BYTES = 16 * 1024
"""A whole TLS record: nothing stays behind in the TLS layer, where the loop would not see it."""


class Exchange:
    """Connects to the first address that takes it, asks, and reads the answer.

    ``done`` gets None once the answer is whole, or what went wrong. Whoever waits for it calls
    ``close``. Instants are those of ``time.perf_counter``, 0 for what was not reached.
    """

    connected_at = shaken_at = sent_at = first_byte_at = 0.0
    certificate: Certificate | None = None
    _timer: asyncio.TimerHandle | None = None
    _file = -1
    _is_reading: bool | None = None
    """What the loop watches the connection for; None: for nothing."""
    _is_cut_off = False
    _socket: socket.socket
    _secure: ssl.SSLSocket

    def __init__(self, target: Target, addresses: Sequence[str], tls: ssl.SSLContext) -> None:
        self.answer = AnswerParser()
        self.started_at = time.perf_counter()
        self._target = target
        self._addresses = list(reversed(addresses))
        self._tls = tls
        self._unsent = target.request
        self._step: Callable[[], None] = self._connect

    def start(self, loop: asyncio.AbstractEventLoop, *, deadline: float) -> None:
        """Begin; ``deadline`` is the loop's time by which one of the addresses must have taken it."""
        self.done: asyncio.Future[ProbeError | OSError | None] = loop.create_future()
        self._loop = loop
        self._deadline = deadline
        self._advance()

    def close(self) -> None:
        """Let go of the connection; safe to repeat."""
        if self._timer is not None:
            self._timer.cancel()
        if self._file >= 0:
            self._stop_waiting()
            self._socket.close()
            self._file = -1

    def _advance(self) -> None:
        """Take steps until one has to wait for the network, or all is over."""
        try:
            while not self.done.done():
                self._step()
        except ssl.SSLWantReadError:
            self._wait(is_reading=True)
        except ssl.SSLWantWriteError:
            self._wait(is_reading=False)
        except BlockingIOError:
            self._wait(is_reading=self._step == self._read)
        except (ProbeError, OSError) as error:
            self._fail(error)

    def _wait(self, *, is_reading: bool) -> None:
        """Come back when the connection can be read, or written to."""
        if is_reading is self._is_reading:
            return  # the loop goes on telling; to take it back and ask again costs as much as a step
        self._stop_waiting()
        (self._loop.add_reader if is_reading else self._loop.add_writer)(self._file, self._advance)
        self._is_reading = is_reading

    def _stop_waiting(self) -> None:
        if self._is_reading is not None:
            loop = self._loop
            (loop.remove_reader if self._is_reading else loop.remove_writer)(self._file)
            self._is_reading = None

    def _fail(self, error: ProbeError | OSError) -> None:
        self.close()
        if self._addresses and not self.connected_at:
            self._step = self._connect
            self._advance()
        else:
            self._finish(error)

    def _finish(self, error: ProbeError | OSError | None) -> None:
        self.close()
        if not self.done.done():
            self.done.set_result(error)

    # Steps: each names the next one, or raises what it waits for or fails of.

    def _connect(self) -> None:
        """Try the next address; all but the last get a fair part of the time."""
        address = self._addresses.pop()
        if self._addresses:
            part_s = (self._deadline - self._loop.time()) / (len(self._addresses) + 1)
            self._timer = self._loop.call_later(part_s, self._fail, TimeoutError())
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._file = self._socket.fileno()
        self._socket.setblocking(False)
        self._step = self._connected
        self._socket.connect((address, self._target.port))

    def _connected(self) -> None:
        code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        if self._timer is not None:
            self._timer.cancel()
        self.connected_at = time.perf_counter()
        if not self._unsent:
            self._finish(None)
            return
        self._step = self._start_tls if self._target.is_tls else self._send

    def _start_tls(self) -> None:
        self._socket = self._secure = self._tls.wrap_socket(
            self._socket, server_hostname=self._target.host, do_handshake_on_connect=False
        )
        self._step = self._shake

    def _shake(self) -> None:
        self._secure.do_handshake()
        self.shaken_at = time.perf_counter()
        self.certificate = certificate_of(self._secure)
        self._step = self._send

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except (BrokenPipeError, ConnectionResetError):
            self._unsent = b""
            self._is_cut_off = True  # it may have answered before
        if not self._unsent:
            self.sent_at = time.perf_counter()
            self._step = self._read
            raise BlockingIOError  # to look for an answer at once costs a call and finds none

    def _read(self) -> None:
        data = self._socket.recv(_READ_BYTES)
        if not data and self._is_cut_off and not self.first_byte_at:
            raise ConnectionResetError
        if not data:
            self.answer.end()
        elif not self.first_byte_at:
            self.first_byte_at = time.perf_counter()
        if not data or self.answer.feed(data):
            self._finish(None)
