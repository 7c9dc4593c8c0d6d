"""Incidents as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.incident import EntryKind, Incident, IncidentState, down_minutes
from entelech.domain.notice_kinds import Severity

if TYPE_CHECKING:
    from entelech.domain.incident import Entry, IncidentAlert

MAX_NOTE = 1000
ACKNOWLEDGEMENT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "note": {"type": "string", "minLength": 1, "maxLength": MAX_NOTE},
        "is_real": {
            "type": "boolean",
            "description": "Whether it is trouble indeed, and no false alarm; backtests count by it.",
        },
    },
}
NOTE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["note"],
    "properties": {"note": {"type": "string", "minLength": 1, "maxLength": MAX_NOTE}},
}


class IncidentAlertShown(Struct, frozen=True, kw_only=True):
    """An alert's part of an incident. ``title`` is its rule in words."""

    alert_id: str
    rule_id: str
    title: str
    severity: Severity
    metric_name: str
    system_name: str | None
    value: float | None
    since: datetime
    fired_at: datetime
    ended_at: datetime | None
    ended_by: str | None


class EntryShown(Struct, frozen=True, kw_only=True):
    """A line of the timeline. The text of a note is somebody's own; ``by`` is who did it."""

    at: datetime
    kind: EntryKind
    text: str
    alert_id: str | None
    by: str | None


class IncidentShown(Struct, frozen=True, kw_only=True):
    """An incident. Null is what is not known.

    ``sla_minutes_lost`` are those in which a system did not serve, until now while it is open;
    ``money_lost`` the expected runs in them times the saving per run, once it is over.
    """

    incident_id: str
    client_id: str
    client_name: str
    state: IncidentState
    severity: Severity
    title: str
    systems: Sequence[str]
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    is_real: bool | None
    resolved_at: datetime | None
    duration_seconds: int
    alerts_count: int
    sla_minutes_lost: int | None
    money_lost: float | None
    currency: str | None


class IncidentDetail(IncidentShown, frozen=True, kw_only=True):
    """An incident with its alerts, oldest first, and its timeline."""

    alerts: Sequence[IncidentAlertShown]
    timeline: Sequence[EntryShown]


class IncidentList(Struct, frozen=True, kw_only=True):
    """A page of incidents, the newest first; ``next_cursor`` is null on the last one."""

    incidents: Sequence[IncidentShown]
    next_cursor: str | None


def incident_shown(incident: Incident, now: datetime) -> IncidentShown:
    """As a list shows it."""
    return IncidentShown(**_shown(incident, now))


def in_short(detail: IncidentDetail) -> IncidentShown:
    """Without alerts and timeline."""
    return IncidentShown(
        **{name: getattr(detail, name) for name in IncidentShown.__struct_fields__}
    )


def incident_detail(incident: Incident, now: datetime) -> IncidentDetail:
    """As a page of its own shows it."""
    return IncidentDetail(
        **_shown(incident, now),
        alerts=[_alert(each) for each in incident.alerts.values()],
        timeline=[_entry(each) for each in incident.timeline],
    )


def _shown(incident: Incident, now: datetime) -> dict[str, Any]:
    money = incident.loss.money
    is_open = incident.state is IncidentState.OPEN
    lost = down_minutes(incident, now) if is_open else incident.loss.sla_minutes
    return {
        "incident_id": incident.incident_id,
        "client_id": incident.client_id,
        "client_name": incident.client_name,
        "state": incident.state,
        "severity": incident.severity,
        "title": incident.title,
        "systems": list(incident.systems),
        "opened_at": incident.opened_at,
        "acknowledged_at": incident.acknowledged_at,
        "acknowledged_by": incident.acknowledged_by,
        "is_real": incident.is_real,
        "resolved_at": incident.resolved_at,
        "duration_seconds": int(
            ((incident.resolved_at or now) - incident.opened_at).total_seconds()
        ),
        "alerts_count": len(incident.alerts),
        "sla_minutes_lost": lost,
        "money_lost": money.number if money else None,
        "currency": money.currency if money else None,
    }


def _alert(alert: IncidentAlert) -> IncidentAlertShown:
    return IncidentAlertShown(
        alert_id=alert.alert_id,
        rule_id=alert.rule_id,
        title=alert.title,
        severity=alert.severity,
        metric_name=alert.metric_name,
        system_name=alert.system_name,
        value=None if alert.value is None else float(alert.value),
        since=alert.since,
        fired_at=alert.fired_at,
        ended_at=alert.ended_at,
        ended_by=alert.ended_by,
    )


def _entry(entry: Entry) -> EntryShown:
    return EntryShown(
        at=entry.at, kind=entry.kind, text=entry.text, alert_id=entry.alert_id, by=entry.by
    )
