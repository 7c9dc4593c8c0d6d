"""CPU until a function could answer: its module, and what its first request makes."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.processes import NOBODY, measured
from layers import build

if TYPE_CHECKING:
    from benchmarks.processes import Targets

_ROUNDS = 9
_BASELINE = "import boto3; boto3.client('dynamodb')"
_SUMMARY = (
    "from functions.api.routes import routes_in; routes_in('dashboard');"
    " wiring.access(); wiring.auditor(); wiring.status()"
)
FUNCTIONS = (
    ("poll", 1.5, "1.44", "functions.health.poll", "wiring.checker()"),
    ("api", 1.3, "1.21", "functions.api.handler", _SUMMARY),
    ("dispatch", 1.3, "1.25", "functions.dispatch", "wiring.dispatcher()"),
    ("alerts", 1.3, "1.25", "functions.alerts.evaluate", "wiring.evaluator()"),
    ("rollup", 1.3, "", "functions.health.rollup", "wiring.folder()"),
    ("mcp", 4.2, "4.1", "functions.mcp.handler", "wiring.access(); wiring.status()"),
)
"""Name, budget, anchor, module, and what its first request makes."""
ENVIRONMENT = {
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
    **NOBODY,
    "POWERTOOLS_METRICS_NAMESPACE": "Entelech",
}


def lines(_targets: Targets) -> list[Line]:
    """One line a function; every round starts the baseline and each function once, in turn."""
    statements = {name: statement_of(module, made) for name, _, _, module, made in FUNCTIONS}
    for statement in (_BASELINE, *statements.values()):
        _cpu_s(statement)  # from here on byte-code is there, as it is in the layers
    ratios: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(_ROUNDS):
        before_s = _cpu_s(_BASELINE)
        found = {name: _cpu_s(statement) for name, statement in statements.items()}
        baseline_s = (before_s + _cpu_s(_BASELINE)) / 2
        for name, each_s in found.items():
            ratios[name].append(each_s / baseline_s)
    return [
        Line(
            name=f"CPU to start {name}",
            budget=budget,
            measured=statistics.median(ratios[name]),
            unit="x boto3 client",
            spread=(min(ratios[name]), max(ratios[name])),
            baseline="import boto3, a DynamoDB client",
            anchor=anchor,
            limit="1.0",
        )
        for name, budget, anchor, _, _ in FUNCTIONS
    ]


def statement_of(module: str, made: str) -> str:
    return f"import {module}; from entelech import wiring; {made}"


def _cpu_s(statement: str) -> float:
    """CPU seconds of the statement, on the layers as they are deployed."""
    layers = [str(build.BUILT / name / build.HOST.name / "python") for name in build.NAMES]
    found = measured("benchmarks.import_client", statement, path=layers, **ENVIRONMENT)
    return float(found)
