"""Fresh processes to measure in, and the one server that they all ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where the server listens."""

    http: int
    https: int
    slow: int
    hung: int
    table: int
    ca_file: Path


def environment(**more: str) -> dict[str, str]:
    """Nothing of the caller's but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": f"{ROOT}/layers/core/python:{ROOT}", **more}


@contextmanager
def server() -> Iterator[Targets]:
    """The server, until the context is left."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.server", folder]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                http, https, slow, hung, table = map(int, line.split())
                ca_file = Path(folder) / "ca.pem"
                yield Targets(
                    http=http, https=https, slow=slow, hung=hung, table=table, ca_file=ca_file
                )
            finally:
                process.kill()


NOBODY = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
"""Lets boto3 begin, and opens nothing."""


def measured(
    module: str,
    *arguments: object,
    prefix: tuple[str, ...] = (),
    path: Sequence[str] = (f"{ROOT}/layers/core/python",),
    **env: str,
) -> Any:
    """What a module of ours printed as JSON, from a process of its own with these on its path."""
    command = [*prefix, sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(PYTHONPATH=":".join((*path, str(ROOT))), **env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])
