"""From single results to what was known at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.check import Result, Status
from entelech.domain.period import Period
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COVERED_INTERVALS = 1.5
"""A result speaks for so many of its intervals at most; after that nothing is known."""


class Sample(Struct, frozen=True, kw_only=True):
    """A result at the instant of its first probe, taken at so long an interval.

    ``at`` is from when on it speaks; ``seen_at`` when it was taken, where that is later.
    """

    at: datetime
    interval: timedelta
    result: Result
    seen_at: datetime | None = None

    @property
    def covers_until(self) -> datetime:
        """When it stops to speak, if no other sample comes before."""
        return (self.seen_at or self.at) + COVERED_INTERVALS * self.interval


class Stretch(Struct, frozen=True, kw_only=True):
    """A time in which one status was known, and why it was."""

    start: datetime
    end: datetime
    status: Status
    reason: Reason

    @property
    def period(self) -> Period:
        """When it was."""
        return Period(start=self.start, end=self.end)


def in_order(samples: Iterable[Sample]) -> list[Sample]:
    """By time, one an instant: in whatever order and how often they come, the answer is the same."""
    by_instant = {each.at: each for each in sorted(samples, key=_rank)}
    return [by_instant[at] for at in sorted(by_instant)]


def stretches(ordered: Sequence[Sample], within: Period) -> list[Stretch]:
    """What was known when, by time and without overlap; where nothing was known there is nothing.

    1. A sample speaks from its instant to the next sample's, 1.5 intervals at most.
    2. Unknown results say that nothing is known.
    3. Neighbours of one status and reason are one.
    """
    nexts = [*(each.at for each in ordered[1:]), within.end]
    found = [
        _stretch(sample, min(sample.covers_until, end), within)
        for sample, end in zip(ordered, nexts, strict=False)  # without samples there is no next one
    ]
    return joined(each for each in found if each is not None)


def joined(parts: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order of time, with those that touch and say the same made one."""
    made: list[Stretch] = []
    for each in parts:
        last = made[-1] if made else None
        if (
            last is not None
            and last.end == each.start
            and (last.status, last.reason) == (each.status, each.reason)
        ):
            made[-1] = Stretch(
                start=last.start, end=each.end, status=each.status, reason=each.reason
            )
        else:
            made.append(each)
    return made


def overall(systems: Mapping[str, Sequence[Stretch]], critical: frozenset[str]) -> list[Stretch]:
    """What a client's systems make of it at every moment at which one of them is known.

    Source: the same rule as ``health.overall_status``. The reason is that of the first system, by
    name, that the status rests on.
    """
    edges = sorted({edge for each in systems.values() for s in each for edge in (s.start, s.end)})
    cursors = dict.fromkeys(systems, 0)
    found = []
    for start, end in pairwise(edges):
        now: dict[str, Stretch] = {}
        for name, parts in systems.items():
            while cursors[name] < len(parts) and parts[cursors[name]].end <= start:
                cursors[name] += 1
            if cursors[name] < len(parts) and parts[cursors[name]].start <= start:
                now[name] = parts[cursors[name]]
        if now:
            status, reason = _overall(now, critical)
            found.append(Stretch(start=start, end=end, status=status, reason=reason))
    return joined(found)


def clipped(parts: Iterable[Stretch], to: Period) -> list[Stretch]:
    """The parts of stretches that lie in the period."""
    found = []
    for each in parts:
        start, end = max(each.start, to.start), min(each.end, to.end)
        if start < end:
            found.append(Stretch(start=start, end=end, status=each.status, reason=each.reason))
    return found


def _overall(now: Mapping[str, Stretch], critical: frozenset[str]) -> tuple[Status, Reason]:
    def first(statuses: frozenset[Status], names: Iterable[str]) -> Reason | None:
        return next(
            (now[name].reason for name in sorted(names) if now[name].status in statuses), None
        )

    down = first(frozenset({Status.DOWN}), critical & now.keys())
    if down is not None:
        return Status.DOWN, down
    degraded = first(frozenset({Status.DOWN, Status.DEGRADED}), now)
    if degraded is not None:
        return Status.DEGRADED, degraded
    return Status.HEALTHY, Reason.OK


def _stretch(sample: Sample, end: datetime, within: Period) -> Stretch | None:
    start, end = max(sample.at, within.start), min(end, within.end)
    if start >= end or sample.result.status is Status.UNKNOWN:
        return None
    return Stretch(start=start, end=end, status=sample.result.status, reason=sample.result.reason)


def _rank(sample: Sample) -> tuple[str, str, float]:
    result = sample.result
    return (result.reason.value, result.detail or "", result.duration_ms or 0.0)
