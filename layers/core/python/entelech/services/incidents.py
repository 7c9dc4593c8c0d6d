"""Shows incidents, and lets people acknowledge them and add notes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.alert import acknowledged
from entelech.domain.client_alerts import alert_id
from entelech.domain.errors import LostRaceError, NotFoundError
from entelech.domain.incident import Entry, EntryKind, Incident, told
from entelech.domain.incident_answer import (
    IncidentDetail,
    IncidentList,
    IncidentShown,
    incident_detail,
    incident_shown,
)
from entelech.domain.period import Period
from entelech.ports.alerts import AlertChange, AlertStore
from entelech.ports.clock import Clock
from entelech.ports.incidents import IncidentStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.ports.incidents import IncidentQuery

_TRIES = 6
_LATELY = timedelta(days=90)
LONGEST = timedelta(days=400)
"""Incidents are kept as long."""


class IncidentService(Struct, frozen=True, kw_only=True):
    """The incidents of clients."""

    store: IncidentStore
    alerts: AlertStore
    clock: Clock

    def page(self, scope: ClientScope, query: IncidentQuery) -> IncidentList:
        """Incidents, the newest first.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        found, cursor = self.store.page(query, scope)
        now = self.clock.now()
        return IncidentList(
            incidents=[incident_shown(each, now) for each in found], next_cursor=cursor
        )

    def lately(self, client_id: ClientId, *, limit: int) -> Sequence[IncidentShown]:
        """The latest of a client's incidents of the last 90 days, the newest first."""
        now = self.clock.now()
        found = self.store.incidents(client_id, Period(start=now - _LATELY, end=now))
        return [incident_shown(each, now) for each in reversed(found)][:limit]

    def detail(self, scope: ClientScope, incident_id: str) -> IncidentDetail:
        """One incident.

        Raises:
            NotFoundError: there is no such incident in ``scope``.
        """
        return incident_detail(self._incident(scope, incident_id), self.clock.now())

    def acknowledge(
        self,
        scope: ClientScope,
        incident_id: str,
        *,
        by: str,
        note: str | None = None,
        is_real: bool | None = None,
    ) -> IncidentDetail:
        """Somebody knows: none of its alerts reminds or escalates any more. Safe to repeat.

        Raises:
            NotFoundError: there is no such incident in ``scope``.
            LostRaceError: others kept changing it at the same moment.
        """
        now = self.clock.now()

        def change(incident: Incident) -> Incident:
            after = replace(incident, is_real=incident.is_real if is_real is None else is_real)
            if incident.acknowledged_at is None:
                entry = Entry(at=now, kind=EntryKind.ACKNOWLEDGED, text="Acknowledged", by=by)
                after = replace(told(after, entry), acknowledged_at=now, acknowledged_by=by)
            if note is not None:
                after = told(after, Entry(at=now, kind=EntryKind.NOTE, text=note, by=by))
            return after

        return self._change(scope, incident_id, change, acknowledged_by=by)

    def note(self, scope: ClientScope, incident_id: str, *, by: str, text: str) -> IncidentDetail:
        """Add somebody's own words to the timeline.

        Raises:
            NotFoundError: there is no such incident in ``scope``.
            LostRaceError: others kept changing it at the same moment.
        """
        entry = Entry(at=self.clock.now(), kind=EntryKind.NOTE, text=text, by=by)
        return self._change(scope, incident_id, lambda incident: told(incident, entry))

    def _change(
        self,
        scope: ClientScope,
        incident_id: str,
        change: Callable[[Incident], Incident],
        *,
        acknowledged_by: str | None = None,
    ) -> IncidentDetail:
        for _ in range(_TRIES):
            before = self._incident(scope, incident_id)
            after = change(before)
            if after != before:
                after = replace(after, version=before.version + 1)
            if self._is_saved(before, after, acknowledged_by):
                return incident_detail(after, self.clock.now())
        raise LostRaceError

    def _is_saved(self, before: Incident, after: Incident, by: str | None) -> bool:
        """Write the incident, and with it what its alerts know of it."""
        alerts = self.alerts.alerts([before.client_id])[before.client_id]
        now = self.clock.now()
        states = {
            key: acknowledged(state, by, now)
            if by is not None and alert_id(before.client_id, key) in before.alerts
            else state
            for key, state in alerts.states.items()
        }
        incidents = () if after == before else (after,)
        if states == alerts.states:
            return not incidents or self._is_alone_saved(after)
        made = replace(alerts, version=alerts.next_version(now), states=states)
        return self.alerts.commit(
            AlertChange(before=alerts.version, alerts=made, incidents=incidents)
        )

    def _is_alone_saved(self, after: Incident) -> bool:
        try:
            self.store.save(after)
        except LostRaceError:
            return False
        return True

    def _incident(self, scope: ClientScope, incident_id: str) -> Incident:
        found = self.store.incident(incident_id)
        if found is None or not scope.includes(found.client_id):
            raise NotFoundError(f"There is no incident '{incident_id[:100]}'.", field="incident_id")
        return found
