"""``RegistryStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.shard import ShardConfig, ShardEntry
from entelech.ports.registry import Page, RegistryChange

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId
    from tests.fakes.memory import Memory


class FakeRegistryStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def client(self, client_id: ClientId) -> Client | None:
        return self._memory.do(lambda: self._memory.clients.get(client_id))

    def known(self, client_ids: Collection[ClientId]) -> Mapping[ClientId, Client]:
        return self._memory.do(
            lambda: {key: each for key, each in self._memory.clients.items() if key in client_ids}
        )

    def clients(self, *, is_active: bool, limit: int, cursor: str | None) -> Page:
        if cursor is not None and not cursor.startswith("after:"):
            raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
        after = (cursor or "after:").removeprefix("after:")
        found = sorted(
            (each for each in self._memory.clients.values() if each.is_active == is_active),
            key=lambda each: each.client_id,
        )
        rest = [each for each in found if each.client_id > after]
        more = f"after:{rest[limit - 1].client_id}" if len(rest) > limit else None
        return self._memory.do(lambda: Page(clients=rest[:limit], next_cursor=more))

    def directory(self) -> Sequence[ShardEntry]:
        return self._memory.do(
            lambda: [
                ShardEntry(
                    clients_count=len(config.residents),
                    shard=shard,
                    systems_count=len(config.rows),
                    occupied_since=config.occupied_since,
                )
                for shard, config in sorted(self._memory.configs.items())
            ]
        )

    def shard(self, shard: ShardId) -> ShardConfig:
        return self._memory.do(lambda: self._memory.configs.get(shard, ShardConfig(shard=shard)))

    def commit(self, change: RegistryChange) -> None:
        self._memory.do(lambda: self._commit(change))

    def erase(self, client: Client) -> None:
        self._memory.do(lambda: self._erase(client))

    def _erase(self, client: Client) -> None:
        stored = self._memory.clients.get(client.client_id, client)
        if stored.version != client.version:
            raise LostRaceError
        self._memory.clients.pop(client.client_id, None)
        for kept in (self._memory.hours, self._memory.days):
            for key in [each for each in kept if each[0] == client.client_id]:
                del kept[key]  # type: ignore[attr-defined]

    def _commit(self, change: RegistryChange) -> None:
        client = self._memory.clients.get(change.client.client_id)
        if (client.version if client else 0) != change.client.version - 1:
            raise LostRaceError
        for config in change.shards:
            stored = self._memory.configs.get(config.shard)
            if (stored.version if stored else 0) != config.version - 1:
                raise LostRaceError
        self._memory.clients[change.client.client_id] = change.client
        self._memory.configs.update({config.shard: config for config in change.shards})
