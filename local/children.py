"""Starts and stops the processes of the local product, each under a keeper."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEEPER = Path(__file__).with_name("keeper.py")
KILL_MARGIN_SECONDS = 10.0


class ChildError(RuntimeError):
    """A process of the local product failed; the text says which, and where its log is."""


@dataclass(slots=True, kw_only=True)
class Child:
    """One process that ends when it is told to, or when whoever started it is gone."""

    name: str
    log: Path
    grace_seconds: float
    keeper: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        return self.keeper.poll() is not None

    def wait(self) -> int:
        return self.keeper.wait()

    def stop(self) -> None:
        """End the process and wait until nothing of it is left."""
        if self.keeper.stdin is not None:
            self.keeper.stdin.close()
        try:
            self.keeper.wait(self.grace_seconds + KILL_MARGIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.keeper.kill()
            self.keeper.wait()

    def failed(self, what: str) -> ChildError:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        tail = "\n".join(f"    {line}" for line in lines[-25:])
        return ChildError(f"{self.name} {what}; the end of {self.log}:\n{tail}")


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    grace_seconds: float = 5.0,
    held: Sequence[int] = (),
) -> Child:
    """Start a command under a keeper.

    ``held`` are file descriptors that the keeper keeps open until the process is gone: a lock among them stays
    taken as long as any process of the product lives.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", KEEPER, str(grace_seconds), *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            pass_fds=tuple(held),
            start_new_session=True,
        )
    return Child(name=name, log=log, grace_seconds=grace_seconds, keeper=keeper)


def finish(child: Child) -> None:
    """Wait for a process that ends by itself.

    Raises:
        ChildError: it failed.
    """
    try:
        code = child.wait()
    finally:
        child.stop()
    if code != 0:
        raise child.failed(f"failed with exit code {code}")
