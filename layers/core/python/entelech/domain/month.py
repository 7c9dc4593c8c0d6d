"""A client's last thirty days at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from entelech.domain.sparkline import SparkDay, Sparkline

DAYS = 30
_DAY = timedelta(days=1)


class Month(Struct, frozen=True, kw_only=True):
    """The worst status of each day, the oldest first, and what they come to in words."""

    days: Sequence[str] = ()
    text: str = ""


def month_of(line: Sparkline, today: date) -> Month:
    """The days up to the last that is over; none where nothing is known of any."""
    known = {date.fromisoformat(each.date): each for each in line.days}
    if not known:
        return Month()
    last = max(*known, today - _DAY)
    days = [_status(known.get(last - n * _DAY)) for n in range(DAYS - 1, -1, -1)]
    return Month(days=days, text=_text(days.count("down"), days.count("unknown")))


def _status(day: SparkDay | None) -> str:
    if day is None or day.uptime_percentage is None:
        return "unknown"
    if day.downtime_seconds:
        return "down"
    return "healthy" if day.uptime_percentage >= 100 else "degraded"


def _text(down: int, unknown: int) -> str:
    outages = f"{_days(down)} with an outage" if down else "No day with an outage"
    return f"{outages}, {_days(unknown)} without data." if unknown else f"{outages}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
