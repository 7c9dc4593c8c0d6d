"""What the poll worker's memory buys: the price of a check, and how true its latencies are."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from benchmarks.cost import run_dollars
from benchmarks.fidelity import CHECKS, error_at, runs_at
from benchmarks.line import Line
from benchmarks.worker import MEMORY_MB, starts_per_second

if TYPE_CHECKING:
    from benchmarks.processes import Targets

_SIZES_MB = (256, 512, 1024, 1769)
_ROUNDS = 3
_MILLION = 1_000_000


def lines(targets: Targets) -> list[Line]:
    """One line a size, with the one that is deployed among them."""
    return [_line(memory_mb, targets) for memory_mb in _SIZES_MB]


def _line(memory_mb: int, targets: Targets) -> Line:
    runs = runs_at(memory_mb, targets, _ROUNDS)
    dollars = [run_dollars(run["wall_s"], memory_mb) / CHECKS * _MILLION for run in runs]
    return Line(
        name=f"Worker of {memory_mb} MB" + (", as deployed" if memory_mb == MEMORY_MB else ""),
        budget=None,
        measured=statistics.median(dollars) if dollars else None,
        unit="$ a million",
        spread=(min(dollars), max(dollars)) if dollars else None,
        baseline=_told(runs, memory_mb) if runs else "no CPU quota can be set here",
    )


def _told(runs: list[dict[str, Any]], memory_mb: int) -> str:
    wall_s = statistics.median(float(run["wall_s"]) for run in runs)
    worst = statistics.median(error_at(0.99, run["latencies_ms"]) for run in runs)
    return (
        f"{CHECKS} checks of 200 ms in {wall_s:.2f} s at most {starts_per_second(memory_mb):.0f} starts/s,"
        f" 99th percentile {worst:.2f} of the truth"
    )
