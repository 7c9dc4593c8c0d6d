"""A client's alerts as they are shown: where each is, and how it came there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.alert_state import AlertState, Cause, Mute, Phase
from entelech.domain.client_alerts import alert_id

if TYPE_CHECKING:
    from decimal import Decimal

    from entelech.domain.client_alerts import AlertKey, AlertTransition, ClientAlerts
    from entelech.domain.ids import ClientId
    from entelech.domain.rule import Rule, RuleId

_URGENT = (Phase.FIRING, Phase.RECOVERING, Phase.NO_DATA, Phase.PENDING, Phase.OK)


class AlertShown(Struct, frozen=True, kw_only=True):
    """An alert that is not calm. Null is what is not known, or was not done.

    ``title`` is its rule in words, null once that is removed. ``since`` is when it came to its
    phase, ``peak`` the worst value since it is broken. ``muted_by`` says why nobody is told for
    now, ``told_at`` when somebody was told last that it fires or that nothing is known.
    """

    alert_id: str
    rule_id: str
    title: str | None
    system_name: str | None
    phase: Phase
    since: datetime | None
    value: float | None
    peak: float | None
    muted_by: Mute | None
    told_at: datetime | None
    told_channels: Sequence[str]
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    is_flapping: bool
    incident_id: str | None


class TransitionShown(Struct, frozen=True, kw_only=True):
    """One step of an alert, and why it was made."""

    at: datetime
    alert_id: str
    rule_id: str
    title: str | None
    system_name: str | None
    before: Phase
    after: Phase
    cause: Cause
    value: float | None


class ClientAlertsShown(Struct, frozen=True, kw_only=True):
    """A client's alerts that are not calm, the most urgent first, and their latest steps.

    ``transitions`` are kept for 90 days, the newest first.
    """

    client_id: str
    alerts: Sequence[AlertShown]
    transitions: Sequence[TransitionShown]


def alerts_shown(
    alerts: ClientAlerts,
    transitions: Sequence[AlertTransition],
    rules: Mapping[RuleId, Rule],
) -> ClientAlertsShown:
    """The alerts with the rules' words."""
    states = sorted(alerts.states.items(), key=lambda each: _URGENT.index(each[1].phase))
    return ClientAlertsShown(
        client_id=alerts.client_id,
        alerts=[_alert(alerts.client_id, key, state, rules) for key, state in states],
        transitions=[_transition(each, rules) for each in transitions],
    )


def _alert(
    client_id: ClientId, key: AlertKey, state: AlertState, rules: Mapping[RuleId, Rule]
) -> AlertShown:
    return AlertShown(
        alert_id=alert_id(client_id, key),
        rule_id=key.rule_id,
        title=_title(key, rules),
        system_name=key.system_name,
        phase=state.phase,
        since=_since(state),
        value=_number(state.value),
        peak=_number(state.peak),
        muted_by=state.muted_by,
        told_at=state.told_at,
        told_channels=state.told_channels,
        acknowledged_at=state.acknowledged_at,
        acknowledged_by=state.acknowledged_by,
        is_flapping=state.is_flapping,
        incident_id=state.incident_id,
    )


def _since(state: AlertState) -> datetime | None:
    """When it came to its phase."""
    return {
        Phase.OK: None,
        Phase.PENDING: state.pending_since,
        Phase.FIRING: state.fired_at,
        Phase.RECOVERING: state.clear_since,
        Phase.NO_DATA: state.no_data_since,
    }[state.phase]


def _transition(each: AlertTransition, rules: Mapping[RuleId, Rule]) -> TransitionShown:
    return TransitionShown(
        at=each.moved.at,
        alert_id=alert_id(each.client_id, each.key),
        rule_id=each.key.rule_id,
        title=_title(each.key, rules),
        system_name=each.key.system_name,
        before=each.moved.before,
        after=each.moved.after,
        cause=each.moved.cause,
        value=_number(each.moved.value),
    )


def _title(key: AlertKey, rules: Mapping[RuleId, Rule]) -> str | None:
    rule = rules.get(key.rule_id)
    return rule.title if rule else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
