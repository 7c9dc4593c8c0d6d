"""Rules, alerts with their transitions, and silences."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import json

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import cursor_of, listed, read_page
from entelech.adapters.dynamodb.outbox import put_of
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.alert_state import AlertState, Moved
from entelech.domain.client_alerts import AlertKey, AlertTransition, ClientAlerts, alert_id
from entelech.domain.errors import LostRaceError
from entelech.domain.ids import ClientId, client_id
from entelech.domain.rule import EVERY_CLIENT, Rule, RuleId, RuleSet
from entelech.domain.silence import Silence
from entelech.schema import LISTING_SORT_KEY, PARTITION_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.incident import Incident
    from entelech.domain.notification import Notice
    from entelech.ports.alerts import AlertChange

TRANSITIONS_KEPT = timedelta(days=90)
INCIDENTS_KEPT = timedelta(days=400)
_STATES = list[tuple[RuleId, str | None, AlertState]]
_NEW = f"attribute_not_exists({PARTITION_KEY})"


class DynamoRuleStore:
    """``RuleStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def rule_sets(self, owners: Sequence[ClientId | None]) -> Mapping[ClientId | None, RuleSet]:
        keyed = {keys.rules(each or EVERY_CLIENT): each for each in owners}
        found = self._table.get_many(list(keyed))
        return {owner: _rule_set(owner, found.get(key)) for key, owner in keyed.items()}

    def stored_sets(self, *, limit: int, after: str | None) -> tuple[Sequence[RuleSet], str | None]:
        items, cursor = read_page(
            self._table,
            keys.RULES_LISTING,
            limit=limit,
            cursor=None if after is None else cursor_of(after),
            key_of=keys.rules,
        )
        found = [_rule_set(_owner(item[LISTING_SORT_KEY]), item) for item in items]
        last = items[-1][LISTING_SORT_KEY] if cursor else None
        return found, last

    def save(self, rules: RuleSet, notices: Sequence[Notice] = ()) -> None:
        owner = rules.client_id or EVERY_CLIENT
        item = {
            "version": rules.version,
            "rules": json.encode(rules.rules).decode(),
            "broken": json.encode(rules.broken).decode(),
            **(listed(keys.RULES_LISTING, owner) if rules.rules else {}),
        }
        put = versioned(keys.rules(owner), item, rules.version)
        self._table.put_together([put, *map(put_of, notices)])


class DynamoAlertStore:
    """``AlertStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def alerts(self, client_ids: Sequence[ClientId]) -> Mapping[ClientId, ClientAlerts]:
        found = self._table.get_many([keys.alerts(each) for each in client_ids])
        return {each: unpack_alerts(each, found.get(keys.alerts(each))) for each in client_ids}

    def commit(self, change: AlertChange) -> bool:
        key = keys.alerts(change.alerts.client_id)
        item = pack_alerts(change.alerts)
        is_new = not change.before
        state = Put(
            key=key,
            item=item,
            condition=_NEW if is_new else "version = :version",
            values=None if is_new else {":version": change.before},
        )
        puts = [
            state,
            *(_transition(each, n) for n, each in enumerate(change.transitions)),
            *map(put_of_incident, change.incidents),
            *map(put_of, change.notices),
        ]
        try:
            self._table.put_together(puts)
        except LostRaceError:
            return False
        return True

    def transitions(self, client_id: ClientId, *, limit: int) -> Sequence[AlertTransition]:
        items = self._table.newest(*keys.transitions(client_id), limit=limit)
        return [_unpack_transition(client_id, item) for item in items]

    def restless(self, *, limit: int, after: str | None) -> tuple[Sequence[ClientId], str | None]:
        items, cursor = read_page(
            self._table,
            keys.RESTLESS_LISTING,
            limit=limit,
            cursor=None if after is None else cursor_of(after),
            key_of=keys.alerts,
        )
        found = [ClientId(item[LISTING_SORT_KEY]) for item in items]
        return found, found[-1] if cursor else None


class DynamoSilenceStore:
    """``SilenceStore`` on the table: one partition, read whole."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def silences(self) -> Sequence[Silence]:
        items = self._table.query(keys.SILENCES)
        return [json.decode(item["silence"], type=Silence) for item in items]

    def save(self, silence: Silence) -> None:
        ends = {TTL_ATTRIBUTE: int(silence.ends_at.timestamp()) + 1}
        item = {"silence": json.encode(silence).decode(), **ends}
        self._table.put(Put(key=keys.silence(silence.silence_id), item=item))

    def remove(self, silence_id: str) -> None:
        self._table.delete(keys.silence(silence_id))


def pack_alerts(alerts: ClientAlerts) -> Item:
    """The row of a client's alerts; those that are calm are not in it."""
    states = [(*key, state) for key, state in alerts.states.items()]
    restless = listed(keys.RESTLESS_LISTING, alerts.client_id) if states else {}
    ended = alerts.last_ended_at
    return {
        "version": alerts.version,
        "states": zlib.compress(json.encode(states)),
        "incident_id": alerts.incident_id,
        "last_incident_id": alerts.last_incident_id,
        "last_ended_at": ended.isoformat() if ended else None,
        **restless,
    }


def unpack_alerts(client_id: ClientId, item: Item | None) -> ClientAlerts:
    """The inverse of ``pack_alerts``; of version 0 where there is none."""
    if item is None:
        return ClientAlerts(client_id=client_id)
    stored = json.decode(zlib.decompress(item["states"]), type=_STATES)
    ended = item.get("last_ended_at")
    return ClientAlerts(
        client_id=client_id,
        version=item["version"],
        states={AlertKey(rule_id, system): state for rule_id, system, state in stored},
        incident_id=item.get("incident_id"),
        last_incident_id=item.get("last_incident_id"),
        last_ended_at=keys.instant(ended) if ended else None,
    )


def put_of_incident(incident: Incident) -> Put:
    """The incident, if what is stored is one version before."""
    until = incident.opened_at + INCIDENTS_KEPT
    item = {
        "version": incident.version,
        "incident": zlib.compress(json.encode(incident)),
        TTL_ATTRIBUTE: int(until.timestamp()),
        **listed(keys.INCIDENTS_LISTING, incident.incident_id),
    }
    return versioned(keys.incident(incident.incident_id), item, incident.version)


def _owner(text: str) -> ClientId | None:
    return None if text == EVERY_CLIENT else client_id(text)


def _rule_set(owner: ClientId | None, item: Item | None) -> RuleSet:
    if item is None:
        return RuleSet(client_id=owner)
    return RuleSet(
        client_id=owner,
        version=item["version"],
        rules=json.decode(item["rules"], type=tuple[Rule, ...]),
        broken=json.decode(item["broken"], type=dict[RuleId, datetime]),
    )


def _transition(transition: AlertTransition, number: int) -> Put:
    key = keys.transition(
        transition.client_id,
        transition.version,
        number,
        alert_id(transition.client_id, transition.key),
    )
    item = {
        "rule_id": transition.key.rule_id,
        "system_name": transition.key.system_name,
        "version": transition.version,
        "moved": json.encode(transition.moved).decode(),
        TTL_ATTRIBUTE: int((transition.moved.at + TRANSITIONS_KEPT).timestamp()),
    }
    return Put(key=key, item=item, condition=_NEW)


def _unpack_transition(client_id: ClientId, item: Item) -> AlertTransition:
    return AlertTransition(
        client_id=client_id,
        key=AlertKey(RuleId(item["rule_id"]), item.get("system_name")),
        version=item["version"],
        moved=json.decode(item["moved"], type=Moved),
    )
