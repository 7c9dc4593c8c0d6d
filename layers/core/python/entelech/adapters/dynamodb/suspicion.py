"""Suspect minutes, and the failures that they are told by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.schedule import Interval
from entelech.domain.suspicion import SuspectCause, Suspicion
from entelech.schema import SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.period import Period
    from entelech.domain.schedule import ShardId

_FAILURES_KEPT = timedelta(days=1)
_MARKS_KEPT = timedelta(days=400)


class DynamoSuspicionStore:
    """``SuspicionStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note_failures(self, window: datetime, shard: ShardId, clients: int) -> None:
        item = {"clients": clients, **_until(window + _FAILURES_KEPT)}
        self._table.put(Put(key=keys.failures(window, shard), item=item))

    def failures(self, window: datetime) -> Mapping[ShardId, int]:
        items = self._table.query(keys.failures_of(window))
        return {keys.shard_of_failures(item[SORT_KEY]): item["clients"] for item in items}

    def mark(self, suspicion: Suspicion) -> None:
        item = {
            "failed": suspicion.failed,
            "clients": suspicion.clients,
            "interval": int(suspicion.interval),
            **_until(suspicion.window + _MARKS_KEPT),
        }
        key = keys.suspicion(suspicion.window, suspicion.cause.value)
        self._table.put(Put(key=key, item=item))

    def suspicions(self, period: Period) -> Sequence[Suspicion]:
        first, after = keys.suspicion(period.start), keys.suspicion(period.end)
        found = []
        for item in self._table.query_range(first.pk, first.sk, after.sk):
            window, cause = keys.window_and_cause(item[SORT_KEY])
            found.append(
                Suspicion(
                    window=window,
                    cause=SuspectCause(cause),
                    interval=Interval(item["interval"]),
                    failed=item["failed"],
                    clients=item["clients"],
                )
            )
        return [each for each in found if each.window in period]


def _until(moment: datetime) -> Item:
    return {TTL_ATTRIBUTE: int(moment.timestamp())}
