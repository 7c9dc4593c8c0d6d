"""What runs of shards measured, and the state made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.access import ClientScope
from entelech.domain.errors import LostRaceError
from entelech.domain.shard import Lane, merged
from entelech.ports.ticks import OpenedShard
from entelech.schema import PARTITION_KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.ids import Slot
    from entelech.domain.probe import Certificate
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardConfig, ShardState, Tick

_NEW = f"attribute_not_exists({PARTITION_KEY})"


class DynamoTickStore:
    """``TickStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, shard: ShardId, window: datetime) -> OpenedShard:
        config_key, state_key = keys.shard_config(shard), keys.shard_state(shard)
        shown_key = keys.shard_certificates(shard)
        tick_keys = [keys.tick(shard, window, lane) for lane in Lane]
        found = self._table.get_many([config_key, state_key, shown_key, *tick_keys])
        config = packing.unpack_config(shard, found.get(config_key), ClientScope.everything())
        slots = _slots(config)
        return OpenedShard(
            config=config,
            state=packing.unpack_state(shard, found.get(state_key), slots),
            ticks={tick.lane: tick for tick in ticks_of(shard, window, found, slots)},
            certificates=packing.unpack_certificates(found.get(shown_key), slots),
        )

    def latest(
        self, shard: ShardId, windows: Sequence[datetime]
    ) -> tuple[ShardConfig, ShardState, Tick | None]:
        config_key, state_key = keys.shard_config(shard), keys.shard_state(shard)
        found = self._table.get_many([config_key, state_key, *tick_keys(shard, windows)])
        config = packing.unpack_config(shard, found.get(config_key), ClientScope.everything())
        slots = _slots(config)
        state = packing.unpack_state(shard, found.get(state_key), slots)
        for window in windows:
            tick = merged(ticks_of(shard, window, found, slots))
            if tick is not None:
                return config, state, tick
        return config, state, None

    def add_tick(self, tick: Tick) -> bool:
        key = keys.tick(tick.shard, tick.window, tick.lane)
        return self._won(Put(key=key, item=packing.pack_tick(tick), condition=_NEW))

    def save_state(self, state: ShardState) -> bool:
        key, item = keys.shard_state(state.shard), packing.pack_state(state)
        return self._won(versioned(key, item, state.version))

    def save_certificates(self, shard: ShardId, certificates: Mapping[Slot, Certificate]) -> None:
        item = packing.pack_certificates(certificates)
        self._table.put(Put(key=keys.shard_certificates(shard), item=item))

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


def tick_keys(shard: ShardId, windows: Sequence[datetime]) -> list[keys.Key]:
    """The keys of the ticks of both lanes."""
    return [keys.tick(shard, window, lane) for window in windows for lane in Lane]


def ticks_of(
    shard: ShardId, window: datetime, found: Mapping[keys.Key, Item], slots: Collection[Slot]
) -> list[Tick]:
    """The ticks of a window among what was found, the main lane's first."""
    keyed = [(lane, found.get(keys.tick(shard, window, lane))) for lane in Lane]
    return [packing.unpack_tick(shard, window, lane, item, slots) for lane, item in keyed if item]


def _slots(config: ShardConfig) -> list[Slot]:
    return [row.slot for row in config.rows]
