"""Days of clients' work, how they grew, and what of them enters the trends."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import fleet_packing, keys, metric_packing
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.access import ClientScope
from entelech.domain.errors import LostRaceError
from entelech.domain.fleet_day import BUCKETS, FleetMonth, TodayRuns
from entelech.domain.intraday import KEPT
from entelech.domain.metric_push import KEYS_KEPT
from entelech.schema import SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.backfill import Backfill
    from entelech.domain.ids import ClientId
    from entelech.domain.intraday import IntradayDay, SystemIntraday
    from entelech.domain.metric_day import MetricDay, SystemDay
    from entelech.domain.metric_push import TakenPush
    from entelech.ports.clock import Clock


class DynamoMetricStore:
    """``MetricStore`` on the table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[MetricDay]:
        bounds = [keys.metric_day(client_id, each).sk for each in (first, last)]
        items = self._table.query_range(keys.client(client_id).pk, *bounds)
        return [
            metric_packing.unpack_day(client_id, keys.date_of_metric_day(item[SORT_KEY]), item)
            for item in items
        ]

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], MetricDay]:
        keyed = {keys.metric_day(*each): each for each in wanted}
        found = self._table.get_many(list(keyed))
        return {
            keyed[key]: metric_packing.unpack_day(*keyed[key], item) for key, item in found.items()
        }

    def save_system(self, client_id: ClientId, day: date, system: SystemDay) -> bool:
        part = metric_packing.pack_system_day(system)
        key = keys.metric_day(client_id, day)
        return self._is_set(key, system.system_name, part, system.revision)

    def intraday(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], IntradayDay]:
        keyed = {keys.intraday(*each): each for each in wanted}
        found = self._table.get_many(list(keyed))
        return {
            keyed[key]: metric_packing.unpack_intraday(*keyed[key], item)
            for key, item in found.items()
        }

    def save_intraday(self, client_id: ClientId, day: date, system: SystemIntraday) -> bool:
        part = metric_packing.pack_intraday(system)
        ends = datetime.combine(day, time(), tzinfo=UTC) + KEPT
        key = keys.intraday(client_id, day)
        always = {TTL_ATTRIBUTE: int(ends.timestamp())}
        return self._is_set(key, system.system_name, part, system.revision, always)

    def backfill(self, client_id: ClientId) -> Backfill | None:
        item = self._table.get(keys.backfill(client_id))
        return metric_packing.unpack_backfill(item) if item else None

    def save_backfill(self, client_id: ClientId, backfill: Backfill) -> bool:
        item = metric_packing.pack_backfill(backfill)
        return self._is_put(versioned(keys.backfill(client_id), item, backfill.version))

    def push(self, client_id: ClientId, key_digest: str) -> TakenPush | None:
        item = self._table.get(keys.push(client_id, key_digest))
        is_kept = item is not None and item[TTL_ATTRIBUTE] > self._clock.now().timestamp()
        return metric_packing.unpack_push(item) if item and is_kept else None

    def save_push(self, client_id: ClientId, key_digest: str, taken: TakenPush) -> None:
        ends = self._clock.now() + KEYS_KEPT
        item = {**metric_packing.pack_push(taken), TTL_ATTRIBUTE: int(ends.timestamp())}
        self._table.put(Put(key=keys.push(client_id, key_digest), item=item))

    def _is_set(
        self,
        key: keys.Key,
        system_name: str,
        part: bytes,
        revision: int,
        always: Item | None = None,
    ) -> bool:
        try:
            self._table.set_revised(
                key,
                {metric_packing.part_name(system_name): part, **(always or {})},
                counter=metric_packing.revision_name(system_name),
                revision=revision,
            )
        except LostRaceError:
            return False
        return True

    def _is_put(self, put: Put) -> bool:
        try:
            self._table.put(put)
        except LostRaceError:
            return False
        return True


class DynamoFleetDayStore:
    """``FleetDayStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def month(self, month: str, bucket: int) -> FleetMonth:
        item = self._table.get(keys.fleet_month(month, bucket))
        return fleet_packing.unpack_month(month, bucket, item, ClientScope.everything())

    def save_month(self, month: FleetMonth) -> bool:
        key = keys.fleet_month(month.month, month.bucket)
        try:
            self._table.put(versioned(key, fleet_packing.pack_month(month), month.version))
        except LostRaceError:
            return False
        return True

    def months(self, months: Sequence[str], *, scope: ClientScope) -> Sequence[FleetMonth]:
        keyed = {
            keys.fleet_month(month, bucket): (month, bucket)
            for month in months
            for bucket in range(BUCKETS)
        }
        found = self._table.get_many(list(keyed))
        return [fleet_packing.unpack_month(*keyed[key], item, scope) for key, item in found.items()]

    def today(
        self, buckets: Collection[int], *, scope: ClientScope
    ) -> Mapping[ClientId, TodayRuns]:
        found = self._table.get_many([keys.today(each) for each in sorted(buckets)])
        runs: dict[ClientId, TodayRuns] = {}
        for item in found.values():
            runs |= fleet_packing.unpack_today(item, scope)
        return runs

    def save_today(self, bucket: int, clients: Mapping[ClientId, TodayRuns]) -> None:
        self._table.put(Put(key=keys.today(bucket), item=fleet_packing.pack_today(clients)))
