"""What a child process is told: nothing of the user's AWS, proxies or certificates."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PASSED_ON = frozenset(
    {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "TERM", "TMPDIR", "TZ", "USER"}
)
"""Everything else stays out: a profile, a proxy or a CA bundle of the shell would be obeyed by the AWS tools."""


def clean(source: Mapping[str, str], **extra: str) -> dict[str, str]:
    return {name: value for name, value in source.items() if name in PASSED_ON} | extra


def for_child(*, tools: Path, **extra: str) -> dict[str, str]:
    """Environment of a child that finds the tools of this checkout first."""
    env = clean(os.environ)  # noqa: TID251 - children inherit it; this is where it is filtered
    return env | {"PATH": f"{tools}{os.pathsep}{env.get('PATH', os.defpath)}"} | extra


def isolate() -> None:
    """Filter the environment of this process as well, before any AWS library reads it."""
    kept = clean(os.environ)  # noqa: TID251 - as above
    os.environ.clear()  # noqa: TID251 - as above
    os.environ.update(kept)  # noqa: TID251 - as above
