"""Token buckets, one small item each."""

from __future__ import annotations

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.errors import LostRaceError
from entelech.domain.rate import Bucket
from entelech.schema import PARTITION_KEY, TTL_ATTRIBUTE

_KEPT_S = 3600
"""After it is full; a bucket that is not there is full too."""


class DynamoBucketStore:
    """``BucketStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def bucket(self, name: str) -> Bucket:
        item = self._table.get(keys.bucket(name))
        return Bucket(full_at_ms=item["full_at_ms"]) if item else Bucket()

    def swap(self, name: str, before: Bucket, after: Bucket) -> bool:
        missing = f"attribute_not_exists({PARTITION_KEY})"
        put = Put(
            key=keys.bucket(name),
            item={
                "full_at_ms": after.full_at_ms,
                TTL_ATTRIBUTE: after.full_at_ms // 1000 + _KEPT_S,
            },
            condition=missing if before == Bucket() else "full_at_ms = :before",
            values=None if before == Bucket() else {":before": before.full_at_ms},
        )
        try:
            self._table.put(put)
        except LostRaceError:
            return False
        return True
