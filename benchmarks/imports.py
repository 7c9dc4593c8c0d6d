"""CPU until a function could answer: its module, and what its first request makes."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.processes import measured

if TYPE_CHECKING:
    from benchmarks.processes import Targets

_ROUNDS = 7
_BASELINE = "import boto3; boto3.client('dynamodb')"
_FUNCTIONS = (
    (
        "dispatch",
        1.3,
        "import functions.dispatch; from entelech import wiring; wiring.dispatcher()",
    ),
    ("poll", 1.5, "import functions.health.poll; from entelech import wiring; wiring.checker()"),
    (
        "api",
        1.3,
        "import functions.api.handler; from entelech import wiring; wiring.status(); wiring.access()",
    ),
    (
        "mcp",
        4.2,
        "import functions.mcp.handler; from entelech import wiring; wiring.status(); wiring.access()",
    ),
)
_ENVIRONMENT = {
    "STAGE": "local",
    "TABLE_NAME": "entelech",
    "POLL_QUEUE_URL": "http://127.0.0.1:9/poll",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


def lines(_targets: Targets) -> list[Line]:
    """One line a function."""
    for statement in (_BASELINE, *(each for _, _, each in _FUNCTIONS)):
        _cpu(statement)  # its byte-code is there now, as in the layers
    return [_line(*each) for each in _FUNCTIONS]


def _line(name: str, budget: float, statement: str) -> Line:
    ratios = [_cpu(statement) / _cpu(_BASELINE) for _ in range(_ROUNDS)]
    return Line(
        name=f"Start of {name}",
        budget=budget,
        measured=statistics.median(ratios),
        unit="x boto3 client",
        spread=(min(ratios), max(ratios)),
        baseline="import boto3, make a DynamoDB client",
        anchor={"poll": "1.44", "mcp": "4.1"}.get(name, "1.21"),
        limit="1.0",
    )


def _cpu(statement: str) -> float:
    return float(measured("benchmarks.import_client", statement, **_ENVIRONMENT))
