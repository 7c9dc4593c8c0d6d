"""What finding out who asks costs, beside the one route that asks nobody."""

from __future__ import annotations

import statistics

from benchmarks.imports import ENVIRONMENT
from benchmarks.line import Line
from benchmarks.processes import Targets, measured

_ROUNDS = 5
_KINDS = {"key": "an API key", "session": "a session", "jwt": "an issuer's token"}


def lines(targets: Targets) -> list[Line]:
    """One line a kind of credentials; every round measures the baseline and each of them, in turn."""
    ratios: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for _ in range(_ROUNDS):
        baseline_us = cpu_us("open", targets)
        for kind, found in ratios.items():
            found.append(cpu_us(kind, targets) / baseline_us)
    return [
        Line(
            name=f"Warm request that only shows {_KINDS[kind]}",
            budget=None,
            measured=statistics.median(found),
            unit="x health check",
            spread=(min(found), max(found)),
            baseline="the health check, open to all: two reads",
        )
        for kind, found in ratios.items()
    ]


def cpu_us(kind: str, targets: Targets) -> float:
    """CPU microseconds of a warm request that shows such credentials, or none: ``open``."""
    table = f"http://127.0.0.1:{targets.table}"
    where = {**ENVIRONMENT, "AWS_ENDPOINT_URL_DYNAMODB": table}
    return float(measured("benchmarks.access_client", kind, **where))
