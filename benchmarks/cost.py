"""What a system costs in a month: counters and measured durations times dated list prices."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.fidelity import CHECKS, runs_at
from benchmarks.line import Line
from benchmarks.processes import ROOT
from benchmarks.storage import folding, hour_of_polling
from benchmarks.worker import MEMORY_MB
from tests import synthesis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.processes import Targets

_ROUNDS = 5
_MONTH_MINUTES = 30.44 * 24 * 60
_SYSTEMS = 1000
_GIGABYTE = 1e9
_EGRESS_BYTES = 1187
"""Of one HTTPS check on a fresh connection, headers of IP and TCP included; counted by TCP_INFO."""
_LOG_BYTES_OF_RUN = 1200
"""A line of ours, one of metrics, and the three of Lambda's own."""
_SQS_REQUESTS_OF_RUN = 3
"""Sent, received, deleted."""
_IDLE_RECEIVES = 5 * 3
"""A minute and queue: Lambda's pollers ask five at a time and wait 20 s. Source: AWS Lambda, SQS."""
_TICK_DAYS = 14
_FOLDED_TIMES = 3
"""At five past, an hour and a day later; what is there just so is not written again."""
_FOLD_GB_S = 1.0
"""Two seconds at 512 MB for a full shard, more than it takes."""
_DISPATCH_GB_S = 0.05
"""A quarter of a second at 256 MB, more than it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the bill of a month, in dollars."""

    name: str
    dollars: float


@cache
def prices() -> Mapping[str, Any]:
    """The price list; each price in dollars a unit."""
    read: dict[str, Any] = json.loads((Path(__file__).parent / "prices.json").read_text())
    return read


def run_dollars(wall_s: float, memory_mb: int) -> float:
    """One run of the worker."""
    gb_s = wall_s * memory_mb / 1024
    return float(gb_s * prices()["lambda_gb_second_arm"] + prices()["lambda_request"])


def lines(targets: Targets) -> list[Line]:
    """The part that each further system adds, and the part that is there without any."""
    walls_s = [float(run["wall_s"]) for run in runs_at(MEMORY_MB, targets, _ROUNDS)]
    return [_marginal(walls_s), _fixed()]


def _marginal(walls_s: list[float]) -> Line:
    each = [sum(part.dollars for part in _parts(wall_s)) / _SYSTEMS for wall_s in sorted(walls_s)]
    parts = _parts(statistics.median(walls_s)) if walls_s else []
    return Line(
        name=f"Cost of a system a month, one of {_SYSTEMS:,}, every minute",
        budget=0.011,
        measured=statistics.median(each) if each else None,
        unit="dollars",
        spread=(each[0], each[-1]) if each else None,
        baseline=_told(parts) or "no CPU quota can be set here",
        anchor="0.010; an item a check 0.15",
        limit="0.0057 (egress, CPU)",
    )


def _parts(wall_s: float) -> list[Part]:
    """The bill of so many systems, polled in full shards every minute."""
    hour, price = hour_of_polling(), prices()
    shards = _SYSTEMS / CHECKS
    runs, checks = shards * _MONTH_MINUTES, _SYSTEMS * _MONTH_MINUTES
    folds, fold = shards * _MONTH_MINUTES / 60, folding()
    writes = checks * hour.write_units / hour.checks + folds * fold.write_units
    reads = checks * hour.read_units / hour.checks + folds * fold.read_units * _FOLDED_TIMES
    ticks_gb = shards * _TICK_DAYS * 24 * 60 * 1024 / _GIGABYTE
    return [
        Part(name="worker", dollars=runs * run_dollars(wall_s, MEMORY_MB)),
        Part(
            name="folds",
            dollars=folds * _FOLDED_TIMES * (_FOLD_GB_S * price["lambda_gb_second_arm"]),
        ),
        Part(name="egress", dollars=checks * _EGRESS_BYTES / _GIGABYTE * price["internet_gb"]),
        Part(name="writes", dollars=writes * price["dynamodb_write_unit"]),
        Part(name="reads", dollars=reads * price["dynamodb_read_unit"]),
        Part(name="ticks kept", dollars=ticks_gb * price["dynamodb_gb_month"]),
        Part(name="queue", dollars=runs * _SQS_REQUESTS_OF_RUN * price["sqs_request"]),
        Part(name="logs", dollars=runs * _LOG_BYTES_OF_RUN / _GIGABYTE * price["logs_gb"]),
    ]


def _fixed() -> Line:
    template = synthesis.template_in(synthesis.assembly("prod"))
    parts = _fixed_parts(template)
    return Line(
        name="Cost of the deployment a month, without any system",
        budget=None,
        measured=sum(part.dollars for part in parts),
        unit="dollars",
        baseline=_told(parts),
    )


def _fixed_parts(template: Mapping[str, Any]) -> list[Part]:
    """What the template and the clock cost while nothing is watched and nobody looks."""
    price, resources = prices(), template["Resources"].values()
    count = Counter(str(each["Type"]) for each in resources)
    snapshots_mb = sum(
        each["Properties"]["MemorySize"]
        for each in resources
        if each["Type"] == "AWS::Lambda::Function" and "SnapStart" in each["Properties"]
    )
    receives = _IDLE_RECEIVES * count["AWS::Lambda::EventSourceMapping"]
    dispatched = count["AWS::Scheduler::Schedule"] * _MONTH_MINUTES
    dispatch = _DISPATCH_GB_S * price["lambda_gb_second_arm"] + price["lambda_request"]
    snapshot_s = snapshots_mb / 1024 * _MONTH_MINUTES * 60
    return [
        Part(name="snapshot", dollars=snapshot_s * price["lambda_snapshot_gb_second"]),
        Part(name="metrics", dollars=_custom_metrics() * price["custom_metric_month"]),
        Part(name="alarms", dollars=count["AWS::CloudWatch::Alarm"] * price["alarm_month"]),
        Part(name="key", dollars=count["AWS::KMS::Key"] * price["kms_key_month"]),
        Part(name="queue", dollars=receives * _MONTH_MINUTES * price["sqs_request"]),
        Part(name="dispatch", dollars=dispatched * (dispatch + price["scheduler_invocation"])),
    ]


def _custom_metrics() -> int:
    """How many metrics the functions send."""
    texts = [file.read_text() for file in (ROOT / "functions").rglob("*.py")]
    names = re.findall(r'add_metric\(name="(\w+)"', "".join(texts))
    return len(set(names))


def _told(parts: list[Part]) -> str:
    largest = sorted(parts, key=lambda part: -part.dollars)
    return ", ".join(f"{part.name} {part.dollars:.2f}" for part in largest)
