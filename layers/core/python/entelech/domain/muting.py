"""Why nobody is told of an alert for now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.alert_state import Mute
from entelech.domain.client import Client
from entelech.domain.maintenance import Planned, planned_at
from entelech.domain.metric import MetricSource
from entelech.domain.period import QUARTER
from entelech.domain.silence import Silence

if TYPE_CHECKING:
    from entelech.domain.rule import Rule, RuleId

OUTAGE_METRICS = frozenset({"status", "uptime", "heartbeat_age", "error_budget_burn"})
"""Their alerts say themselves that a client is down."""
_OURS = frozenset({MetricSource.CHECKS, MetricSource.HISTORY})
"""What is measured through our own network."""
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


class Circumstances(Struct, frozen=True, kw_only=True):
    """What holds for all alerts of a client at ``now``.

    ``is_outage_told``: the client is down, and a rule of its own is there to tell so.
    """

    client: Client
    now: datetime
    tags: Mapping[str, Collection[str]]
    silences: Sequence[Silence]
    planned: Planned
    is_suspect: bool
    is_outage_told: bool

    def mute(self, rule: Rule, system_name: str | None) -> Mute | None:
        """The first reason why nobody is told of that alert, None where somebody is."""
        if any(self.is_muted_by(each, rule.rule_id, system_name) for each in self.silences):
            return Mute.SILENCE
        if self._is_planned(system_name):
            return Mute.MAINTENANCE
        if self.is_suspect and rule.metric.source in _OURS:
            return Mute.SUSPECT
        if self.is_outage_told and rule.metric_name not in OUTAGE_METRICS:
            return Mute.DEPENDENCY
        return None if self._is_active(rule) else Mute.HOURS

    def is_muted_by(self, silence: Silence, rule_id: RuleId, system_name: str | None) -> bool:
        """Whether that silence is a reason."""
        tags = () if system_name is None else self.tags.get(system_name, ())
        return silence.mutes(self.client.client_id, rule_id, system_name, self.now, tags=tags)

    def _is_planned(self, system_name: str | None) -> bool:
        if system_name is not None:
            return self.planned.covers(system_name)
        systems = self.client.registration.systems
        return bool(self.planned.client) or all(self.planned.covers(each.name) for each in systems)

    def _is_active(self, rule: Rule) -> bool:
        if rule.active_hours is None:
            return True
        quarter = self.now - (self.now - _EPOCH) % QUARTER
        return rule.active_hours.cover(quarter, self.client.calendar.zone_at(quarter))


def circumstances(
    client: Client,
    silences: Sequence[Silence],
    now: datetime,
    *,
    is_suspect: bool,
    is_outage_told: bool,
) -> Circumstances:
    """What holds for the client at ``now``."""
    return Circumstances(
        client=client,
        now=now,
        tags=client.registration.tags,
        silences=silences,
        planned=planned_at(client.maintenance, now),
        is_suspect=is_suspect,
        is_outage_told=is_outage_told,
    )
