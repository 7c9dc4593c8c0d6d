"""Rules as they are shown; the names are those of a request for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from entelech.domain.channel import DEFAULT_CHANNELS
from entelech.domain.notice_kinds import Severity
from entelech.domain.rule import EVERY_CLIENT, Comparison, NoData, Rule
from entelech.domain.service_level import BusinessSpan, business_spans

_MINUTE = timedelta(minutes=1)


class RuleShown(Struct, frozen=True, kw_only=True):
    """A rule. ``client_id`` * is every client; ``alert_type`` null where no default channel is told.

    Null is what is not set. ``title`` says the rule in words.
    """

    rule_id: str
    client_id: str
    metric_name: str
    threshold: float
    comparison: Comparison
    alert_type: str | None
    channels: Sequence[str]
    severity: Severity
    title: str
    unit: str
    systems: Sequence[str]
    tag: str | None
    window_minutes: int
    clear_threshold: float | None
    for_minutes: int
    keep_firing_for_minutes: int
    min_breaches: int
    out_of: int
    no_data: NoData
    no_data_after_minutes: int
    active_hours: Sequence[BusinessSpan]
    description: str | None
    runbook_url: str | None
    repeat_every_minutes: int | None
    escalate_after_minutes: int | None
    escalate_to: Sequence[str]
    is_enabled: bool
    eval_error_since: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class RuleList(Struct, frozen=True, kw_only=True):
    """A page of rules, those of every client first; ``next_cursor`` is null on the last one."""

    rules: Sequence[RuleShown]
    next_cursor: str | None


def rule_shown(rule: Rule, *, eval_error_since: datetime | None = None) -> RuleShown:
    """As it is shown."""
    clear = rule.clear_threshold
    return RuleShown(
        rule_id=rule.rule_id,
        client_id=rule.client_id or EVERY_CLIENT,
        metric_name=rule.metric_name,
        threshold=float(rule.threshold),
        comparison=rule.comparison,
        alert_type=next((each for each in rule.channels if each in DEFAULT_CHANNELS), None),
        channels=list(rule.channels),
        severity=rule.severity,
        title=rule.title,
        unit=rule.metric.unit.value,
        systems=list(rule.systems),
        tag=rule.tag,
        window_minutes=rule.window_minutes,
        clear_threshold=None if clear is None else float(clear),
        for_minutes=rule.hold // _MINUTE,
        keep_firing_for_minutes=rule.keep_firing // _MINUTE,
        min_breaches=rule.breaches,
        out_of=rule.out_of,
        no_data=rule.no_data,
        no_data_after_minutes=rule.no_data_after // _MINUTE,
        active_hours=business_spans(rule.active_hours),
        description=rule.description,
        runbook_url=rule.runbook_url,
        repeat_every_minutes=None if rule.repeat_every is None else rule.repeat_every // _MINUTE,
        escalate_after_minutes=(
            None if rule.escalate_after is None else rule.escalate_after // _MINUTE
        ),
        escalate_to=list(rule.escalate_to),
        is_enabled=rule.is_enabled,
        eval_error_since=eval_error_since,
        version=rule.version,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
    )
