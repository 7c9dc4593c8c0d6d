"""One product per folder of state, told by a lock that the last of its processes releases by ending.

The runner takes the lock and each keeper inherits it, so that a free lock means: nothing of the product is left.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class LockedError(RuntimeError):
    """Another product runs on the same state, or still ends."""


@contextlib.contextmanager
def held(file: Path, *, patience_seconds: float) -> Iterator[int]:
    """Hold the lock; the descriptor is what keepers inherit. The file names this process.

    An earlier run that was killed may still be saving its state: it is waited for. One that is alive is not.

    Raises:
        LockedError: a run that is alive has the lock, or one that ends did not release it in time.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, file, patience_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def is_free(file: Path) -> bool:
    if not file.exists():
        return True
    descriptor = os.open(file, os.O_RDWR)
    try:
        return _try(descriptor)
    finally:
        os.close(descriptor)


def wait_until_free(file: Path, seconds: float) -> bool:
    """Wait until nothing of the product is left; return whether that came true in time."""
    deadline = time.monotonic() + seconds
    while not is_free(file):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def holder(file: Path) -> int | None:
    """Process id of the runner that holds the lock, None when that one is gone."""
    if is_free(file):
        return None
    pid = int(file.read_text() or 0)
    return pid if pid and _is_alive(pid) else None


def _take(descriptor: int, file: Path, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while not _try(descriptor):
        if (pid := holder(file)) is not None:
            raise LockedError(f"it runs already (process {pid}): `make down` stops it")
        if time.monotonic() > deadline:
            raise LockedError(f"processes of an earlier run are left; they hold {file}")
        time.sleep(0.1)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
