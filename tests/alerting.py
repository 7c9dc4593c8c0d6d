"""Rules and readings that tests of alerts need, with defaults that make sense together."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entelech.domain.channel import ChannelId
from entelech.domain.metric_reading import NOTHING_READ, MetricReading
from entelech.domain.notice_kinds import Severity
from entelech.domain.rule import Comparison, Rule, RuleId
from tests.builders import NOON, TNT

if TYPE_CHECKING:
    from datetime import datetime

SLACK = ChannelId("slack")
EMAIL = ChannelId("email")
MINUTE = timedelta(minutes=1)


def a_rule(rule_id: str = "r1", **overrides: Any) -> Rule:
    """Uptime below 95 %, told at once on Slack, unless said otherwise."""
    return Rule(
        **{
            "rule_id": RuleId(rule_id),
            "client_id": TNT,
            "metric_name": "uptime",
            "comparison": Comparison.LESS_THAN,
            "threshold": Decimal(95),
            "channels": (SLACK,),
            "severity": Severity.CRITICAL,
            "created_at": NOON,
            "updated_at": NOON,
            **overrides,
        }
    )


def a_reading(value: float | None, at: datetime) -> MetricReading:
    """One sample of then; None: nothing is known."""
    if value is None:
        return NOTHING_READ
    return MetricReading(value=Decimal(str(value)), samples=3, measured_at=at)
