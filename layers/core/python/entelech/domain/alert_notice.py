"""Notices of alerts: who is told what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.client import Client
from entelech.domain.client_alerts import AlertKey, alert_id
from entelech.domain.incident import Loss
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Facts, Notice
from entelech.domain.rule import Rule

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.alert_state import Owed


class About(Struct, frozen=True, kw_only=True):
    """What a notice is about. ``version`` is that of the client's alerts after the change."""

    client: Client
    rule: Rule
    key: AlertKey
    version: int
    incident_id: str | None
    loss: Loss | None = None
    reason: str | None = None
    """Why its systems are not well now, in words of ours."""


def notices(about: About, owed: Owed, now: datetime) -> list[Notice]:
    """One a channel. The same change makes the same ids, and no other change does."""
    named = alert_id(about.client.client_id, about.key)
    return [
        Notice(
            notice_id=f"{named}#{about.version}.{owed.version}#{owed.kind.value}#{channel}",
            kind=owed.kind,
            channel_id=channel,
            severity=about.rule.severity,
            client_id=about.client.client_id,
            alert_id=named,
            incident_id=about.incident_id,
            created_at=now,
            due_at=now,
            facts=_facts(about, owed),
        )
        for channel in owed.channels
    ]


def self_notices(rule: Rule, what: str, title: str, now: datetime) -> list[Notice]:
    """Something is wrong with ourselves; whoever the rule tells is told. ``what`` makes the ids."""
    return [
        Notice(
            notice_id=f"{what}#self#{channel}",
            kind=NoticeKind.SELF,
            channel_id=channel,
            severity=Severity.WARNING,
            client_id=None,
            alert_id=None,
            incident_id=None,
            created_at=now,
            due_at=now,
            facts=Facts(
                client_name="Entelech Monitor", rule_id=rule.rule_id, title=title, since=now
            ),
        )
        for channel in rule.channels
    ]


def _facts(about: About, owed: Owed) -> Facts:
    rule, client, loss = about.rule, about.client, about.loss
    is_over = owed.kind is NoticeKind.RESOLVED
    return Facts(
        client_id=client.client_id,
        client_name=client.registration.client_name,
        system_name=about.key.system_name,
        rule_id=rule.rule_id,
        title=rule.title,
        metric_name=rule.metric_name,
        value=owed.peak if is_over else owed.value,
        threshold=rule.threshold,
        comparison=rule.comparison.value,
        unit=rule.metric.unit.value,
        since=owed.since,
        until=owed.until,
        reason=None if is_over else about.reason,
        description=rule.description,
        runbook_url=rule.runbook_url,
        sla_minutes_lost=loss.sla_minutes if loss else None,
        money_lost=loss.money if loss else None,
        time_zone=client.registration.time_zone,
    )
