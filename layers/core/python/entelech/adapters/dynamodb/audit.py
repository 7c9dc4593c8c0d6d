"""The audit log: items that are added and read; only their TTL removes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import Span, cursor_of, listed, read_page
from entelech.adapters.dynamodb.table import Table, versioned
from entelech.domain.audit import KEPT, AuditEntry, Change
from entelech.domain.document import document
from entelech.domain.ids import id_stamp
from entelech.schema import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.audit import AuditQuery

_READ_AT_ONCE = 500
_MAX_READS = 10
"""One answer looks through 5,000 entries for those of a client; the cursor goes on from there."""


class DynamoAuditLog:
    """``AuditLog`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, entry: AuditEntry) -> None:
        self._table.put(versioned(keys.audit_entry(entry.entry_id), _pack(entry), version=1))

    def entries(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], str | None]:
        found: list[AuditEntry] = []
        cursor = query.cursor
        for _ in range(_MAX_READS):
            items, cursor = self._read(query, cursor)
            entries = map(_unpack, items)
            found += [each for each in entries if query.client_id in {None, each.client_id}]
            if cursor is None or len(found) >= query.limit:
                break
        if len(found) > query.limit:
            cursor = cursor_of(found[query.limit - 1].entry_id)
        return found[: query.limit], cursor

    def _read(self, query: AuditQuery, cursor: str | None) -> tuple[list[Item], str | None]:
        span = Span(
            low=id_stamp(query.since) if query.since else "0",
            high=id_stamp(query.until) if query.until else "~",
        )
        return read_page(
            self._table,
            keys.AUDIT_LISTING,
            limit=_READ_AT_ONCE if query.client_id else query.limit,
            cursor=cursor,
            key_of=keys.audit_entry,
            newest_of=span,
        )


def _pack(entry: AuditEntry) -> dict[str, Any]:
    return {
        "entry": json.dumps(document(entry), ensure_ascii=False),
        TTL_ATTRIBUTE: int((entry.at + KEPT).timestamp()),
        **listed(keys.AUDIT_LISTING, entry.entry_id),
    }


def _unpack(item: Item) -> AuditEntry:
    stored = json.loads(item["entry"])
    return AuditEntry(
        **{
            **stored,
            "at": keys.instant(stored["at"]),
            "arguments": tuple(stored["arguments"]),
            "changes": tuple(Change(**each) for each in stored["changes"]),
        }
    )
