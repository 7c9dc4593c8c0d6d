"""Packs days of work into items. A system's part is one attribute and its revision another.

Parts are compressed JSON, so that half a year of twenty systems is read with one request. Amounts
are text, which loses none of their digits.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb.compressed import number_of, packed, text_of, unpacked
from entelech.adapters.dynamodb.keys import instant
from entelech.domain.backfill import Backfill
from entelech.domain.document import instant_text
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.metric_day import (
    Figures,
    IngestSource,
    MetricDay,
    Rejection,
    SystemDay,
    Told,
)
from entelech.domain.metric_push import TakenPush, digest_of
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.ids import ClientId

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
    return packed(
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
    return packed([system.system_name, marks])


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


def _parts(item: Item) -> list[tuple[int, Any]]:
    """Revision and content of each system's part."""
    return [
        (int(item[_REVISION + name[1:]]), unpacked(value))
        for name, value in item.items()
        if name.startswith(_PART) and len(name) == len(_PART) + _DIGITS
    ]


def _figures_document(figures: Figures) -> list[Any]:
    return [
        figures.total,
        figures.successful,
        figures.failed,
        text_of(figures.processing_s),
        text_of(figures.cost_savings),
        text_of(figures.hours_saved),
        text_of(figures.error_reduction_percent),
        text_of(figures.process_improvement_percent),
    ]


def _figures(stored: list[Any]) -> Figures:
    total, successful, failed, *amounts = stored
    processing, savings, hours, errors, improvement = map(number_of, amounts)
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


def _digest(system_name: str) -> str:
    return digest_of(system_name.encode())[:_DIGITS]
