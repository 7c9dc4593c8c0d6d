"""What runs of shards measured, and the state made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.access import ClientScope
from entelech.domain.document import instant_text
from entelech.domain.errors import LostRaceError
from entelech.schema import PARTITION_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.ids import Slot
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardConfig, ShardState, Tick

_NEW = f"attribute_not_exists({PARTITION_KEY})"
_NEWER = f"{_NEW} OR last_window < :window"


class DynamoTickStore:
    """``TickStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, shard: ShardId, window: datetime) -> tuple[ShardConfig, Tick | None]:
        config_key, tick_key = keys.shard_config(shard), keys.tick(shard, window)
        found = self._table.get_many([config_key, tick_key])
        config = packing.unpack_config(shard, found.get(config_key), ClientScope.everything())
        item = found.get(tick_key)
        tick = packing.unpack_tick(shard, window, item, _slots(config)) if item else None
        return config, tick

    def newest_tick(
        self, shard: ShardId, windows: Sequence[datetime], config: ShardConfig
    ) -> Tick | None:
        found = self._table.get_many([keys.tick(shard, window) for window in windows])
        for window in windows:
            item = found.get(keys.tick(shard, window))
            if item is not None:
                return packing.unpack_tick(shard, window, item, _slots(config))
        return None

    def add_tick(self, tick: Tick) -> bool:
        key = keys.tick(tick.shard, tick.window)
        return self._won(Put(key=key, item=packing.pack_tick(tick), condition=_NEW))

    def state(self, shard: ShardId, config: ShardConfig) -> ShardState:
        item = self._table.get(keys.shard_state(shard))
        return packing.unpack_state(shard, item, _slots(config))

    def save_state(self, state: ShardState) -> bool:
        if state.last_window is None:
            return False
        key = keys.shard_state(state.shard)
        values = {":window": instant_text(state.last_window)}
        return self._won(
            Put(key=key, item=packing.pack_state(state), condition=_NEWER, values=values)
        )

    def stored_windows(
        self, windows: Sequence[tuple[ShardId, datetime]]
    ) -> frozenset[tuple[ShardId, datetime]]:
        found = self._table.get_many([keys.tick(shard, window) for shard, window in windows])
        return frozenset(
            (shard, window) for shard, window in windows if keys.tick(shard, window) in found
        )

    def _won(self, put: Put) -> bool:
        try:
            self._table.put(put)
        except LostRaceError:
            return False
        return True


def _slots(config: ShardConfig) -> list[Slot]:
    return [row.slot for row in config.rows]
