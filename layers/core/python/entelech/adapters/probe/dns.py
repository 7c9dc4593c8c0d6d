"""Looks names up in threads of its own, so that a dead name holds up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from functools import cache
from queue import Empty, SimpleQueue

from entelech.adapters.probe.faults import UnresolvedNameError

_MAX_THREADS = 256
"""More than the systems of a shard: a healthy name finds a thread even when all others hang."""

MAX_LOOKUP_S = 5.0
MAX_ADDRESSES = 4
"""Of one name that are tried, one after the other."""

Lookup = Callable[[str, int], Sequence[str]]
"""``(host, port) -> addresses``, best first; blocks, and raises OSError or UnicodeError."""


Found = Sequence[str] | UnresolvedNameError


def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system orders them."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)]


class Resolver:
    """Resolves names without blocking the event loop."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup

    def resolve(self, host: str, port: int) -> asyncio.Future[Found]:
        """Addresses of a name, or why there are none. Cancel the future to stop waiting."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Found] = loop.create_future()

        def job() -> None:
            if future.done():
                return
            found = self._look_up(host, port)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, future, found)

        _threads().run(job)
        return future

    def resolve_now(self, host: str, port: int, timeout_s: float) -> Sequence[str]:
        """Addresses of a name, for whoever may block.

        Raises:
            UnresolvedNameError: there are none, or not in time.
        """
        answers: SimpleQueue[Found] = SimpleQueue()
        _threads().run(lambda: answers.put(self._look_up(host, port)))
        try:
            found = answers.get(timeout=timeout_s)
        except Empty:
            raise UnresolvedNameError from None
        if isinstance(found, UnresolvedNameError):
            raise found
        return found

    def _look_up(self, host: str, port: int) -> Found:
        try:
            return self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            failure = UnresolvedNameError()
            failure.__cause__ = error
            return failure


def _settle(future: asyncio.Future[Found], found: Found) -> None:
    if not future.done():
        future.set_result(found)


class _Threads:
    """Daemon threads, started as they are needed.

    ``concurrent.futures`` joins its threads when the interpreter exits; one that is stuck in a
    lookup would keep the process.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._unfinished = 0
        self._started = 0

    def run(self, job: Callable[[], None]) -> None:
        with self._lock:
            self._unfinished += 1
            is_short = self._started < min(self._unfinished, _MAX_THREADS)
            self._started += is_short
        self._jobs.put(job)
        if is_short:
            threading.Thread(target=self._work, name="dns", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            with self._lock:
                self._unfinished -= 1


@cache
def _threads() -> _Threads:
    return _Threads()
