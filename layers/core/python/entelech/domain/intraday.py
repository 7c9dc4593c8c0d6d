"""How a day's figures grew: what each system's running total was, hour by hour."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.ids import ClientId
from entelech.domain.metric_day import Figures
from entelech.domain.period import HOUR

if TYPE_CHECKING:
    from entelech.domain.period import Period

KEPT = timedelta(days=60)
"""The eight weeks that tell what to expect, and some days."""


class Mark(Struct, frozen=True, kw_only=True):
    """A running total since the day began, as of ``at``."""

    at: datetime
    figures: Figures


class SystemIntraday(Struct, frozen=True, kw_only=True):
    """A system's marks by time, one an hour of the day at most; ``revision`` as of ``SystemDay``."""

    system_name: str
    revision: int = 0
    marks: tuple[Mark, ...] = ()

    def with_one(self, mark: Mark, starts_at: datetime) -> SystemIntraday:
        """With the mark in the place of the one of its hour; the same object if that changes nothing."""
        hour = _hour(mark.at, starts_at)
        others = [each for each in self.marks if _hour(each.at, starts_at) != hour]
        marks = tuple(sorted([*others, mark], key=lambda each: each.at))
        if marks == self.marks:
            return self
        return replace(self, revision=self.revision + 1, marks=marks)

    def until(self, instant: datetime) -> Mark | None:
        """The newest mark up to then; None where there is none."""
        return max((each for each in self.marks if each.at <= instant), key=_at, default=None)

    def near(self, instant: datetime) -> Mark | None:
        """The mark nearest to the instant, at most an hour away; None where there is none."""
        near = [each for each in self.marks if abs(each.at - instant) <= HOUR]
        return min(near, key=lambda each: (abs(each.at - instant), each.at), default=None)


class IntradayDay(Struct, frozen=True, kw_only=True):
    """The marks of a client's day, by system."""

    client_id: ClientId
    day: date
    systems: Mapping[str, SystemIntraday] = field(default_factory=dict)

    @property
    def newest_at(self) -> datetime | None:
        """When something was last taken; None where nothing was."""
        marks = [each.marks[-1].at for each in self.systems.values() if each.marks]
        return max(marks, default=None)

    def runs_until(self, instant: datetime, whole: Period) -> float | None:
        """Runs of all systems from the day's start to the instant; between marks as if they came evenly.

        None where some system with marks has none within an hour, or none at all.
        """
        known = [_runs_until(each, instant, whole) for each in self.systems.values() if each.marks]
        if not known:
            return None
        return sum(each for each in known if each is not None) if None not in known else None


def _runs_until(system: SystemIntraday, instant: datetime, whole: Period) -> float | None:
    points = [(whole.start, 0), *((each.at, each.figures.total) for each in system.marks)]
    for (start, low), (end, high) in itertools.pairwise(points):
        if start <= instant <= end:
            share = (instant - start) / (end - start) if end > start else 1.0
            return low + share * (high - low)
    last_at, last = points[-1]
    return float(last) if instant - last_at <= HOUR else None


def _hour(instant: datetime, starts_at: datetime) -> int:
    return (instant - starts_at) // HOUR


def _at(mark: Mark) -> datetime:
    return mark.at
