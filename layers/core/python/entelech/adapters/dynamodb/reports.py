"""Reports in their clients' partitions, and what is ordered of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import Span, cursor_of, read_page
from entelech.adapters.dynamodb.outbox import put_of
from entelech.adapters.dynamodb.report_packing import (
    pack_bulk,
    pack_report,
    pack_standing,
    unpack_bulk,
    unpack_part,
    unpack_report,
    unpack_standing,
)
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.brand import Brand
from entelech.domain.document import instant_text
from entelech.domain.errors import LostRaceError
from entelech.schema import LISTING_SORT_KEY, PARTITION_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.domain.notification import Notice
    from entelech.domain.reports.bulk import Bulk, BulkPart
    from entelech.domain.reports.period import ReportType
    from entelech.domain.reports.record import ReportRecord
    from entelech.domain.reports.standing import StandingOrder

_READ_AT_ONCE = 200
_MAX_READS = 10
"""One answer looks through 2,000 reports for those in its scope; the cursor goes on from there."""
_BULKS_KEPT = timedelta(days=30)


class DynamoReportStore:
    """``ReportStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def report(self, client_id: ClientId, name: str) -> ReportRecord | None:
        item = self._table.get(keys.report(client_id, name))
        return unpack_report(item) if item else None

    def save(self, record: ReportRecord, notices: Sequence[Notice] = ()) -> None:
        key = keys.report(record.client_id, record.name)
        put = versioned(key, pack_report(record), record.version)
        self._table.put_together([put, *(put_of(each) for each in notices)])

    def of_client(self, client_id: ClientId) -> Sequence[ReportRecord]:
        first, last = (keys.report(client_id, each) for each in ("", "~"))
        return [
            unpack_report(each) for each in self._table.query_range(first.pk, first.sk, last.sk)
        ]

    def page(
        self, scope: ClientScope, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[ReportRecord], str | None]:
        found: list[tuple[str, ReportRecord]] = []
        for _ in range(_MAX_READS):
            items, cursor = read_page(
                self._table,
                keys.REPORTS_LISTING,
                limit=_READ_AT_ONCE,
                cursor=cursor,
                key_of=keys.report_at,
                newest_of=Span(low="0", high="~"),
            )
            found += [
                (str(each[LISTING_SORT_KEY]), record)
                for each in items
                if scope.includes((record := unpack_report(each)).client_id)
            ]
            if cursor is None or len(found) >= limit:
                break
        if len(found) > limit:
            cursor = cursor_of(found[limit - 1][0])
        return [record for _, record in found[:limit]], cursor

    def brand(self, client_id: ClientId | None) -> Brand | None:
        item = self._table.get(keys.brand(client_id))
        if item is None:
            return None
        return Brand(
            name=item["name"],
            accent=item["accent"],
            footer=item.get("footer"),
            logo=bytes(item["logo"]) if item.get("logo") else None,
        )

    def save_brand(self, client_id: ClientId | None, brand: Brand) -> None:
        item = {
            "name": brand.name,
            "accent": brand.accent,
            "footer": brand.footer,
            "logo": brand.logo,
        }
        self._table.put(Put(key=keys.brand(client_id), item=item))


class DynamoStandingStore:
    """``StandingStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_client(self, client_id: ClientId) -> Sequence[StandingOrder]:
        first, last = (keys.standing(client_id, each) for each in ("", "~"))
        items = self._table.query_range(first.pk, first.sk, last.sk)
        return [unpack_standing(each) for each in items]

    def due(self, now: datetime, *, limit: int) -> Sequence[StandingOrder]:
        items, _ = self._table.query_listing(
            keys.STANDING_LISTING, limit=limit, start=None, last=f"{instant_text(now)}~"
        )
        return [unpack_standing(each) for each in items]

    def save(self, order: StandingOrder) -> None:
        key = keys.standing(order.client_id, order.report_type)
        self._table.put(versioned(key, pack_standing(order), order.version))

    def remove(self, client_id: ClientId, report_type: ReportType) -> bool:
        key = keys.standing(client_id, report_type)
        if self._table.get(key) is None:
            return False
        self._table.delete(key)
        return True


class DynamoBulkStore:
    """``BulkStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def bulk(self, bulk_id: str) -> Bulk | None:
        item = self._table.get(keys.bulk(bulk_id))
        return unpack_bulk(item) if item else None

    def save(self, bulk: Bulk) -> None:
        expires_at = int((bulk.ordered_at + _BULKS_KEPT).timestamp())
        item = {**pack_bulk(bulk), TTL_ATTRIBUTE: expires_at}
        self._table.put(Put(key=keys.bulk(bulk.bulk_id), item=item))

    def parts(self, bulk_id: str) -> Sequence[BulkPart]:
        first, last = (keys.bulk_part(bulk_id, each) for each in ("", "~"))
        return [unpack_part(each) for each in self._table.query_range(first.pk, first.sk, last.sk)]

    def add_part(self, bulk_id: str, part: BulkPart) -> None:
        put = _part(bulk_id, part)
        try:
            self._table.put(
                Put(
                    key=put.key,
                    item=put.item,
                    condition=f"attribute_not_exists({PARTITION_KEY})",
                )
            )
        except LostRaceError:
            return

    def save_part(self, bulk_id: str, part: BulkPart) -> None:
        self._table.put(_part(bulk_id, part))


def _part(bulk_id: str, part: BulkPart) -> Put:
    item = {
        "client_id": part.client_id,
        "report_id": part.report_id,
        "state": part.state.value,
        TTL_ATTRIBUTE: keys.bulk_expiry(bulk_id, _BULKS_KEPT),
    }
    return Put(key=keys.bulk_part(bulk_id, part.client_id), item=item)
