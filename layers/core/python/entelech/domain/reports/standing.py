"""Standing orders: which reports a client gets by itself, when, and who gets them by mail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import ClientId
from entelech.domain.reports.period import SCHEDULED, ReportType

if TYPE_CHECKING:
    from entelech.domain.calendar import Calendar

MAX_RECIPIENTS = 20
_CLOCK = re.compile("([01][0-9]|2[0-3]):(00|15|30|45)")
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")
_SETTLED = timedelta(hours=3)
"""Earlier, the last hours of the period are not folded for good."""

STANDING_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "at": {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):(00|15|30|45)$",
            "description": "Local time in the client's zone, 08:00 unless said otherwise; not before "
            "three hours of the day are over.",
        },
        "recipients": {
            "type": "array",
            "maxItems": MAX_RECIPIENTS,
            "items": {"type": "string", "maxLength": 254},
            "description": "Who gets it by mail; nobody unless said otherwise.",
        },
        "include_recommendations": {"type": "boolean", "default": True},
    },
}


class StandingOrder(Struct, frozen=True, kw_only=True):
    """A report of each calendar period that ends, made on the day after at the local time ``at``."""

    client_id: ClientId
    report_type: ReportType
    at: time
    recipients: tuple[str, ...]
    include_recommendations: bool
    next_at: datetime
    version: int = 1


class StandingShown(Struct, frozen=True, kw_only=True):
    """A standing order as it may be seen."""

    client_id: str
    report_type: str
    at: str
    time_zone: str
    recipients: Sequence[str]
    include_recommendations: bool
    next_at: datetime


class StandingList(Struct, frozen=True, kw_only=True):
    """The standing orders of a client."""

    schedules: Sequence[StandingShown]


def parse_standing(
    body: object,
    client_id: ClientId,
    report_type: ReportType,
    *,
    calendar: Calendar,
    now: datetime,
) -> StandingOrder:
    """A standing order as a user gives it.

    Raises:
        InvalidError: names the field that is wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(STANDING_SCHEMA["properties"])
    at = _time(fields) if fields.has("at") else time(8)
    return StandingOrder(
        client_id=client_id,
        report_type=report_type,
        at=at,
        recipients=_recipients(fields) if fields.raw("recipients") else (),
        include_recommendations=fields.flag("include_recommendations", default=True),
        next_at=next_after(report_type, at, calendar, now),
    )


def parse_scheduled_type(text: str) -> ReportType:
    """A type that can be scheduled.

    Raises:
        InvalidError: it is none.
    """
    if text not in SCHEDULED:
        raise InvalidError(
            field="report_type", expected=f"one of {', '.join(each.value for each in SCHEDULED)}"
        )
    return ReportType(text)


def next_after(report_type: ReportType, at: time, calendar: Calendar, now: datetime) -> datetime:
    """When the next one is due: that local time on the first day of a period, after ``now``."""
    day = calendar.date_of(now) - timedelta(days=1)
    while True:
        if _begins(report_type, day):
            due = _instant(day, at, calendar)
            if due > now:
                return due
        day += timedelta(days=1)


def standing_shown(order: StandingOrder, time_zone: str) -> StandingShown:
    """The order as it may be seen."""
    return StandingShown(
        client_id=order.client_id,
        report_type=order.report_type.value,
        at=f"{order.at:%H:%M}",
        time_zone=time_zone,
        recipients=order.recipients,
        include_recommendations=order.include_recommendations,
        next_at=order.next_at,
    )


def _begins(report_type: ReportType, day: date) -> bool:
    if report_type is ReportType.WEEKLY:
        return day.weekday() == 0
    if report_type is ReportType.MONTHLY:
        return day.day == 1
    if report_type is ReportType.QUARTERLY:
        return day.day == 1 and day.month % 3 == 1
    return True


def _instant(day: date, at: time, calendar: Calendar) -> datetime:
    """A local time that clocks skip is told by the offset before; never before the day is settled."""
    zone = ZoneInfo(calendar.zone_at(calendar.day(day).start).key)
    there = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    return max(there, calendar.day(day).start + _SETTLED)


def _time(fields: Fields) -> time:
    text = fields.text("at", max_length=5)
    if not _CLOCK.fullmatch(text):
        raise InvalidError(field="at", expected="a quarter-hour like 08:15")
    return time.fromisoformat(text)


def _recipients(fields: Fields) -> tuple[str, ...]:
    found = fields.texts("recipients", max_items=MAX_RECIPIENTS, max_length=254)
    for n, each in enumerate(found):
        if not _EMAIL.fullmatch(each):
            raise InvalidError(
                field=f"recipients[{n}]", expected="an address like name@example.com"
            )
    return tuple(dict.fromkeys(found))
