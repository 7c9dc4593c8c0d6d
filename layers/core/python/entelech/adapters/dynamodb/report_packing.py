"""Packs reports, standing orders and orders of everybody's reports into items."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import TYPE_CHECKING

import msgspec

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import listed
from entelech.domain.document import instant_text
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId, id_stamp
from entelech.domain.reports.bulk import Bulk, BulkPart, PartState
from entelech.domain.reports.message import asked_document, parse_asked_document
from entelech.domain.reports.period import ReportType
from entelech.domain.reports.record import Highlights, Origin, ReportFile, ReportRecord, ReportState
from entelech.domain.reports.standing import StandingOrder

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Item


def pack_report(record: ReportRecord) -> Item:
    """The report's item, which is in the list of all."""
    sort = keys.report_sort(id_stamp(record.ordered_at), record.client_id, record.name)
    return {
        "version": record.version,
        "client_id": record.client_id,
        "client_name": record.client_name,
        "name": record.name,
        "asked": json.dumps(asked_document(record.asked)),
        "origin": record.origin.value,
        "include_recommendations": record.include_recommendations,
        "state": record.state.value,
        "ordered_at": instant_text(record.ordered_at),
        "revision": record.revision,
        "generated_at": _text(record.generated_at),
        "inputs_sha256": record.inputs_sha256,
        "files": msgspec.json.encode(record.files).decode(),
        "highlights": msgspec.json.encode(record.highlights).decode(),
        "changes": json.dumps(record.changes),
        "stale_since": _text(record.stale_since),
        "failure": record.failure,
        **listed(keys.REPORTS_LISTING, sort),
    }


def unpack_report(item: Item) -> ReportRecord:
    """The inverse of ``pack_report``."""
    return ReportRecord(
        client_id=ClientId(item["client_id"]),
        client_name=item["client_name"],
        name=item["name"],
        asked=parse_asked_document(Fields(json.loads(item["asked"]))),
        origin=Origin(item["origin"]),
        include_recommendations=item["include_recommendations"],
        state=ReportState(item["state"]),
        ordered_at=keys.instant(item["ordered_at"]),
        version=item["version"],
        revision=item["revision"],
        generated_at=_instant(item.get("generated_at")),
        inputs_sha256=item.get("inputs_sha256"),
        files=msgspec.json.decode(item["files"], type=tuple[ReportFile, ...]),
        highlights=msgspec.json.decode(item["highlights"], type=Highlights | None),
        changes=tuple(json.loads(item["changes"])),
        stale_since=_instant(item.get("stale_since")),
        failure=item.get("failure"),
    )


def pack_standing(order: StandingOrder) -> Item:
    """The order's item, in the list by when it is due."""
    sort = keys.standing_sort(order.next_at, order.client_id, order.report_type)
    return {
        "version": order.version,
        "client_id": order.client_id,
        "report_type": order.report_type.value,
        "at": f"{order.at:%H:%M}",
        "recipients": json.dumps(order.recipients),
        "include_recommendations": order.include_recommendations,
        "next_at": instant_text(order.next_at),
        **listed(keys.STANDING_LISTING, sort),
    }


def unpack_standing(item: Item) -> StandingOrder:
    """The inverse of ``pack_standing``."""
    return StandingOrder(
        client_id=ClientId(item["client_id"]),
        report_type=ReportType(item["report_type"]),
        at=time.fromisoformat(item["at"]),
        recipients=tuple(json.loads(item["recipients"])),
        include_recommendations=item["include_recommendations"],
        next_at=keys.instant(item["next_at"]),
        version=item["version"],
    )


def pack_bulk(bulk: Bulk) -> Item:
    """The order of everybody's reports."""
    return {
        "bulk_id": bulk.bulk_id,
        "report_type": bulk.report_type.value,
        "include_recommendations": bulk.include_recommendations,
        "ordered_at": instant_text(bulk.ordered_at),
        "is_listed": bulk.is_listed,
    }


def unpack_bulk(item: Item) -> Bulk:
    """The inverse of ``pack_bulk``."""
    return Bulk(
        bulk_id=item["bulk_id"],
        report_type=ReportType(item["report_type"]),
        include_recommendations=item["include_recommendations"],
        ordered_at=keys.instant(item["ordered_at"]),
        is_listed=item["is_listed"],
    )


def unpack_part(item: Item) -> BulkPart:
    """A client's part."""
    return BulkPart(
        client_id=ClientId(item["client_id"]),
        report_id=item["report_id"],
        state=PartState(item["state"]),
    )


def _text(moment: datetime | None) -> str | None:
    return instant_text(moment) if moment else None


def _instant(text: str | None) -> datetime | None:
    return keys.instant(text) if text else None
