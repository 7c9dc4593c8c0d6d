"""Incidents: the story of a client's trouble, from its first alert to the end of the last one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.ids import ClientId
from entelech.domain.money import Money
from entelech.domain.notice_kinds import Severity
from entelech.domain.period import Period, union

REOPENED_WITHIN = timedelta(minutes=15)
"""An alert that fires so soon after an incident goes on with its story."""
MAX_ENTRIES = 400
_DOWN = frozenset({"status", "uptime", "heartbeat_age", "error_budget_burn"})
"""Metrics whose alerts say that a system does not serve."""
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class IncidentState(StrEnum):
    """Whether the story goes on."""

    OPEN = "open"
    RESOLVED = "resolved"


class EntryKind(StrEnum):
    """What a line of the timeline tells."""

    OPENED = "opened"
    REOPENED = "reopened"
    FIRED = "fired"
    ENDED = "ended"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"
    NOTE = "note"
    DELIVERY = "delivery"


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the timeline. ``text`` of a note is somebody's own; ``by`` is who did it."""

    at: datetime
    kind: EntryKind
    text: str
    alert_id: str | None = None
    by: str | None = None


class IncidentAlert(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An alert's part: broken since ``since``, ``ended_at`` None while it lasts."""

    alert_id: str
    rule_id: str
    title: str
    severity: Severity
    metric_name: str
    system_name: str | None
    since: datetime
    fired_at: datetime
    value: Decimal | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


class Loss(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an outage cost. None is what is not known."""

    sla_minutes: int | None = None
    money: Money | None = None


class Worth(Struct, frozen=True, kw_only=True):
    """What a client's systems do in a minute in which they serve, as lately seen."""

    runs_per_minute: Decimal
    saving_per_run: Money


class Incident(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``version`` grows by one with every change, from 1. ``alerts`` are by their id, oldest first.

    ``is_real``: whoever acknowledged it said so; None where nobody did.
    """

    incident_id: str
    client_id: ClientId
    client_name: str
    opened_at: datetime
    version: int = 1
    resolved_at: datetime | None = None
    alerts: Mapping[str, IncidentAlert] = field(default_factory=dict)
    timeline: tuple[Entry, ...] = ()
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    is_real: bool | None = None
    loss: Loss = field(default_factory=Loss)

    @property
    def state(self) -> IncidentState:
        """Open until all of its alerts have ended."""
        return IncidentState.OPEN if self.resolved_at is None else IncidentState.RESOLVED

    @property
    def severity(self) -> Severity:
        """That of its most urgent alert."""
        found = (each.severity for each in self.alerts.values())
        return min(found, key=_RANK.__getitem__, default=Severity.INFO)

    @property
    def title(self) -> str:
        """What it began with, and how much more there was."""
        first, *others = self.alerts.values()
        return f"{first.title} and {len(others)} more" if others else first.title

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems named by its alerts, by name."""
        named = {each.system_name for each in self.alerts.values()}
        return tuple(sorted(each for each in named if each is not None))

    @property
    def reason(self) -> str | None:
        """The rule of its most urgent alert, in words."""
        found = sorted(self.alerts.values(), key=lambda each: _RANK[each.severity])
        return found[0].title if found else None

    def is_joined_at(self, now: datetime) -> bool:
        """Whether an alert that fires now is part of it."""
        return self.resolved_at is None or now - self.resolved_at < REOPENED_WITHIN

    def is_affected_in(self, period: Period) -> bool:
        """Whether it was open at some time of the period."""
        return self.opened_at < period.end and (
            self.resolved_at is None or self.resolved_at >= period.start
        )


def opened(incident_id: str, client_id: ClientId, client_name: str, now: datetime) -> Incident:
    """A story that begins; its first alert must join it."""
    return Incident(
        incident_id=incident_id,
        client_id=client_id,
        client_name=client_name,
        opened_at=now,
        timeline=(Entry(at=now, kind=EntryKind.OPENED, text="Incident opened"),),
    )


def joined(incident: Incident, alert: IncidentAlert, now: datetime) -> Incident:
    """With one more alert, or an ended one that fires again."""
    entries = [Entry(at=now, kind=EntryKind.FIRED, text=_named(alert), alert_id=alert.alert_id)]
    if incident.resolved_at is not None:
        entries.insert(0, Entry(at=now, kind=EntryKind.REOPENED, text="It came back"))
    known = incident.alerts.get(alert.alert_id)
    if known is not None:
        alert = replace(alert, since=known.since, fired_at=known.fired_at)
    return replace(
        told(incident, *entries),
        resolved_at=None,
        loss=Loss(),
        alerts={**incident.alerts, alert.alert_id: alert},
    )


def ended(
    incident: Incident, alert_id: str, cause: str, *, at: datetime, now: datetime
) -> Incident:
    """With one alert less; ``at`` is since when it was well again. The last one ends the story."""
    alert = incident.alerts.get(alert_id)
    if alert is None or alert.ended_at is not None:
        return incident
    over = replace(alert, ended_at=at, ended_by=cause)
    alerts = {**incident.alerts, alert_id: over}
    text = f"{_named(alert)}: {cause.replace('_', ' ')}"
    incident = replace(
        told(incident, Entry(at=now, kind=EntryKind.ENDED, text=text, alert_id=alert_id)),
        alerts=alerts,
    )
    if any(each.ended_at is None for each in alerts.values()):
        return incident
    incident = told(incident, Entry(at=now, kind=EntryKind.RESOLVED, text="All alerts ended"))
    return replace(incident, resolved_at=now)


def told(incident: Incident, *entries: Entry) -> Incident:
    """With more lines at the end; the oldest but the first go where there are too many."""
    every = (*incident.timeline, *entries)
    if len(every) > MAX_ENTRIES:
        every = (every[0], *every[len(every) - MAX_ENTRIES + 1 :])
    return replace(incident, timeline=every)


def down_minutes(incident: Incident, now: datetime) -> int | None:
    """Whole minutes in which a system did not serve; None where no alert speaks of that."""
    found = [each for each in incident.alerts.values() if each.metric_name in _DOWN]
    if not found:
        return None
    parts = union(Period(start=each.since, end=each.ended_at or now) for each in found)
    return sum(each.length_ms for each in parts) // 60_000


def loss(incident: Incident, worth: Worth | None, now: datetime) -> Loss:
    """What it cost until now: expected runs times the saving per run, while down."""
    minutes = down_minutes(incident, now)
    if minutes is None or worth is None:
        return Loss(sla_minutes=minutes)
    amount = worth.runs_per_minute * minutes * worth.saving_per_run.amount
    money = Money(amount=amount, currency=worth.saving_per_run.currency)
    return Loss(sla_minutes=minutes, money=Money(amount=money.rounded, currency=money.currency))


def _named(alert: IncidentAlert) -> str:
    return alert.title if alert.system_name is None else f"{alert.system_name}: {alert.title}"
