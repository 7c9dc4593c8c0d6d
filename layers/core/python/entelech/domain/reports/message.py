"""Orders as messages on a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech.domain.document import instant_text
from entelech.domain.ids import client_id
from entelech.domain.period import Period
from entelech.domain.reports.period import ReportPeriod, ReportType
from entelech.domain.reports.record import Origin, ReportOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.domain.fields import Fields


def order_message(order: ReportOrder) -> dict[str, Any]:
    """The order in JSON's own types."""
    return {
        "client_id": order.client_id,
        "asked": asked_document(order.asked),
        "origin": order.origin.value,
        "include_recommendations": order.include_recommendations,
        "is_reissue": order.is_reissue,
        "recipients": list(order.recipients),
        "bulk_id": order.bulk_id,
    }


def parse_order(fields: Fields) -> ReportOrder:
    """The inverse of ``order_message``.

    Raises:
        InvalidError: the message is none of ours.
    """
    recipients: tuple[str, ...] = ()
    if fields.raw("recipients"):
        recipients = fields.texts("recipients", max_items=100, max_length=254)
    return ReportOrder(
        client_id=client_id(fields.raw("client_id")),
        asked=parse_asked_document(fields.inner("asked")),
        origin=Origin(fields.choice("origin", [each.value for each in Origin])),
        include_recommendations=fields.flag("include_recommendations", default=True),
        is_reissue=fields.flag("is_reissue", default=False),
        recipients=recipients,
        bulk_id=fields.text("bulk_id", max_length=64) if fields.has("bulk_id") else None,
    )


def asked_document(asked: ReportPeriod) -> Mapping[str, Any]:
    """A report's time in JSON's own types."""
    return {
        "report_type": asked.report_type.value,
        "start": instant_text(asked.period.start),
        "end": instant_text(asked.period.end),
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "is_trailing": asked.is_trailing,
    }


def parse_asked_document(fields: Fields) -> ReportPeriod:
    """The inverse of ``asked_document``.

    Raises:
        InvalidError: it is none of ours.
    """
    report_type = fields.choice("report_type", [each.value for each in ReportType])
    return ReportPeriod(
        report_type=ReportType(report_type),
        period=Period(start=fields.instant("start"), end=fields.instant("end")),
        first=fields.date("first"),
        last=fields.date("last"),
        is_trailing=fields.flag("is_trailing", default=False),
    )
