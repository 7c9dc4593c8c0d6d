"""Ends a running product and waits until nothing of it is left."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

from local import lock
from local.ministack import STOP_SECONDS

if TYPE_CHECKING:
    from local.places import Places
    from local.progress import Progress

GRACEFUL_SECONDS = STOP_SECONDS + 20


class StillRunningError(RuntimeError):
    """Processes of the product are left although they were told to end."""


def down(places: Places, progress: Progress) -> None:
    """End the product whose state is in ``places``; it is no error when none runs.

    Raises:
        StillRunningError: it did not end.
    """
    if lock.is_free(places.lock):
        places.product_file.unlink(missing_ok=True)  # a killed run left it
        progress.say("  nothing is running")
        return
    with progress.step("ending, state kept"):
        _signal(lock.holder(places.lock), signal.SIGTERM)
        if lock.wait_until_free(places.lock, GRACEFUL_SECONDS):
            return
        # The keepers notice that the runner is gone and end what is left.
        _signal(lock.holder(places.lock), signal.SIGKILL)
        if not lock.wait_until_free(places.lock, GRACEFUL_SECONDS):
            raise StillRunningError(f"processes are left that hold {places.lock}")


def _signal(pid: int | None, number: signal.Signals) -> None:
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
