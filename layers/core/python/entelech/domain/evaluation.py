"""What one evaluation makes of all alerts of a client: their steps, the incident, the notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain import incident as incidents
from entelech.domain.alert import closed
from entelech.domain.alert_notice import About, notices
from entelech.domain.alert_state import UNREAL, AlertState, Cause, Mute, Phase, Step
from entelech.domain.client import Client
from entelech.domain.client_alerts import AlertKey, AlertTransition, ClientAlerts, alert_id
from entelech.domain.health import reason_in_words
from entelech.domain.incident import Incident, IncidentAlert, IncidentState
from entelech.domain.metric import MetricSource
from entelech.domain.reading import Reading
from entelech.domain.rule import Rule

if TYPE_CHECKING:
    from entelech.domain.notification import Notice


class Draft(Struct, kw_only=True):
    """The next row of a client's alerts, in the making, and what is written with it.

    ``readings`` are those of its systems now. ``incident`` is the one that goes on, or ended a short while ago; ``new_incident_id`` names one
    that begins.
    """

    before: ClientAlerts
    client: Client
    now: datetime
    new_incident_id: str
    incident: Incident | None
    readings: Sequence[Reading] = ()
    version: int = 0
    states: dict[AlertKey, AlertState] = field(default_factory=dict)
    transitions: list[AlertTransition] = field(default_factory=list)
    owed: list[tuple[Rule, AlertKey, Step]] = field(default_factory=list)
    is_changed: bool = False
    is_incident_changed: bool = False

    def __post_init__(self) -> None:
        self.version = self.before.next_version(self.now)
        self.states = dict(self.before.states)

    def take(self, rule: Rule, key: AlertKey, step: Step, mute: Mute | None) -> None:
        """Take in what a step made of an alert."""
        before = self.before.state(key)
        if step.state is before and not _is_to_join(before, mute):
            return
        self.is_changed = True
        state = self._told_in_incident(rule, key, before, step, mute)
        self._keep(key, state)
        self._log(key, step)
        if step.owed:
            self.owed.append((rule, key, step))

    def close(self, key: AlertKey, cause: Cause) -> None:
        """End an alert that is no more, whatever its health."""
        before = self.before.state(key)
        step = closed(before, cause, self.now)
        self.is_changed = True
        self._log(key, step)
        self._leave(key, before, cause)
        self.states.pop(key, None)

    @property
    def size(self) -> int:
        """Items that will be written, roughly."""
        told = sum(len(each.channels) for _, _, step in self.owed for each in step.owed)
        return 2 + len(self.transitions) + told

    def alerts(self) -> ClientAlerts:
        """The row."""
        incident = self.incident
        is_open = incident is not None and incident.state is IncidentState.OPEN
        return ClientAlerts(
            client_id=self.before.client_id,
            version=self.version,
            states=self.states,
            incident_id=incident.incident_id if incident is not None and is_open else None,
            last_incident_id=(
                incident.incident_id
                if incident is not None and not is_open
                else self.before.last_incident_id
            ),
            last_ended_at=(
                incident.resolved_at
                if incident is not None and not is_open
                else self.before.last_ended_at
            ),
        )

    def notices(self) -> list[Notice]:
        """One a channel for all that is owed."""
        made = []
        for rule, key, step in self.owed:
            state = self.states.get(key, step.state)
            joined = state.incident_id or self.before.state(key).incident_id
            about = About(
                client=self.client,
                rule=rule,
                key=key,
                version=self.version,
                incident_id=joined,
                loss=self.incident.loss if self.incident and joined else None,
                reason=self._reason(rule, key),
            )
            made += [each for owed in step.owed for each in notices(about, owed, self.now)]
        return made

    def _reason(self, rule: Rule, key: AlertKey) -> str | None:
        """What our own checks say of the systems, where the rule reads these."""
        if rule.metric.source is MetricSource.INGEST:
            return None
        return reason_in_words(
            [each for each in self.readings if key.system_name in {None, each.system_name}]
        )

    def _told_in_incident(
        self,
        rule: Rule,
        key: AlertKey,
        before: AlertState,
        step: Step,
        mute: Mute | None,
    ) -> AlertState:
        state = step.state
        if before.incident_id is not None and state.phase is Phase.OK and before.is_firing:
            end = next((each.until for each in step.owed if each.until), state.clear_since)
            self._leave(key, before, Cause.RECOVERED, at=end)
            return replace(state, incident_id=None)
        if _is_to_join(state, mute):
            return replace(state, incident_id=self._join(rule, key, state))
        return state

    def _join(self, rule: Rule, key: AlertKey, state: AlertState) -> str:
        now, client = self.now, self.client
        if self.incident is None or not self.incident.is_joined_at(now):
            name = client.registration.client_name
            self.incident = incidents.opened(self.new_incident_id, client.client_id, name, now)
            self.incident = replace(self.incident, version=0)
        alert = IncidentAlert(
            alert_id=alert_id(client.client_id, key),
            rule_id=rule.rule_id,
            title=rule.title,
            severity=rule.severity,
            metric_name=rule.metric_name,
            system_name=key.system_name,
            since=state.pending_since or now,
            fired_at=state.fired_at or now,
            value=state.value,
        )
        self._tell(incidents.joined(self.incident, alert, now))
        return self.incident.incident_id

    def _leave(
        self, key: AlertKey, before: AlertState, cause: Cause, *, at: datetime | None = None
    ) -> None:
        if self.incident is None or before.incident_id != self.incident.incident_id:
            return
        named = alert_id(self.client.client_id, key)
        end = at or before.clear_since or self.now
        self._tell(incidents.ended(self.incident, named, cause.value, at=end, now=self.now))

    def _tell(self, after: Incident) -> None:
        if after is self.incident:
            return
        first = not self.is_incident_changed
        self.incident = replace(after, version=after.version + 1) if first else after
        self.is_incident_changed = True

    def _keep(self, key: AlertKey, state: AlertState) -> None:
        if state.is_calm:
            self.states.pop(key, None)
        else:
            self.states[key] = state

    def _log(self, key: AlertKey, step: Step) -> None:
        self.transitions += [
            AlertTransition(
                client_id=self.client.client_id, key=key, version=self.version, moved=moved
            )
            for moved in step.transitions
        ]


def due_in(rule: Rule, state: AlertState, now: datetime) -> timedelta | None:
    """How long until time alone may move the alert on; None where nothing does."""
    if state.phase is Phase.PENDING and state.pending_since is not None:
        left = state.pending_since + rule.hold - now
    elif state.phase is Phase.RECOVERING and state.clear_since is not None:
        left = state.clear_since + rule.keep_firing - now
    else:
        return None
    return left if left > timedelta() else None


def _is_to_join(state: AlertState, mute: Mute | None) -> bool:
    """Whether an alert fires, is real, and is part of no incident yet."""
    return state.is_firing and state.incident_id is None and mute not in UNREAL
