"""A backtest as it is asked for and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from entelech.domain.backtest import MAX_DAYS
from entelech.domain.rule_answer import RuleShown
from entelech.domain.rule_request import RULE_SCHEMA

DEFAULT_DAYS = 30
_RULE_FIELDS: Mapping[str, Any] = RULE_SCHEMA["properties"]
BACKTEST_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["client_id", "metric_name", "threshold", "comparison"],
    "properties": {
        **_RULE_FIELDS,
        "days": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_DAYS,
            "default": DEFAULT_DAYS,
            "description": "How far back; the rule's other fields are those of a rule.",
        },
    },
}


class FiringShown(Struct, frozen=True, kw_only=True):
    """One time in which the alert would have fired."""

    client_id: str
    system_name: str | None
    start: datetime
    end: datetime
    minutes: int
    peak: float | None


class ClientTrial(Struct, frozen=True, kw_only=True):
    """What the rule would have done for one client."""

    client_id: str
    fired: int
    minutes: int


class ThresholdTrial(Struct, frozen=True, kw_only=True):
    """What another threshold would have done. Null where no incident was judged in this time."""

    threshold: float
    fired: int
    minutes: int
    real_incidents_told: int | None
    real_incidents_missed: int | None
    false_alarms: int | None


class Backtest(Struct, frozen=True, kw_only=True):
    """What the rule would have done in [period_start, period_end), told to nobody.

    ``clients_total`` of a rule for every client may be more than were looked at. ``firings`` are
    the latest hundred. Folded metrics are read each quarter-hour. Judged are incidents that
    somebody acknowledged as real or as none; the rest is null. ``reason`` says why the recommended
    threshold is.
    """

    rule: RuleShown
    period_start: datetime
    period_end: datetime
    clients_tested: int
    clients_total: int
    fired: int
    minutes: int
    real_incidents_told: int | None
    real_incidents_missed: int | None
    false_alarms: int | None
    clients: Sequence[ClientTrial]
    firings: Sequence[FiringShown]
    sweep: Sequence[ThresholdTrial]
    recommended_threshold: float
    reason: str
