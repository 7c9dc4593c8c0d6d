"""Runs every line, prints the table, and writes ``benchmarks/results.json``. Takes a few minutes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import (
    access,
    alerts,
    cost,
    cycle,
    fidelity,
    imports,
    isolation,
    memory,
    outage,
    packages,
    probing,
    reports,
    storage,
    volume,
)
from benchmarks.processes import Targets, server

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.line import Line

_RESULTS = Path(__file__).parent / "results.json"
_MEASUREMENTS = (
    packages.lines,
    isolation.lines,
    storage.writes,
    storage.reads,
    storage.history,
    imports.lines,
    access.lines,
    alerts.lines,
    cycle.lines,
    fidelity.lines,
    probing.http,
    probing.https,
    probing.scaling,
    memory.lines,
    reports.lines,
    cost.lines,
    volume.lines,
    outage.lines,
)


def main() -> int:
    """The exit code: 1 when a budget is missed by more than a shared machine explains."""
    with server() as targets:
        found = [line for measure in _MEASUREMENTS for line in _measured(measure, targets)]
    _RESULTS.write_text(json.dumps([as_result(line) for line in found], indent=1), encoding="utf-8")
    return int(any(line.fails for line in found))


def _measured(measure: Callable[[Targets], list[Line]], targets: Targets) -> list[Line]:
    """The lines of a measurement, made once more when one fails, and told as they come."""
    found = measure(targets)
    if any(line.fails and not line.is_exact for line in found):
        found = measure(targets)
    for line in found:
        sys.stdout.write(_row(line) + "\n")
        sys.stdout.flush()
    return found


def _row(line: Line) -> str:
    measured = "not measured" if line.measured is None else f"{line.measured:.3g}"
    spread = f" [{line.spread[0]:.3g}-{line.spread[1]:.3g}]" if line.spread else ""
    budget = "" if line.budget is None else f"<= {line.budget:g}"
    notes = [("vs", line.baseline), ("anchor", line.anchor), ("limit", line.limit)]
    tail = "; ".join(f"{word} {note}" for word, note in notes if note)
    mark = "ok  " if line.ok else "MISS"
    return f"{mark} {line.name:55} {budget:8} {measured + spread:28} {line.unit:16} {tail}"


def as_result(line: Line) -> dict[str, object]:
    """The line as ``results.json`` holds it."""
    return {
        "name": line.name,
        "budget": line.budget,
        "measured": line.measured,
        "unit": line.unit,
        "spread": line.spread,
        "ok": line.ok,
    }


if __name__ == "__main__":
    sys.exit(main())
