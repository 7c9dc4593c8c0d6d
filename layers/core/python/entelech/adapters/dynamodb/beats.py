"""Signs of life: one item a system, with the newest of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.table import Table, versioned
from entelech.domain.beat import Beat, BeatKind, Beats
from entelech.domain.errors import LostRaceError
from entelech.schema import SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.ids import ClientId


class DynamoBeatStore:
    """``BeatStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def beats(self, names: Sequence[tuple[ClientId, str]]) -> Mapping[str, Beats]:
        found = self._table.get_many([keys.beats(client_id, each) for client_id, each in names])
        return {keys.beat_id_of(item[SORT_KEY]): _unpack(item) for item in found.values()}

    def save(self, client_id: ClientId, beat_id: str, beats: Beats) -> bool:
        key = keys.beats(client_id, beat_id)
        try:
            self._table.put(versioned(key, _pack(beats), beats.version))
        except LostRaceError:
            return False
        return True


def _pack(beats: Beats) -> Item:
    ended = beats.last_ended
    return {
        "version": beats.version,
        "newest": json.dumps([_document(each) for each in beats.newest]),
        "last_ended": json.dumps(_document(ended)) if ended else None,
        "failing_since": _text(beats.failing_since),
        "open_start": _text(beats.open_start),
    }


def _unpack(item: Item) -> Beats:
    ended = item.get("last_ended")
    return Beats(
        version=item["version"],
        newest=tuple(_beat(each) for each in json.loads(item["newest"])),
        last_ended=_beat(json.loads(ended)) if ended else None,
        failing_since=_instant(item.get("failing_since")),
        open_start=_instant(item.get("open_start")),
    )


def _document(beat: Beat) -> list[Any]:
    return [_text(beat.at), beat.kind.value, beat.duration_s, beat.message]


def _beat(stored: list[Any]) -> Beat:
    at, kind, duration_s, message = stored
    return Beat(at=keys.instant(at), kind=BeatKind(kind), duration_s=duration_s, message=message)


def _text(moment: datetime | None) -> str | None:
    """To the millisecond: uptime is counted so."""
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def _instant(text: str | None) -> datetime | None:
    return None if text is None else keys.instant(text)
