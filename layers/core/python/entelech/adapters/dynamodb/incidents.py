"""Incidents: in their client's partition, and all of them in one list."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from msgspec import json
from msgspec.structs import replace

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.alerts import INCIDENTS_KEPT, put_of_incident
from entelech.adapters.dynamodb.listing import Span, cursor_of, read_page
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import id_stamp
from entelech.domain.incident import Incident, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.adapters.dynamodb.table import Item, Table
    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.domain.incident import Entry
    from entelech.domain.period import Period
    from entelech.ports.incidents import IncidentQuery

_READ_AT_ONCE = 200
_MAX_READS = 10
"""One answer looks through 2,000 incidents for those of a client; the cursor goes on from there."""
_TRIES = 6


class DynamoIncidentStore:
    """``IncidentStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def incidents(self, client_id: ClientId, period: Period) -> Sequence[Incident]:
        earliest = period.start - INCIDENTS_KEPT
        first, last = (keys.incident_prefix(id_stamp(each)) for each in (earliest, period.end))
        items = self._table.query_range(keys.client(client_id).pk, first, last)
        found = map(_unpack, items)
        return [each for each in found if each.is_affected_in(period)]

    def incident(self, incident_id: str) -> Incident | None:
        try:
            item = self._table.get(keys.incident(incident_id))
        except InvalidError:
            return None
        return _unpack(item) if item else None

    def known(self, incident_ids: Sequence[str]) -> Sequence[Incident]:
        found = self._table.get_many([keys.incident(each) for each in incident_ids])
        return [_unpack(item) for item in found.values()]

    def page(
        self, query: IncidentQuery, scope: ClientScope
    ) -> tuple[Sequence[Incident], str | None]:
        found: list[Incident] = []
        cursor = query.cursor
        for _ in range(_MAX_READS):
            items, cursor = read_page(
                self._table,
                keys.INCIDENTS_LISTING,
                limit=_READ_AT_ONCE,
                cursor=cursor,
                key_of=keys.incident,
                newest_of=Span(low=id_stamp(query.period.start), high=id_stamp(query.period.end)),
            )
            found += [each for each in map(_unpack, items) if _is_asked_for(each, query, scope)]
            if cursor is None or len(found) >= query.limit:
                break
        if len(found) > query.limit:
            cursor = cursor_of(found[query.limit - 1].incident_id)
        return found[: query.limit], cursor

    def save(self, incident: Incident) -> None:
        self._table.put(put_of_incident(incident))

    def note_delivery(self, incident_id: str, entry: Entry) -> None:
        for _ in range(_TRIES):
            known = self.incident(incident_id)
            if known is None:
                return
            try:
                self.save(replace(told(known, entry), version=known.version + 1))
            except LostRaceError:
                continue
            return
        raise LostRaceError


def _is_asked_for(incident: Incident, query: IncidentQuery, scope: ClientScope) -> bool:
    return (
        scope.includes(incident.client_id)
        and query.client_id in {None, incident.client_id}
        and query.state in {None, incident.state}
    )


def _unpack(item: Item) -> Incident:
    return json.decode(zlib.decompress(item["incident"]), type=Incident)
