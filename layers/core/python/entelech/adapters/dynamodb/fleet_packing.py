"""Packs what is kept of the whole fleet's work: its months, and today so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb.compressed import number_of, packed, text_of, unpacked
from entelech.adapters.dynamodb.keys import instant
from entelech.domain.document import instant_text
from entelech.domain.expected_volume import Anomaly
from entelech.domain.fleet_day import FleetCell, FleetMonth, TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.metric_day import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.access import ClientScope


def pack_month(month: FleetMonth) -> Item:
    cells = {
        client_id: {day.isoformat(): _cell_document(cell) for day, cell in sorted(days.items())}
        for client_id, days in sorted(month.clients.items())
    }
    return {"version": month.version, "packed": packed(cells)}


def unpack_month(month: str, bucket: int, item: Item | None, scope: ClientScope) -> FleetMonth:
    """The month with the clients in ``scope``; of version 0 when there is no item."""
    if item is None:
        return FleetMonth(month=month, bucket=bucket)
    return FleetMonth(
        month=month,
        bucket=bucket,
        version=item["version"],
        clients={
            ClientId(client_id): {
                date.fromisoformat(day): _cell(cell) for day, cell in days.items()
            }
            for client_id, days in unpacked(item["packed"]).items()
            if scope.includes(ClientId(client_id))
        },
    )


def pack_today(clients: Mapping[ClientId, TodayRuns]) -> Item:
    return {
        "packed": packed(
            {
                client_id: [
                    instant_text(each.ends_at),
                    instant_text(each.as_of),
                    each.total,
                    each.successful,
                    text_of(each.expected),
                    each.weeks,
                    each.anomaly,
                ]
                for client_id, each in sorted(clients.items())
            }
        )
    }


def unpack_today(item: Item | None, scope: ClientScope) -> dict[ClientId, TodayRuns]:
    """The clients in ``scope``; none when there is no item."""
    if item is None:
        return {}
    return {
        ClientId(client_id): TodayRuns(
            ends_at=instant(ends_at),
            as_of=instant(as_of),
            total=total,
            successful=successful,
            expected=number_of(expected),
            weeks=weeks,
            anomaly=Anomaly(anomaly) if anomaly else None,
        )
        for client_id, (ends_at, as_of, total, successful, expected, weeks, anomaly) in unpacked(
            item["packed"]
        ).items()
        if scope.includes(ClientId(client_id))
    }


def _cell_document(cell: FleetCell) -> list[Any]:
    work = cell.work
    told = (
        [
            work.total,
            work.successful,
            work.failed,
            str(work.processing_s),
            work.timed_runs,
            {currency: str(amount) for currency, amount in work.savings.items()},
        ]
        if work
        else None
    )
    return [told, cell.up_weighted, cell.counted_ms]


def _cell(stored: list[Any]) -> FleetCell:
    told, up_weighted, counted_ms = stored
    work = None
    if told:
        total, successful, failed, processing_s, timed_runs, savings = told
        work = Work(
            total=total,
            successful=successful,
            failed=failed,
            processing_s=Decimal(processing_s),
            timed_runs=timed_runs,
            savings={currency: Decimal(amount) for currency, amount in savings.items()},
        )
    return FleetCell(work=work, up_weighted=up_weighted, counted_ms=counted_ms)
