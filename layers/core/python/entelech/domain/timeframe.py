"""The spans of time that answers are asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import instant_of
from entelech.domain.period import QUARTER, Period

if TYPE_CHECKING:
    from entelech.domain.calendar import Calendar

LONGEST = timedelta(days=400)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


class Timeframe(StrEnum):
    """A span that ends now: the last 24 hours, or so many complete days of the client's zone."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"

    @property
    def days(self) -> int:
        """How many complete days it has; 0 of the last 24 hours."""
        return 0 if self is Timeframe.DAY else int(self.value.removesuffix("d"))

    def period(self, now: datetime, calendar: Calendar) -> Period:
        """The span at ``now``; it begins with a quarter-hour."""
        if self is Timeframe.DAY:
            start = _quarter_after(now - timedelta(hours=24))
            return Period(start=start, end=now)
        today = calendar.date_of(now)
        first = today - timedelta(days=self.days)
        return Period(start=calendar.day(first).start, end=calendar.day(today).start)


class Asked(Struct, frozen=True, kw_only=True):
    """What was asked for: a timeframe, the time between two instants, or a day of the client's."""

    timeframe: Timeframe | None = None
    between: Period | None = None
    day: date | None = None

    def period(self, now: datetime, calendar: Calendar) -> Period:
        """The span at ``now``: whole quarter-hours, and nothing that is still to come.

        Raises:
            InvalidError: it touches more days than can be asked for.
        """
        if self.day is not None:
            whole = calendar.day(self.day)
            return Period(start=whole.start, end=min(whole.end, now))
        if self.between is not None:
            _require_days(self.between, calendar)
            return Period(start=self.between.start, end=min(self.between.end, now))
        return (self.timeframe or Timeframe.DAY).period(now, calendar)


def parse_day(text: str, *, now: datetime) -> Asked:
    """A day of the client's calendar that has begun, perhaps only in a zone far east.

    Raises:
        InvalidError: it is no date, or still to come.
    """
    expected = "a date like 2025-01-15, not in the future"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidError(field="day", expected=expected) from None
    if not now - LONGEST <= datetime.combine(day, time(), tzinfo=UTC) <= now + timedelta(days=1):
        raise InvalidError(field="day", expected=f"{expected}, at most {LONGEST.days} days ago")
    return Asked(day=day)


def parse_asked(
    timeframe: str | None, start: str | None, end: str | None, *, now: datetime
) -> Asked:
    """What a query asks for: ``timeframe``, or ``from`` and ``to``; the last 24 hours where neither is.

    Raises:
        InvalidError: names the field that is wrong.
    """
    if timeframe is not None and (start is not None or end is not None):
        raise InvalidError(field="timeframe", expected="either a timeframe or from and to")
    if start is None and end is None:
        return Asked(timeframe=_timeframe(timeframe or Timeframe.DAY.value))
    if start is None or end is None:
        raise InvalidError(field="from" if start is None else "to", expected="both from and to")
    period = Period(
        start=_quarter_before(instant_of(start, field="from")),
        end=_quarter_after(instant_of(end, field="to")),
    )
    if period.start >= min(period.end, now):
        raise InvalidError(field="from", expected="an instant before to, and in the past")
    if period.end - period.start > LONGEST:
        raise InvalidError(field="to", expected=f"at most {LONGEST.days} days after from")
    return Asked(between=period)


def _require_days(period: Period, calendar: Calendar) -> None:
    last = calendar.date_of(period.end - timedelta(microseconds=1))
    if (last - calendar.date_of(period.start)).days >= LONGEST.days:
        expected = f"at most {LONGEST.days} days of the client's after from, begun ones too"
        raise InvalidError(field="to", expected=expected)


def _timeframe(text: str) -> Timeframe:
    try:
        return Timeframe(text)
    except ValueError:
        expected = ", ".join(each.value for each in Timeframe)
        raise InvalidError(field="timeframe", expected=f"one of {expected}") from None


def _quarter_before(instant: datetime) -> datetime:
    return instant - (instant - _EPOCH) % QUARTER


def _quarter_after(instant: datetime) -> datetime:
    return _quarter_before(instant + QUARTER - timedelta(microseconds=1))
