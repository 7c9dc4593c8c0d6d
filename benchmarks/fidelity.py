"""What the poller says of a true 200 ms when it has as little CPU as its Lambda function."""

from __future__ import annotations

import statistics
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.processes import Targets, measured
from benchmarks.server import SLOW_S
from benchmarks.worker import MEMORY_MB, starts_per_second, vcpu_share

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUNDS = 5
_PERIOD_US = 20_000
_CGROUPS = Path("/sys/fs/cgroup")


def lines(targets: Targets) -> list[Line]:
    """Median and 99th percentile of 200 HTTPS checks, as parts of the truth."""
    url = f"https://127.0.0.1:{targets.slow}/health"
    rates = starts_per_second(MEMORY_MB)
    medians, tails = [], []
    with _quota(vcpu_share(MEMORY_MB)) as prefix:
        for _ in range(_ROUNDS if prefix else 0):
            found = measured(
                "benchmarks.probe_client", "ours", url, targets.ca_file, 200, "latency", rates,
                prefix=prefix,
            )  # fmt: skip
            ordered = sorted(value / (SLOW_S * 1000) for value in found)
            medians.append(statistics.median(ordered))
            tails.append(ordered[int(0.99 * len(ordered))])
    note = f"200 ms, {vcpu_share(MEMORY_MB):.2f} vCPU, {rates:.0f} starts/s"
    return [
        Line(
            name=f"Reported latency, {label}",
            budget=budget,
            measured=statistics.median(values) if values else None,
            unit="x truth",
            spread=(min(values), max(values)) if values else None,
            baseline=note,
            anchor=anchor,
            limit="1.0",
        )
        for label, budget, values, anchor in (
            ("median", 1.05, medians, "httpx burst 15.7"),
            ("99th percentile", 1.15, tails, "httpx burst 16.3"),
        )
    ]


@contextmanager
def _quota(share: float) -> Iterator[tuple[str, ...]]:
    """A command prefix that runs within so much of a CPU; empty where no quota can be set."""
    for parent, files in (
        (_CGROUPS, {"cpu.max": f"{int(share * _PERIOD_US)} {_PERIOD_US}"}),
        (
            _CGROUPS / "cpu",
            {
                "cpu.cfs_period_us": str(_PERIOD_US),
                "cpu.cfs_quota_us": str(int(share * _PERIOD_US)),
            },
        ),
    ):
        group = parent / "entelech-bench"
        if not (parent / "cgroup.procs").exists():
            continue
        try:
            group.mkdir(exist_ok=True)
            for name, value in files.items():
                (group / name).write_text(value, encoding="ascii")
        except OSError:
            continue
        try:
            yield ("sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh")
        finally:
            group.rmdir()
        return
    yield ()
