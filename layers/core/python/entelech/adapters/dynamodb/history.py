"""Ticks by the hour, and what is folded from them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys, packing, rollup_packing
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.access import ClientScope
from entelech.domain.errors import LostRaceError
from entelech.domain.period import HOUR, Period, hour_of, pieces
from entelech.schema import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.board import Board
    from entelech.domain.ids import ClientId, Slot
    from entelech.domain.rollup import DayRollup, HourRollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import Tick

_NOT_THERE_FOR_GOOD = f"attribute_not_exists({PARTITION_KEY}) OR attribute_exists({TTL_ATTRIBUTE})"
_OUT_OF_AS_MANY = f"attribute_not_exists({PARTITION_KEY}) OR ticks <= :ticks"


class DynamoHistoryStore:
    """``HistoryStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def ticks(self, shard: ShardId, period: Period, slots: Collection[Slot]) -> Sequence[Tick]:
        found = []
        whole_hours = Period(start=hour_of(period.start).start, end=period.end)
        for hour in pieces(whole_hours, HOUR):
            for item in self._table.query(keys.ticks_of_hour(shard, hour.start)):
                window, lane = keys.window_of_tick(keys.Key(item[PARTITION_KEY], item[SORT_KEY]))
                if window in period:
                    found.append(packing.unpack_tick(shard, window, lane, item, slots))
        return found

    def save_hours(self, hours: Sequence[HourRollup]) -> int:
        keyed = {keys.hour(each.client_id, each.start, each.shard): each for each in hours}
        stored = self._table.get_many(list(keyed))
        written = 0
        for key, hour in keyed.items():
            item = rollup_packing.pack_hour(hour)
            if not _is_there(item, stored.get(key)):
                written += self._won(key, item)
        return written

    def hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        return self._hours(client_id, period, is_restored_too=True)

    def _hours(
        self, client_id: ClientId, period: Period, *, is_restored_too: bool
    ) -> Sequence[HourRollup]:
        if period.start >= period.end:
            return []
        first, after = keys.hour_prefix(period.start), keys.hour_prefix(period.end)
        items = self._table.query_range(keys.client(client_id).pk, first, after)
        return [
            rollup_packing.unpack_hour(client_id, shard, start, item)
            for item in items
            for start, shard in [keys.start_and_shard(item[SORT_KEY])]
            if start in period and (is_restored_too or TTL_ATTRIBUTE not in item)
        ]

    def lasting_hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        return self._hours(client_id, period, is_restored_too=False)

    def forget_hours(self, hours: Sequence[HourRollup]) -> None:
        self._table.delete_many(
            [keys.hour(each.client_id, each.start, each.shard) for each in hours]
        )

    def restore_hours(self, hours: Sequence[HourRollup], until: datetime) -> None:
        for each in hours:
            key = keys.hour(each.client_id, each.start, each.shard)
            ends = {TTL_ATTRIBUTE: int(until.timestamp())}
            item = {**rollup_packing.pack_hour(each), **ends}
            with suppress(LostRaceError):
                self._table.put(Put(key=key, item=item, condition=_NOT_THERE_FOR_GOOD))

    def save_day(self, day: DayRollup) -> bool:
        return self._won(keys.day(day.client_id, day.day), rollup_packing.pack_day(day))

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[DayRollup]:
        bounds = [keys.day(client_id, each).sk for each in (first, last)]
        items = self._table.query_range(keys.client(client_id).pk, *bounds)
        return [
            rollup_packing.unpack_day(client_id, keys.date_of_day(item[SORT_KEY]), item)
            for item in items
        ]

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], DayRollup]:
        keyed = {keys.day(*each): each for each in wanted}
        found = self._table.get_many(list(keyed))
        return {
            keyed[key]: rollup_packing.unpack_day(*keyed[key], item) for key, item in found.items()
        }

    def board(self, shard: ShardId) -> Board:
        item = self._table.get(keys.shard_board(shard))
        return packing.unpack_board(shard, item, ClientScope.everything())

    def save_board(self, board: Board) -> bool:
        key = keys.shard_board(board.shard)
        try:
            self._table.put(versioned(key, packing.pack_board(board), board.version))
        except LostRaceError:
            return False
        return True

    def _won(self, key: keys.Key, item: Item) -> bool:
        put = Put(key=key, item=item, condition=_OUT_OF_AS_MANY, values={":ticks": item["ticks"]})
        try:
            self._table.put(put)
        except LostRaceError:
            return False
        return True


def _is_there(item: Item, stored: Item | None) -> bool:
    return stored is not None and all(stored.get(name) == value for name, value in item.items())
