"""Half-open periods of time, and what can be done with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
_MILLISECOND = timedelta(milliseconds=1)


class Period(Struct, frozen=True, kw_only=True, order=True):
    """The half-open time [start, end), both aware and in UTC; empty where end is not after start."""

    start: datetime
    end: datetime

    @property
    def length_ms(self) -> int:
        """Whole milliseconds, never negative."""
        return max(0, (self.end - self.start) // _MILLISECOND)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def clipped(self, to: Period) -> Period:
        """The part that lies in the other one, possibly empty."""
        return Period(start=max(self.start, to.start), end=min(self.end, to.end))

    def before(self) -> Period:
        """The period of the same length that ends where this one starts."""
        return Period(start=self.start - (self.end - self.start), end=self.start)


def hour_of(instant: datetime) -> Period:
    """The UTC hour that the instant lies in."""
    start = instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Period(start=start, end=start + HOUR)


def pieces(period: Period, length: timedelta) -> Iterator[Period]:
    """The period in pieces of that length from its start; the last one may be shorter."""
    start = period.start
    while start < period.end:
        end = min(start + length, period.end)
        yield Period(start=start, end=end)
        start = end


def gaps(periods: Iterable[Period], within: Period) -> list[Period]:
    """What of ``within`` lies in none of the periods, which are in order and do not overlap."""
    found, start = [], within.start
    for each in periods:
        found.append(Period(start=start, end=min(each.start, within.end)))
        start = max(start, each.end)
    found.append(Period(start=start, end=within.end))
    return [each for each in found if each.start < each.end]


def union(periods: Iterable[Period]) -> list[Period]:
    """The time that lies in any of the periods, in order and without overlap."""
    made: list[Period] = []
    for each in sorted(periods):
        if made and each.start <= made[-1].end:
            made[-1] = Period(start=made[-1].start, end=max(made[-1].end, each.end))
        elif each.start < each.end:
            made.append(each)
    return made
