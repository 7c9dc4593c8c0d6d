"""Runs one command and ends it when its own standard input closes, so that no crash leaves it behind.

The runner holds the other end of that pipe: whatever way the runner dies, the pipe closes. A script of its own,
started by path and without this package, so that it starts fast.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

PR_SET_PDEATHSIG = 1
"""Source: linux/prctl.h."""


def keep(command: list[str], grace_seconds: float) -> int:
    """Run the command in a session of its own; return its exit code when nothing of it is left."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread yet
    )
    signal.signal(signal.SIGTERM, lambda *_: _end(child, grace_seconds, wait=False))
    threading.Thread(target=_end_at_eof, args=(child, grace_seconds), daemon=True).start()
    code = child.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    return code


def _end_with_parent() -> None:
    """Ask the kernel to end the child when the keeper is killed without a chance to act."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_at_eof(child: subprocess.Popen[bytes], grace_seconds: float) -> None:
    sys.stdin.buffer.read()
    _end(child, grace_seconds)


def _end(child: subprocess.Popen[bytes], grace_seconds: float, *, wait: bool = True) -> None:
    child.terminate()
    if not wait:
        threading.Timer(grace_seconds, child.kill).start()
        return
    try:
        child.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    # Not sys.exit: a reader blocked on standard input must not hold the exit up.
    os._exit(keep(sys.argv[2:], float(sys.argv[1])) & 0xFF)
