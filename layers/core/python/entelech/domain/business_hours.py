"""The hours of the week in which uptime was promised, in the client's own time."""

from __future__ import annotations

import re
from datetime import datetime, time
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MAX_SPANS = 14
_CLOCK = re.compile(r"([01]\d|2[0-3]):(00|15|30|45)|24:00")
_QUARTERS = 96


class Weekday(IntEnum):
    """As ``datetime.weekday`` counts."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Span(Struct, frozen=True, kw_only=True):
    """From one quarter-hour of some days to another; quarters count from 0 to 96 at midnight."""

    days: tuple[Weekday, ...]
    first: int
    after: int

    def covers(self, local: datetime) -> bool:
        """Whether the wall-clock time lies in it."""
        quarter = 4 * local.hour + local.minute // 15
        return local.weekday() in self.days and self.first <= quarter < self.after


class BusinessHours(Struct, frozen=True, kw_only=True):
    """At least one span; where two overlap the time counts once."""

    spans: tuple[Span, ...]

    def cover(self, quarter: datetime, zone: ZoneInfo) -> bool:
        """Whether the quarter-hour that begins then lies in them."""
        local = quarter.astimezone(zone)
        return any(each.covers(local) for each in self.spans)


def parse_business_hours(value: object, *, field: str) -> BusinessHours | None:
    """A list of ``{days, opens, closes}``; None where it is empty: all hours count then.

    Raises:
        InvalidError: names the part that is wrong.
    """
    if not isinstance(value, list) or len(value) > MAX_SPANS:
        raise InvalidError(field=field, expected=f"a list of at most {MAX_SPANS} spans")
    spans = tuple(_span(each, f"{field}[{n}]") for n, each in enumerate(value))
    return BusinessHours(spans=spans) if spans else None


def clock_text(quarter: int) -> str:
    """A quarter of the day as people write it, "24:00" at its end."""
    return "24:00" if quarter == _QUARTERS else f"{time(quarter // 4, quarter % 4 * 15):%H:%M}"


def _span(value: object, field: str) -> Span:
    fields = Fields(value, path=field)
    fields.refuse_unknown({"days", "opens", "closes"})
    names = fields.texts("days", max_items=len(Weekday), max_length=9)
    known = {each.name.lower(): each for each in Weekday}
    for n, name in enumerate(names):
        if name not in known:
            raise InvalidError(field=f"{field}.days[{n}]", expected=f"one of {', '.join(known)}")
    first, after = (_quarter(fields, name, field) for name in ("opens", "closes"))
    if first >= after:
        raise InvalidError(
            field=f"{field}.closes", expected="a time after opens; a night is two spans"
        )
    return Span(days=tuple(sorted({known[name] for name in names})), first=first, after=after)


def _quarter(fields: Fields, name: str, field: str) -> int:
    text = fields.text(name, max_length=5)
    if not _CLOCK.fullmatch(text):
        raise InvalidError(field=f"{field}.{name}", expected="a quarter-hour like 08:00 or 17:45")
    hours, minutes = text.split(":")
    return 4 * int(hours) + int(minutes) // 15
