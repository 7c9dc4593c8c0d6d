"""The last 24 hours of a system's work, from what it had said by the hour.

From one instant to another it did what its running totals grew by: those of the day that runs, and
what the day before grew by after the first instant.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.intraday import SystemIntraday
from entelech.domain.metric_day import Figures

if TYPE_CHECKING:
    from datetime import date, datetime

    from entelech.domain.calendar import Calendar


class Grown(Struct, frozen=True, kw_only=True):
    """A system's day: what it said at last, and how it came to that. None is what is not known."""

    last: Figures | None
    marks: SystemIntraday | None

    def at(self, instant: datetime) -> Figures | None:
        """The running total near that instant."""
        mark = self.marks.near(instant) if self.marks else None
        return mark.figures if mark else None


def work_between(
    start: datetime, end: datetime, days: dict[date, Grown], calendar: Calendar
) -> Figures | None:
    """What a system did from ``start`` to ``end``, at most a day later; None where an end is not told."""
    first, last = calendar.date_of(start), calendar.date_of(end)
    blank = Grown(last=None, marks=None)
    was = days.get(first, blank).at(start)
    now = days.get(last, blank).at(end)
    if was is None or now is None:
        return None
    if first == last:
        return _less(now, was)
    whole = days.get(first, blank).last
    return None if whole is None else _more(now, _less(whole, was))


def _less(later: Figures, earlier: Figures) -> Figures:
    """What was added; what was corrected downwards adds nothing."""
    return Figures(
        total=max(0, later.total - earlier.total),
        successful=max(0, later.successful - earlier.successful),
        failed=max(0, later.failed - earlier.failed),
        processing_s=_difference(later.processing_s, earlier.processing_s),
        cost_savings=_difference(later.cost_savings, earlier.cost_savings),
        hours_saved=_difference(later.hours_saved, earlier.hours_saved),
        process_improvement_percent=later.process_improvement_percent,
    )


def _more(one: Figures, other: Figures) -> Figures:
    return Figures(
        total=one.total + other.total,
        successful=one.successful + other.successful,
        failed=one.failed + other.failed,
        processing_s=_sum(one.processing_s, other.processing_s),
        cost_savings=_sum(one.cost_savings, other.cost_savings),
        hours_saved=_sum(one.hours_saved, other.hours_saved),
        process_improvement_percent=one.process_improvement_percent,
    )


def _difference(later: Decimal | None, earlier: Decimal | None) -> Decimal | None:
    if later is None or earlier is None:
        return None
    return max(Decimal(0), later - earlier)


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
