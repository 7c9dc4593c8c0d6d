"""Which time a report is of: complete local days, or any time that was asked for."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.document import instant_text
from entelech.domain.period import Period

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.calendar import Calendar

_DAY = timedelta(days=1)


class ReportType(StrEnum):
    """How long a report's time is. ``custom`` is whatever was asked for, and has no schedule."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    CUSTOM = "custom"


SCHEDULED = (ReportType.DAILY, ReportType.WEEKLY, ReportType.MONTHLY, ReportType.QUARTERLY)
_TRAILING_DAYS = {
    ReportType.DAILY: 1,
    ReportType.WEEKLY: 7,
    ReportType.MONTHLY: 30,
    ReportType.QUARTERLY: 90,
}


class ReportPeriod(Struct, frozen=True, kw_only=True):
    """A report's time. ``first`` and ``last`` are the local days that it reaches into.

    ``is_trailing``: the days that ended when it was asked for, and no calendar week or month.
    """

    report_type: ReportType
    period: Period
    first: date
    last: date
    is_trailing: bool

    @property
    def days(self) -> int:
        """How many local days it reaches into."""
        return (self.last - self.first) // _DAY + 1

    @property
    def name(self) -> str:
        """The same for the same time, like "monthly-2025-01-01-2025-01-31"."""
        if self.report_type is ReportType.CUSTOM:
            ends = (instant_text(each) for each in (self.period.start, self.period.end))
            return "-".join(["custom", *(each.translate(_NO_MARKS) for each in ends)])
        kind = f"{self.report_type.value}-last" if self.is_trailing else self.report_type.value
        return f"{kind}-{self.first.isoformat()}-{self.last.isoformat()}"

    def before(self, calendar: Calendar) -> ReportPeriod:
        """What it is compared with: the calendar month before, or as many days before."""
        if self.report_type is ReportType.CUSTOM:
            return custom(self.period.before(), calendar)
        if self.is_trailing:
            return _of_days(self.report_type, self.first - self.days * _DAY, self.first, calendar)
        return calendar_period(self.report_type, self.first, calendar)


_NO_MARKS = str.maketrans("", "", "-:")


def trailing(report_type: ReportType, now: datetime, calendar: Calendar) -> ReportPeriod:
    """The last 1, 7, 30 or 90 complete local days. ``report_type`` is one of ``SCHEDULED``."""
    today = calendar.date_of(now)
    first = today - _TRAILING_DAYS[report_type] * _DAY
    return _of_days(report_type, first, today, calendar, is_trailing=True)


def calendar_period(report_type: ReportType, on: date, calendar: Calendar) -> ReportPeriod:
    """The last day, week from Monday, month or quarter that is over by the local day ``on``."""
    after = _begin(report_type, on)
    return _of_days(report_type, _begin(report_type, after - _DAY), after, calendar)


def custom(period: Period, calendar: Calendar) -> ReportPeriod:
    """Any time that is not empty."""
    return ReportPeriod(
        report_type=ReportType.CUSTOM,
        period=period,
        first=calendar.date_of(period.start),
        last=calendar.date_of(period.end - timedelta(microseconds=1)),
        is_trailing=False,
    )


def _of_days(
    report_type: ReportType,
    first: date,
    after: date,
    calendar: Calendar,
    *,
    is_trailing: bool = False,
) -> ReportPeriod:
    return ReportPeriod(
        report_type=report_type,
        period=Period(start=calendar.day(first).start, end=calendar.day(after).start),
        first=first,
        last=after - _DAY,
        is_trailing=is_trailing,
    )


def _begin(report_type: ReportType, on: date) -> date:
    """The first day of the day, week, month or quarter that ``on`` lies in."""
    if report_type is ReportType.WEEKLY:
        return on - on.weekday() * _DAY
    if report_type is ReportType.MONTHLY:
        return on.replace(day=1)
    if report_type is ReportType.QUARTERLY:
        return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)
    return on
