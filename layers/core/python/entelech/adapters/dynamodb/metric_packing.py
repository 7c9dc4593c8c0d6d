"""Packs days of work into items. A system's part is one attribute and its revision another.

Parts are compressed JSON, so that half a year of twenty systems is read with one request. Amounts
are text, which loses none of their digits.
"""

from __future__ import annotations

import json
import zlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb.keys import instant
from entelech.domain.backfill import Backfill
from entelech.domain.document import instant_text
from entelech.domain.expected_volume import Anomaly
from entelech.domain.fleet_day import FleetCell, FleetMonth, TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.metric_day import (
    Figures,
    IngestSource,
    MetricDay,
    Rejection,
    SystemDay,
    Told,
    Work,
)
from entelech.domain.metric_push import TakenPush, digest_of
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.access import ClientScope

_PART, _REVISION = "p", "r"
_DIGITS = 12
"""Of the digest of a system's name: the name itself stands in its part."""


def part_name(system_name: str) -> str:
    """The attribute of a system's part."""
    return _PART + _digest(system_name)


def revision_name(system_name: str) -> str:
    """The attribute of its revision."""
    return _REVISION + _digest(system_name)


def pack_system_day(system: SystemDay) -> bytes:
    return _pack(
        [
            system.system_name,
            _told_document(system.told) if system.told else None,
            [_told_document(each) for each in system.earlier],
            [_rejection_document(each) for each in system.rejections],
        ]
    )


def unpack_day(client_id: ClientId, day: date, item: Item) -> MetricDay:
    """All systems' parts of a day."""
    systems = {}
    for revision, (name, told, earlier, rejections) in _parts(item):
        systems[name] = SystemDay(
            system_name=name,
            revision=revision,
            told=_told(told) if told else None,
            earlier=tuple(_told(each) for each in earlier),
            rejections=tuple(_rejection(each) for each in rejections),
        )
    return MetricDay(client_id=client_id, day=day, systems=systems)


def pack_intraday(system: SystemIntraday) -> bytes:
    marks = [[instant_text(each.at), *_figures_document(each.figures)] for each in system.marks]
    return _pack([system.system_name, marks])


def unpack_intraday(client_id: ClientId, day: date, item: Item) -> IntradayDay:
    """All systems' marks of a day."""
    systems = {}
    for revision, (name, marks) in _parts(item):
        read = tuple(Mark(at=instant(at), figures=_figures(rest)) for at, *rest in marks)
        systems[name] = SystemIntraday(system_name=name, revision=revision, marks=read)
    return IntradayDay(client_id=client_id, day=day, systems=systems)


def pack_backfill(backfill: Backfill) -> Item:
    return {
        "version": backfill.version,
        "first": backfill.first.isoformat(),
        "last": backfill.last.isoformat(),
        "before": backfill.before.isoformat(),
        "moved_at": instant_text(backfill.moved_at),
    }


def unpack_backfill(item: Item) -> Backfill:
    first, last, before = (date.fromisoformat(item[name]) for name in ("first", "last", "before"))
    return Backfill(
        version=item["version"],
        first=first,
        last=last,
        before=before,
        moved_at=instant(item["moved_at"]),
    )


def pack_push(taken: TakenPush) -> Item:
    return {
        "body_digest": taken.body_digest,
        "day": taken.day,
        "revision": taken.revision,
        "is_changed": taken.is_changed,
    }


def unpack_push(item: Item) -> TakenPush:
    names = ("body_digest", "day", "revision", "is_changed")
    return TakenPush(**{name: item[name] for name in names})


def pack_month(month: FleetMonth) -> Item:
    cells = {
        client_id: {day.isoformat(): _cell_document(cell) for day, cell in sorted(days.items())}
        for client_id, days in sorted(month.clients.items())
    }
    return {"version": month.version, "packed": _pack(cells)}


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
            for client_id, days in _unpack(item["packed"]).items()
            if scope.includes(ClientId(client_id))
        },
    )


def pack_today(clients: Mapping[ClientId, TodayRuns]) -> Item:
    return {
        "packed": _pack(
            {
                client_id: [
                    instant_text(each.ends_at),
                    instant_text(each.as_of),
                    each.total,
                    each.successful,
                    _text(each.expected),
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
            expected=_number(expected),
            weeks=weeks,
            anomaly=Anomaly(anomaly) if anomaly else None,
        )
        for client_id, (ends_at, as_of, total, successful, expected, weeks, anomaly) in _unpack(
            item["packed"]
        ).items()
        if scope.includes(ClientId(client_id))
    }


def _parts(item: Item) -> list[tuple[int, Any]]:
    """Revision and content of each system's part."""
    return [
        (int(item[_REVISION + name[1:]]), _unpack(value))
        for name, value in item.items()
        if name.startswith(_PART) and len(name) == len(_PART) + _DIGITS
    ]


def _figures_document(figures: Figures) -> list[Any]:
    return [
        figures.total,
        figures.successful,
        figures.failed,
        _text(figures.processing_s),
        _text(figures.cost_savings),
        _text(figures.hours_saved),
        _text(figures.error_reduction_percent),
        _text(figures.process_improvement_percent),
    ]


def _figures(stored: list[Any]) -> Figures:
    total, successful, failed, *amounts = stored
    processing, savings, hours, errors, improvement = map(_number, amounts)
    return Figures(
        total=total,
        successful=successful,
        failed=failed,
        processing_s=processing,
        cost_savings=savings,
        hours_saved=hours,
        error_reduction_percent=errors,
        process_improvement_percent=improvement,
    )


def _told_document(told: Told) -> list[Any]:
    return [
        told.currency,
        told.source,
        instant_text(told.taken_at),
        *_figures_document(told.figures),
    ]


def _told(stored: list[Any]) -> Told:
    currency, source, taken_at, *figures = stored
    return Told(
        figures=_figures(figures),
        currency=currency,
        source=IngestSource(source),
        taken_at=instant(taken_at),
    )


def _rejection_document(each: Rejection) -> list[Any]:
    ends = [instant_text(each.first_at), instant_text(each.last_at)]
    return [each.source, each.reason, each.detail, *ends, each.count]


def _rejection(stored: list[Any]) -> Rejection:
    source, reason, detail, first_at, last_at, count = stored
    return Rejection(
        source=IngestSource(source),
        reason=Reason(reason),
        detail=detail,
        first_at=instant(first_at),
        last_at=instant(last_at),
        count=count,
    )


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


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _digest(system_name: str) -> str:
    return digest_of(system_name.encode())[:_DIGITS]


def _pack(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
