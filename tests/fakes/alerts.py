"""``RuleStore``, ``AlertStore``, ``SilenceStore`` and ``IncidentStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.client_alerts import ClientAlerts
from entelech.domain.delivery import owed
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import id_instant
from entelech.domain.incident import told
from entelech.domain.rule import EVERY_CLIENT, RuleSet
from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from entelech.domain.access import ClientScope
    from entelech.domain.client_alerts import AlertTransition
    from entelech.domain.ids import ClientId
    from entelech.domain.incident import Entry, Incident
    from entelech.domain.notification import Notice
    from entelech.domain.period import Period
    from entelech.domain.silence import Silence
    from entelech.ports.alerts import AlertChange
    from entelech.ports.incidents import IncidentQuery


class FakeRuleStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def rule_sets(self, owners: Sequence[ClientId | None]) -> Mapping[ClientId | None, RuleSet]:
        kept = self._memory.rule_sets
        return self._memory.do(
            lambda: {each: kept.get(each, RuleSet(client_id=each)) for each in owners}
        )

    def stored_sets(self, *, limit: int, after: str | None) -> tuple[Sequence[RuleSet], str | None]:
        kept = sorted((each for each in self._memory.rule_sets.values() if each.rules), key=_owner)
        rest = [each for each in kept if after is None or _owner(each) > after]
        more = _owner(rest[limit - 1]) if len(rest) > limit else None
        return self._memory.do(lambda: (rest[:limit], more))

    def save(self, rules: RuleSet, notices: Sequence[Notice] = ()) -> None:
        def work() -> None:
            stored = self._memory.rule_sets.get(rules.client_id)
            if (stored.version if stored else 0) != rules.version - 1:
                raise LostRaceError
            _owe(self._memory, notices)
            self._memory.rule_sets[rules.client_id] = rules

        self._memory.do(work)


class FakeAlertStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def alerts(self, client_ids: Sequence[ClientId]) -> Mapping[ClientId, ClientAlerts]:
        kept = self._memory.alerts
        return self._memory.do(
            lambda: {each: kept.get(each, ClientAlerts(client_id=each)) for each in client_ids}
        )

    def commit(self, change: AlertChange) -> bool:
        return self._memory.do(lambda: self._commit(change))

    def _commit(self, change: AlertChange) -> bool:
        memory, alerts = self._memory, change.alerts
        stored = memory.alerts.get(alerts.client_id)
        if (stored.version if stored else 0) != change.before:
            return False
        try:
            _check(memory, change.incidents)
            _owe(memory, change.notices)
        except LostRaceError:
            return False
        memory.alerts[alerts.client_id] = alerts
        memory.transitions += change.transitions
        memory.incidents.update({each.incident_id: each for each in change.incidents})
        return True

    def transitions(self, client_id: ClientId, *, limit: int) -> Sequence[AlertTransition]:
        found = [each for each in self._memory.transitions if each.client_id == client_id]
        return self._memory.do(lambda: found[::-1][:limit])

    def restless(self, *, limit: int, after: str | None) -> tuple[Sequence[ClientId], str | None]:
        every = sorted(key for key, each in self._memory.alerts.items() if each.states)
        rest = [each for each in every if after is None or each > after]
        more = rest[limit - 1] if len(rest) > limit else None
        return self._memory.do(lambda: (rest[:limit], more))


class FakeSilenceStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def silences(self) -> Sequence[Silence]:
        kept = self._memory.silences
        return self._memory.do(lambda: [kept[each] for each in sorted(kept)])

    def save(self, silence: Silence) -> None:
        self._memory.do(lambda: self._memory.silences.update({silence.silence_id: silence}))

    def remove(self, silence_id: str) -> None:
        self._memory.do(lambda: self._memory.silences.pop(silence_id, None))


class FakeIncidentStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def incidents(self, client_id: ClientId, period: Period) -> Sequence[Incident]:
        found = [
            each
            for each in self._sorted()
            if each.client_id == client_id and each.is_affected_in(period)
        ]
        return self._memory.do(lambda: found)

    def incident(self, incident_id: str) -> Incident | None:
        return self._memory.do(lambda: self._memory.incidents.get(incident_id))

    def known(self, incident_ids: Sequence[str]) -> Sequence[Incident]:
        return self._memory.do(
            lambda: [each for each in self._sorted() if each.incident_id in incident_ids]
        )

    def page(
        self, query: IncidentQuery, scope: ClientScope
    ) -> tuple[Sequence[Incident], str | None]:
        cursor = query.cursor or "before:~"
        if not cursor.startswith("before:"):
            raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
        rest = [
            each
            for each in reversed(self._sorted())
            if each.incident_id < cursor.removeprefix("before:")
            and scope.includes(each.client_id)
            and query.client_id in {None, each.client_id}
            and query.state in {None, each.state}
            and id_instant(each.incident_id.partition(".")[0]) in query.period
        ]
        is_more = len(rest) > query.limit
        more = f"before:{rest[query.limit - 1].incident_id}" if is_more else None
        return self._memory.do(lambda: (rest[: query.limit], more))

    def save(self, incident: Incident) -> None:
        def work() -> None:
            _check(self._memory, [incident])
            self._memory.incidents[incident.incident_id] = incident

        self._memory.do(work)

    def note_delivery(self, incident_id: str, entry: Entry) -> None:
        known = self.incident(incident_id)
        if known is not None:
            self.save(replace(told(known, entry), version=known.version + 1))

    def _sorted(self) -> list[Incident]:
        return [self._memory.incidents[each] for each in sorted(self._memory.incidents)]


def _owner(rules: RuleSet) -> str:
    return rules.client_id or EVERY_CLIENT


def _check(memory: Memory, incidents: Sequence[Incident]) -> None:
    for each in incidents:
        stored = memory.incidents.get(each.incident_id)
        if (stored.version if stored else 0) != each.version - 1:
            raise LostRaceError


def _owe(memory: Memory, notices: Sequence[Notice]) -> None:
    if any(each.notice_id in memory.notifications for each in notices):
        raise LostRaceError
    memory.notifications.update({each.notice_id: owed(each) for each in notices})
