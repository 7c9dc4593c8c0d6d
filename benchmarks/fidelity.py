"""What the poller says of a true 200 ms when it has as little CPU as its Lambda function."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from benchmarks.line import Line
from benchmarks.names import urls
from benchmarks.processes import Targets, measured
from benchmarks.quota import quota
from benchmarks.server import SLOW_S
from benchmarks.worker import MEMORY_MB, cpu_share, starts_per_second, vcpu_share

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKS = 200
_ROUNDS = 7


def lines(targets: Targets) -> list[Line]:
    """Median and 99th percentile of 200 HTTPS checks, as parts of the truth."""
    found = runs_at(MEMORY_MB, targets, _ROUNDS)
    note = (
        f"the true 200 ms; {vcpu_share(MEMORY_MB):.2f} vCPU,"
        f" at most {starts_per_second(MEMORY_MB):.0f} starts/s"
    )
    figures = (
        ("median", 0.50, 1.05, "1.03; httpx at once 15.7"),
        ("99th percentile", 0.99, 1.15, "1.09; httpx at once 16.3"),
    )
    return [
        Line(
            name=f"Reported latency of 200 ms, {label}",
            budget=budget,
            measured=statistics.median(values) if values else None,
            unit="x truth",
            spread=(min(values), max(values)) if values else None,
            baseline=note if values else "no CPU quota can be set here",
            anchor=anchor,
            limit="1.0",
        )
        for label, share, budget, anchor in figures
        for values in [[error_at(share, each["latencies_ms"]) for each in found]]
    ]


def runs_at(memory_mb: int, targets: Targets, count: int) -> list[dict[str, Any]]:
    """Runs with the CPU of a function of that memory; none where no quota can be set."""
    asked = urls("https", targets.slow, CHECKS)
    with quota(vcpu_share(memory_mb)) as prefix:
        if prefix is None:
            return []
        arguments = (targets.ca_file, cpu_share(memory_mb), *asked)
        return [measured("benchmarks.run_client", *arguments, prefix=prefix) for _ in range(count)]


def error_at(share: float, latencies_ms: Sequence[float]) -> float:
    """That part of the latencies is at most so many times the truth."""
    return latencies_ms[int(share * len(latencies_ms))] / (SLOW_S * 1000)
