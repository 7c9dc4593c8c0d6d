"""What finding out who asks costs, beside the one route that asks nobody."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.processes import Targets, measured

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROUNDS = 5
_KINDS = {"key": "an API key", "session": "a session", "jwt": "an issuer's token"}


def lines(targets: Targets) -> list[Line]:
    """One line a kind of credentials; every round measures the baseline and each of them, in turn."""
    ratios: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for _ in range(_ROUNDS):
        baseline_us = _cpu_us("open", targets)
        for kind, found in ratios.items():
            found.append(_cpu_us(kind, targets) / baseline_us)
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


def _cpu_us(kind: str, targets: Targets) -> float:
    return float(measured("benchmarks.access_client", kind, **_environment(targets)))


def _environment(targets: Targets) -> Mapping[str, str]:
    return {
        "STAGE": "local",
        "TABLE_NAME": "entelech",
        "POLL_QUEUE_URL": "http://127.0.0.1:9/poll",
        "ROLLUP_QUEUE_URL": "http://127.0.0.1:9/rollup",
        "ARCHIVE_QUEUE_URL": "http://127.0.0.1:9/archive",
        "EVALUATION_QUEUE_URL": "http://127.0.0.1:9/evaluation",
        "METRICS_QUEUE_URL": "http://127.0.0.1:9/metrics",
        "NOTIFY_QUEUE_URL": "http://127.0.0.1:9/notify",
        "ARCHIVE_BUCKET": "archive",
        "REPORT_QUEUE_URL": "http://127.0.0.1:9/reports",
        "REPORTS_BUCKET": "reports",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{targets.table}",
        "POWERTOOLS_METRICS_NAMESPACE": "Entelech",
    }
