"""``FleetReader`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.board import sums_of
from entelech.domain.reading import Latest
from entelech.domain.schedule import newest_due
from entelech.domain.shard import ShardConfig, merged
from entelech.ports.fleet import ShardView
from tests.fakes.registry import FakeRegistryStore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.board import Board
    from entelech.domain.client import Client, Membership
    from entelech.domain.ids import ClientId, Slot
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardEntry
    from tests.fakes.memory import Memory


class FakeFleetReader:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def directory(self) -> Sequence[ShardEntry]:
        return FakeRegistryStore(self._memory).directory()

    def shards(
        self, shards: Sequence[ShardId], *, scope: ClientScope, now: datetime
    ) -> Mapping[ShardId, ShardView]:
        return {shard: self._view(shard, scope, now) for shard in shards}

    def client(self, client_id: ClientId, *, scope: ClientScope) -> Client | None:
        client = self._memory.clients.get(client_id)
        return client if scope.includes(client_id) else None

    def client_systems(self, membership: Membership, now: datetime) -> Latest:
        slots = set(membership.slots.values())
        shown = self._memory.certificates_of(membership.shard, slots)
        return replace(self._latest(membership.shard, slots, now), certificates=shown)

    def last_tick_ends(
        self, shards: Sequence[ShardId], now: datetime
    ) -> Mapping[ShardId, datetime]:
        found = {shard: self._latest(shard, (), now).ticks for shard in shards}
        return {shard: ticks[0].finished_at for shard, ticks in found.items() if ticks}

    def _view(self, shard: ShardId, scope: ClientScope, now: datetime) -> ShardView:
        stored = self._memory.configs.get(shard, ShardConfig(shard=shard))
        seen = replace(
            stored,
            rows=tuple(row for row in stored.rows if scope.includes(row.client_id)),
            residents={k: v for k, v in stored.residents.items() if scope.includes(k)},
        )
        return ShardView(
            config=seen,
            latest=self._latest(shard, {row.slot for row in seen.rows}, now),
            sums=sums_of(self._memory.board_of(shard, scope)),
            runs={
                client_id: each
                for clients in self._memory.today.values()
                for client_id, each in clients.items()
                if client_id in seen.residents
            },
        )

    def clients(
        self, client_ids: Sequence[ClientId], *, scope: ClientScope
    ) -> Mapping[ClientId, Client]:
        known = self._memory.clients
        return {each: known[each] for each in client_ids if each in known and scope.includes(each)}

    def boards(self, shards: Sequence[ShardId], *, scope: ClientScope) -> Sequence[Board]:
        return [self._memory.board_of(each, scope) for each in shards]

    def _latest(self, shard: ShardId, slots: Collection[Slot], now: datetime) -> Latest:
        newest = newest_due(shard, now)
        windows = [newest - step * shard.interval.length for step in range(3)]
        found = [merged(self._memory.ticks_of(shard, each, slots)) for each in windows]
        return Latest(
            interval=shard.interval,
            state=self._memory.state_of(shard, slots),
            ticks=[tick for tick in found if tick is not None],
        )
