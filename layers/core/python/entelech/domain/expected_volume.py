"""How many runs today should have had by now, from the same weekday of the eight weeks before.

For each span of the day that ends now (the last two hours, the last four, and all of it) the runs of
today stand against the median of those weeks. Their spread is the median absolute deviation, as
large as chance alone would make it at least. A span that is ``FAR_BELOW`` spreads below is an
anomaly: a system can answer its health check all day and do nothing since nine. Good days are
farther above the median than bad ones below, so ``FAR_ABOVE`` is larger.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEKS = 8
LEAST_WEEKS = 3
"""With fewer known days nothing is expected."""
FAR_BELOW = 3.3
FAR_ABOVE = 8.0
_SPANS = (timedelta(hours=2), timedelta(hours=4))
_TO_SIGMA = 1.4826
"""A median absolute deviation as a standard deviation, for the normal distribution."""
_LEAST_SHARE = 0.2
"""Days differ by a fifth for no reason that matters."""

RunsUntil = Callable[[timedelta], float | None]
"""Runs of a day from its start for so long; None where that is not known."""


class Anomaly(StrEnum):
    """Which way the volume is off."""

    LOW = "low"
    HIGH = "high"


class Expectation(Struct, frozen=True, kw_only=True):
    """Runs of today so far, and what the weeks before let expect. None is what is not known."""

    actual: float | None
    expected: float | None
    weeks: int
    anomaly: Anomaly | None

    @property
    def ratio(self) -> float | None:
        """Actual over expected; None where nothing is expected."""
        if self.actual is None or not self.expected:
            return None
        return self.actual / self.expected


class TodayVolume(Struct, frozen=True, kw_only=True):
    """Today so far, up to ``as_of``. ``ratio`` is actual over ``expected``; ``weeks`` stand behind it.

    ``quiet_since`` is the hour since which nothing ran, where that is an anomaly.
    """

    date: str
    as_of: datetime
    total_automations: int
    successful_automations: int
    success_rate: float | None
    expected: float | None
    ratio: float | None
    weeks: int
    anomaly: Anomaly | None
    quiet_since: datetime | None


def expectation(today: RunsUntil, weeks: Sequence[RunsUntil], so_far: timedelta) -> Expectation:
    """Today against the same weekday of earlier weeks, ``so_far`` after the day began."""
    actual = today(so_far)
    known = [runs for runs in (week(so_far) for week in weeks) if runs is not None]
    if len(known) < LEAST_WEEKS:
        return Expectation(actual=actual, expected=None, weeks=len(known), anomaly=None)
    expected = median(known)
    if actual is None:
        return Expectation(actual=None, expected=expected, weeks=len(known), anomaly=None)
    spans = [each for each in _SPANS if each < so_far]
    found = [anomaly_of(actual, known)]
    for span in spans:
        now = _within(today, so_far, span)
        before = [
            runs for runs in (_within(week, so_far, span) for week in weeks) if runs is not None
        ]
        if now is not None and len(before) >= LEAST_WEEKS:
            found.append(anomaly_of(now, before))
    anomaly = next((each for each in found if each is not None), None)
    return Expectation(actual=actual, expected=expected, weeks=len(known), anomaly=anomaly)


def anomaly_of(actual: float, weeks: Sequence[float]) -> Anomaly | None:
    """Whether the runs are farther from the median than chance and habit take them."""
    middle = median(weeks)
    spread = max(
        _TO_SIGMA * median([abs(each - middle) for each in weeks]),
        math.sqrt(middle),
        _LEAST_SHARE * middle,
        1.0,
    )
    if actual < middle - FAR_BELOW * spread:
        return Anomaly.LOW
    return Anomaly.HIGH if actual > middle + FAR_ABOVE * spread else None


def _within(day: RunsUntil, so_far: timedelta, span: timedelta) -> float | None:
    after, before = day(so_far), day(so_far - span)
    return None if after is None or before is None else max(0.0, after - before)


def median(values: Sequence[float]) -> float:
    """The middle one; of an even number the mean of the two. ``statistics`` takes long to import."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
