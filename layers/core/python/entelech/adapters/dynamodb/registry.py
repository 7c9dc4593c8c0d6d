"""Clients and the shards that their systems stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.client_packing import pack_client, unpack_client
from entelech.adapters.dynamodb.directory import read_directory
from entelech.adapters.dynamodb.listing import read_page
from entelech.adapters.dynamodb.table import Item, Put, Table, versioned
from entelech.domain.access import ClientScope
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId
from entelech.ports.registry import Page, RegistryChange
from entelech.schema import PARTITION_KEY, SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from entelech.domain.client import Client
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardConfig, ShardEntry


class DynamoRegistryStore:
    """``RegistryStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def client(self, client_id: ClientId) -> Client | None:
        item = self._table.get(keys.client(client_id))
        return unpack_client(item) if item else None

    def known(self, client_ids: Collection[ClientId]) -> Mapping[ClientId, Client]:
        keyed = {keys.client(each): each for each in client_ids}
        found = self._table.get_many(list(keyed))
        return {keyed[key]: unpack_client(item) for key, item in found.items()}

    def clients(self, *, is_active: bool, limit: int, cursor: str | None) -> Page:
        listing = keys.clients_listing(is_active=is_active)
        items, more = read_page(
            self._table,
            listing,
            limit=limit,
            cursor=cursor,
            key_of=lambda sort: keys.client(ClientId(sort)),
        )
        return Page(clients=[unpack_client(item) for item in items], next_cursor=more)

    def directory(self) -> Sequence[ShardEntry]:
        return read_directory(self._table)

    def shard(self, shard: ShardId) -> ShardConfig:
        item = self._table.get(keys.shard_config(shard))
        return packing.unpack_config(shard, item, ClientScope.everything())

    def commit(self, change: RegistryChange) -> None:
        client = change.client
        puts = [versioned(keys.client(client.client_id), pack_client(client), client.version)]
        for config in change.shards:
            key = keys.shard_config(config.shard)
            puts.append(versioned(key, packing.pack_config(config), config.version))
            puts.append(Put(key=keys.directory_line(config.shard), item=_directory_line(config)))
        self._table.put_together(puts)

    def erase(self, client: Client) -> None:
        meta = keys.client(client.client_id)
        stored = [
            keys.Key(item[PARTITION_KEY], item[SORT_KEY]) for item in self._table.query(meta.pk)
        ]
        self._table.delete_many([each for each in stored if each != meta])
        self._table.delete(meta, version=client.version)


def _directory_line(config: ShardConfig) -> Item:
    since = config.occupied_since
    return {
        "systems_count": len(config.rows),
        "clients_count": len(config.residents),
        "occupied_since": instant_text(since) if since else None,
    }
