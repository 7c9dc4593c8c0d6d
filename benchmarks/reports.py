"""What a monthly report of 20 systems takes, from its inputs to all of its files."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.processes import ROOT, measured

if TYPE_CHECKING:
    from benchmarks.processes import Targets

_ROUNDS = 5


def lines(_targets: Targets) -> list[Line]:
    """Its CPU as a ratio to that of its HTML alone, and the memory of the process that makes it."""
    path = [f"{ROOT}/layers/core/python"]
    runs = [measured("benchmarks.report_client", path=path) for _ in range(_ROUNDS)]
    ratios = [run["whole_s"] / run["html_s"] for run in runs]
    memory = [run["memory_mb"] for run in runs]
    return [
        Line(
            name="CPU of a report, inputs to files",
            budget=40,
            measured=statistics.median(ratios),
            unit="x its HTML",
            spread=(min(ratios), max(ratios)),
            baseline="the HTML of the same report alone",
            anchor="25",
        ),
        Line(
            name="Peak memory of a report",
            budget=256,
            measured=max(memory),
            unit="MB",
            anchor="87",
            is_exact=True,
        ),
    ]
