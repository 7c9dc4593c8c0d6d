"""Keeps what is measured and what it talks to on different CPUs, where the system can."""

from __future__ import annotations

import os

MEASURED_CPU = 0
SERVERS_CPU = -1


def keep_to(index: int) -> None:
    """Run on one CPU only, the index-th of those that there are; anywhere when there is just one."""
    if not hasattr(os, "sched_setaffinity"):
        return
    there = sorted(os.sched_getaffinity(0))
    if len(there) > 1:
        os.sched_setaffinity(0, {there[index]})
