"""A share of a CPU, as Lambda gives it, where this machine lets one be set."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PERIOD_US = 20_000
"""Of Lambda's own quota. Source: its cpu.cfs_period_us, as several people have printed it."""
_CGROUPS = Path("/sys/fs/cgroup")


@contextmanager
def quota(vcpus: float) -> Iterator[tuple[str, ...] | None]:
    """A command prefix under which a program has so much of a CPU; None where none can be set."""
    group = _group(str(round(vcpus * _PERIOD_US)), str(_PERIOD_US))
    if group is None:
        yield None
        return
    try:
        yield ("sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh")
    finally:
        group.rmdir()


def _group(quota_us: str, period_us: str) -> Path | None:
    """A new control group, of version 2 or 1."""
    kinds: tuple[tuple[Path, Mapping[str, str]], ...] = (
        (_CGROUPS, {"cpu.max": f"{quota_us} {period_us}"}),
        (_CGROUPS / "cpu", {"cpu.cfs_period_us": period_us, "cpu.cfs_quota_us": quota_us}),
    )
    for parent, limits in kinds:
        if not (parent / "cgroup.procs").is_file():
            continue
        group = parent / f"entelech-bench-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for name, value in limits.items():
                (group / name).write_text(value, encoding="ascii")
        except OSError:
            group.rmdir()
            continue
        return group
    return None
