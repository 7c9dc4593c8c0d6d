"""Reads many systems in few requests: state and latest ticks have keys that follow from the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.client_packing import unpack_client
from entelech.adapters.dynamodb.directory import read_directory
from entelech.adapters.dynamodb.fleet_packing import unpack_today
from entelech.adapters.dynamodb.ticks import tick_keys, ticks_of
from entelech.domain.fleet_day import BUCKETS
from entelech.domain.reading import STALE_AFTER_INTERVALS, Latest
from entelech.domain.schedule import ShardId, newest_due
from entelech.domain.shard import merged
from entelech.ports.fleet import ShardView

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item, Table
    from entelech.domain.access import ClientScope
    from entelech.domain.board import Board
    from entelech.domain.client import Client, Membership
    from entelech.domain.fleet_day import TodayRuns
    from entelech.domain.ids import ClientId, Slot
    from entelech.domain.shard import ShardEntry


class DynamoFleetReader:
    """``FleetReader`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def directory(self) -> Sequence[ShardEntry]:
        return read_directory(self._table)

    def shards(
        self, shards: Sequence[ShardId], *, scope: ClientScope, now: datetime
    ) -> Mapping[ShardId, ShardView]:
        wanted: list[keys.Key] = []
        for shard in shards:
            wanted += [keys.shard_config(shard), keys.shard_board(shard)]
            wanted += _latest_keys(shard, now)
        found = self._table.get_many([*wanted, *map(keys.today, range(BUCKETS))])
        runs: dict[ClientId, TodayRuns] = {}
        for bucket in range(BUCKETS):
            runs |= unpack_today(found.get(keys.today(bucket)), scope)
        views = {}
        for shard in shards:
            item = found.get(keys.shard_config(shard))
            config = packing.unpack_config(shard, item, scope)
            slots = [row.slot for row in config.rows]
            sums = packing.unpack_sums(found.get(keys.shard_board(shard)), scope)
            latest = _latest(shard, found, slots, now)
            views[shard] = ShardView(
                config=config,
                latest=latest,
                sums=sums,
                runs={each: runs[each] for each in config.residents if each in runs},
            )
        return views

    def boards(self, shards: Sequence[ShardId], *, scope: ClientScope) -> Sequence[Board]:
        found = self._table.get_many([keys.shard_board(each) for each in shards])
        return [
            packing.unpack_board(each, found.get(keys.shard_board(each)), scope) for each in shards
        ]

    def client(self, client_id: ClientId, *, scope: ClientScope) -> Client | None:
        item = self._table.get(keys.client(client_id))
        return unpack_client(item) if item and scope.includes(client_id) else None

    def clients(
        self, client_ids: Sequence[ClientId], *, scope: ClientScope
    ) -> Mapping[ClientId, Client]:
        seen = [each for each in client_ids if scope.includes(each)]
        items = self._table.get_many([keys.client(each) for each in seen])
        clients = [unpack_client(item) for item in items.values()]
        return {each.client_id: each for each in clients}

    def client_systems(self, membership: Membership, now: datetime) -> Latest:
        shown_key = keys.shard_certificates(membership.shard)
        found = self._table.get_many([*_latest_keys(membership.shard, now), shown_key])
        slots = list(membership.slots.values())
        latest = _latest(membership.shard, found, slots, now)
        shown = packing.unpack_certificates(found.get(shown_key), slots)
        return replace(latest, certificates=shown)

    def last_tick_ends(
        self, shards: Sequence[ShardId], now: datetime
    ) -> Mapping[ShardId, datetime]:
        wanted = [key for shard in shards for key in tick_keys(shard, _latest_windows(shard, now))]
        found = self._table.get_many(wanted)
        ends = {}
        for shard in shards:
            latest = _latest(shard, found, (), now)
            if latest.ticks:
                ends[shard] = latest.ticks[0].finished_at
        return ends


def _latest_windows(shard: ShardId, now: datetime) -> list[datetime]:
    """Windows, newest first, whose results may be fresh: no older than two intervals."""
    newest = newest_due(shard, now)
    return [newest - step * shard.interval.length for step in range(STALE_AFTER_INTERVALS + 1)]


def _latest_keys(shard: ShardId, now: datetime) -> list[keys.Key]:
    return [keys.shard_state(shard), *tick_keys(shard, _latest_windows(shard, now))]


def _latest(
    shard: ShardId, found: Mapping[keys.Key, Item], slots: Collection[Slot], now: datetime
) -> Latest:
    windows = [merged(ticks_of(shard, each, found, slots)) for each in _latest_windows(shard, now)]
    ticks = [tick for tick in windows if tick is not None]
    state = packing.unpack_state(shard, found.get(keys.shard_state(shard)), slots)
    return Latest(interval=shard.interval, state=state, ticks=ticks)
