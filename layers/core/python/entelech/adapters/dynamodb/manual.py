"""Checks that somebody asked for: one item each, gone after a day."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.table import Table, versioned
from entelech.domain.errors import LostRaceError
from entelech.domain.manual_check import Finding, ManualCheck
from entelech.schema import TTL_ATTRIBUTE

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.ids import ClientId

_KEPT = timedelta(days=1)


class DynamoManualCheckStore:
    """``ManualCheckStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def check(self, client_id: ClientId, check_id: str) -> ManualCheck | None:
        item = self._table.get(keys.manual_check(client_id, check_id))
        return None if item is None else _unpack(client_id, check_id, item)

    def save(self, check: ManualCheck) -> bool:
        key = keys.manual_check(check.client_id, check.check_id)
        try:
            self._table.put(versioned(key, _pack(check), check.version))
        except LostRaceError:
            return False
        return True


def _pack(check: ManualCheck) -> Item:
    return {
        "version": check.version,
        "systems": json.dumps(check.systems),
        "requested_at": _text(check.requested_at),
        "started_at": _text(check.started_at),
        "finished_at": _text(check.finished_at),
        "findings": msgspec.json.encode(check.findings).decode(),
        TTL_ATTRIBUTE: int((check.requested_at + _KEPT).timestamp()),
    }


def _unpack(client_id: ClientId, check_id: str, item: Item) -> ManualCheck:
    return ManualCheck(
        check_id=check_id,
        client_id=client_id,
        systems=tuple(json.loads(item["systems"])),
        requested_at=keys.instant(item["requested_at"]),
        version=item["version"],
        started_at=_instant(item.get("started_at")),
        finished_at=_instant(item.get("finished_at")),
        findings=msgspec.json.decode(item["findings"], type=tuple[Finding, ...]),
    )


def _text(moment: datetime | None) -> str | None:
    """To the millisecond: whoever waits sees how long it took."""
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def _instant(text: str | None) -> datetime | None:
    return None if text is None else keys.instant(text)
