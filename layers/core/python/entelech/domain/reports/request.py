"""What a page or an assistant asks for: a type, or any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId, client_id
from entelech.domain.period import Period
from entelech.domain.reports.period import (
    SCHEDULED,
    ReportType,
    calendar_period,
    custom,
    trailing,
)
from entelech.domain.reports.record import Origin, ReportOrder
from entelech.domain.timeframe import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from entelech.domain.calendar import Calendar

TYPES = [each.value for each in SCHEDULED]
_INSTANT = {"type": "string", "format": "date-time"}
REPORT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["client_id"],
    "properties": {
        "client_id": {"type": "string", "minLength": 1, "maxLength": 64},
        "report_type": {
            "enum": TYPES,
            "default": "monthly",
            "description": "The last 1, 7, 30 or 90 complete days of the client's zone.",
        },
        "calendar": {
            "type": "boolean",
            "default": False,
            "description": "The last complete calendar day, week, month or quarter instead.",
        },
        "from": {**_INSTANT, "description": "With to: any time instead of a type."},
        "to": _INSTANT,
        "include_recommendations": {"type": "boolean", "default": True},
        "reissue": {
            "type": "boolean",
            "default": False,
            "description": "Make a new revision where the figures were restated.",
        },
    },
}


class ReportRequest(Struct, frozen=True, kw_only=True):
    """A report that somebody wants. ``between`` None: of the type's days."""

    client_id: ClientId
    report_type: ReportType = ReportType.MONTHLY
    is_calendar: bool = False
    between: Period | None = None
    include_recommendations: bool = True
    is_reissue: bool = False

    def order(
        self,
        calendar: Calendar,
        now: datetime,
        *,
        origin: Origin = Origin.REQUEST,
        bulk_id: str | None = None,
    ) -> ReportOrder:
        """The order of it at ``now``."""
        if self.between is not None:
            end = min(self.between.end, now.replace(microsecond=0))
            asked = custom(Period(start=self.between.start, end=end), calendar)
        elif self.is_calendar:
            asked = calendar_period(self.report_type, calendar.date_of(now), calendar)
        else:
            asked = trailing(self.report_type, now, calendar)
        return ReportOrder(
            client_id=self.client_id,
            asked=asked,
            origin=origin,
            include_recommendations=self.include_recommendations,
            is_reissue=self.is_reissue,
            bulk_id=bulk_id,
        )


def parse_request(body: object, now: datetime) -> ReportRequest:
    """What a body asks for.

    Raises:
        InvalidError: names the field that is wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(REPORT_SCHEMA["properties"])
    between = None
    if fields.has("from") or fields.has("to"):
        if fields.has("report_type"):
            raise InvalidError(field="report_type", expected="either a type or from and to")
        between = Period(start=fields.instant("from"), end=fields.instant("to"))
        if not between.start < min(between.end, now):
            raise InvalidError(field="from", expected="an instant before to, and in the past")
        if between.end - between.start > LONGEST:
            raise InvalidError(field="to", expected=f"at most {LONGEST.days} days after from")
    return ReportRequest(
        client_id=client_id(fields.raw("client_id")),
        report_type=parse_type(fields),
        is_calendar=fields.flag("calendar", default=False),
        between=between,
        include_recommendations=fields.flag("include_recommendations", default=True),
        is_reissue=fields.flag("reissue", default=False),
    )


def parse_type(fields: Fields) -> ReportType:
    """The type in ``report_type``, monthly where nothing is said."""
    if not fields.has("report_type"):
        return ReportType.MONTHLY
    return ReportType(fields.choice("report_type", TYPES))
