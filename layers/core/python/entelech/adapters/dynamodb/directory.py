"""The list of shards: one small line each, in one partition, read with one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys
from entelech.domain.shard import ShardEntry

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table


def read_directory(table: Table) -> list[ShardEntry]:
    """Every shard that ever held a system, by interval and number."""
    entries = []
    for item in table.query(keys.DIRECTORY):
        since = item.get("occupied_since")
        entries.append(
            ShardEntry(
                shard=keys.shard_of_line(item["sk"]),
                systems_count=item["systems_count"],
                clients_count=item["clients_count"],
                occupied_since=keys.instant(since) if since else None,
            )
        )
    return entries
