"""Alerts: how many are evaluated in one run of a worker, against writing the row of one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from boto3.dynamodb.types import TypeSerializer
from msgspec import to_builtins

from benchmarks.line import Line, rounds
from entelech.domain.alert import step
from entelech.domain.alert_state import CALM, AlertState, Phase
from entelech.domain.channel import ChannelId
from entelech.domain.metric_reading import MetricReading
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.rule import Comparison, Rule, RuleId

if TYPE_CHECKING:
    from benchmarks.processes import Targets

INSTANCES = 10_000
_ROUNDS = 5
_TROUBLED = 100
"""One in so many is broken: its state is stepped, the others' is not touched."""
_NOW = datetime(2025, 1, 15, 12, tzinfo=UTC)
_CHANNEL = ChannelId("slack")


def lines(_targets: Targets) -> list[Line]:
    """The time of one of ten thousand alerts, as a part of writing a row of its state."""
    row_s, _ = rounds(_ROUNDS, _serialise_s)
    measured, spread = rounds(_ROUNDS, lambda: _evaluate_s() / row_s)
    return [
        Line(
            name=f"{INSTANCES:,} alerts evaluated, each",
            budget=0.1,
            measured=measured,
            unit="x one row written out",
            spread=spread,
            baseline="a row an alert, into DynamoDB's types",
            anchor="0.041",
        )
    ]


def _rule(number: int) -> Rule:
    return Rule(
        rule_id=RuleId(f"r{number}"),
        client_id=None,
        metric_name="uptime",
        comparison=Comparison.LESS_THAN,
        threshold=Decimal(95),
        channels=(_CHANNEL,),
        severity=Severity.CRITICAL,
        created_at=_NOW,
        updated_at=_NOW,
        hold=timedelta(minutes=2),
    )


def _state() -> AlertState:
    return AlertState(
        phase=Phase.FIRING,
        version=2,
        pending_since=_NOW,
        fired_at=_NOW,
        evaluated_at=_NOW,
        sampled_at=_NOW,
        value=Decimal("90.5"),
        peak=Decimal("90.5"),
        told=NoticeKind.FIRED,
        told_at=_NOW,
        told_channels=(_CHANNEL,),
        last_told_at=_NOW,
        flips=(_NOW,),
    )


def _evaluate_s() -> float:
    rules = [_rule(number) for number in range(INSTANCES // 1000)]
    good = MetricReading(value=Decimal("99.9"), samples=60, measured_at=_NOW)
    bad = MetricReading(value=Decimal("90.5"), samples=60, measured_at=_NOW)
    firing, written = _state(), 0
    since = time.process_time()
    for number in range(INSTANCES):
        is_troubled = number % _TROUBLED == 0
        before = firing if is_troubled else CALM
        done = step(rules[number % len(rules)], before, bad if is_troubled else good, None, _NOW)
        written += done.state is not before
    spent = time.process_time() - since
    if written:
        raise AssertionError("nothing changed, and something would be written")
    return spent / INSTANCES


def _serialise_s() -> float:
    """A row of its own for the alert, an attribute a field, by the serialiser that boto3 brings."""
    state, count, serializer = _state(), 2000, TypeSerializer()
    since = time.process_time()
    for _ in range(count):
        row = {"pk": "CLIENT#tnt", "sk": "ALERT#r1", **to_builtins(state, builtin_types=(Decimal,))}
        for value in row.values():
            serializer.serialize(value)
    return (time.process_time() - since) / count
