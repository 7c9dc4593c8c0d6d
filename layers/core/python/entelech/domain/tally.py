"""What a time held: how long each status, which checks, which outages. Tallies can be added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain import histogram, timeline
from entelech.domain.check import Status
from entelech.domain.histogram import Histogram
from entelech.domain.period import Period, gaps
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.domain.timeline import Sample, Stretch

_UP = (Status.HEALTHY, Status.DEGRADED)
_KNOWN = (*_UP, Status.DOWN)


class Outage(Struct, frozen=True, kw_only=True):
    """A time of being down.

    ``is_planned``: it lies in a maintenance window. ``is_recovered``: right after it was known to be
    up; else it went on in time that is told apart, or nothing is known of what followed.
    """

    start: datetime
    end: datetime
    reason: Reason
    is_planned: bool = False
    is_recovered: bool = False

    @property
    def length_ms(self) -> int:
        """Whole milliseconds."""
        return Period(start=self.start, end=self.end).length_ms


class Claims(Struct, frozen=True, kw_only=True):
    """What a system said of its own uptime: the sum of its ratios in millionths, and how many."""

    total_millionths: int = 0
    count: int = 0

    @property
    def mean_ratio(self) -> float | None:
        """0 to 1; None where it said nothing."""
        return self.total_millionths / self.count / 1_000_000 if self.count else None


class Tally(Struct, frozen=True, kw_only=True):
    """Milliseconds, checks and outages of one system, or of a client as a whole, in some time.

    ``watched_ms`` is the time in which it should have been watched; what of it is in neither
    ``known_ms`` nor ``planned_ms`` is unknown. ``planned_ms`` are those of maintenance windows.
    ``retries`` are the probes that failed before one of the same check succeeded.
    """

    watched_ms: int = 0
    known_ms: Mapping[Status, int] = field(default_factory=dict)
    planned_ms: Mapping[Status, int] = field(default_factory=dict)
    checks: int = 0
    retries: int = 0
    reasons: Mapping[Reason, int] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    latency: Histogram = field(default_factory=Histogram)
    claims: Claims = field(default_factory=Claims)

    @property
    def observed_ms(self) -> int:
        """How long something was known, planned or not."""
        return sum(self.known_ms.values()) + sum(self.planned_ms.values())


def tally(
    parts: Sequence[Stretch],
    samples: Sequence[Sample],
    *,
    watched: Sequence[Period],
    planned: Sequence[Period],
    within: Period,
) -> Tally:
    """The tally of the time ``within``, of which ``watched`` and ``planned`` are parts.

    Neither ``watched`` nor ``planned`` overlap themselves, and both are in order. Samples count by their instant,
    stretches by their time; both may reach beyond.
    """
    seen = [part for period in watched for part in timeline.clipped(parts, period.clipped(within))]
    inside = [part for period in planned for part in timeline.clipped(seen, period)]
    outside = [part for gap in gaps(planned, within) for part in timeline.clipped(seen, gap)]
    counted = [each for each in samples if _is_counted(each, watched, within)]
    return Tally(
        watched_ms=sum(period.clipped(within).length_ms for period in watched),
        known_ms=_by_status(outside),
        planned_ms=_by_status(inside),
        checks=len(counted),
        retries=sum(_absorbed(each) for each in counted),
        reasons=dict(Counter(each.result.reason for each in counted)),
        outages=_outages(outside, inside, _up(parts, watched)),
        latency=histogram.histogram_of(
            each.result.duration_ms
            for each in counted
            if each.result.duration_ms is not None and each.result.is_latency_trusted
        ),
        claims=_claims(counted),
    )


def begins_up(tally: Tally, start: datetime) -> bool:
    """Whether it was up when the tally's time began: it was some time, and no outage began with it.

    What a check says never ends at the very start of a tally's time, so nothing else was known then.
    """
    is_ever_up = any(
        lengths.get(status) for lengths in (tally.known_ms, tally.planned_ms) for status in _UP
    )
    return is_ever_up and all(each.start != start for each in tally.outages)


def added(tallies: Iterable[Tally], *, up_at: Collection[datetime] = ()) -> Tally:
    """The tallies of times that do not overlap, as one; outages that touch are one.

    ``up_at`` are the starts of those times at which it was up.
    """
    every = list(tallies)
    reasons: Counter[Reason] = Counter()
    for each in every:
        reasons.update(each.reasons)
    return Tally(
        watched_ms=sum(each.watched_ms for each in every),
        known_ms=_sums([each.known_ms for each in every]),
        planned_ms=_sums([each.planned_ms for each in every]),
        checks=sum(each.checks for each in every),
        retries=sum(each.retries for each in every),
        reasons=dict(reasons),
        outages=tuple(
            replace(each, is_recovered=True) if each.end in up_at else each
            for each in joined_outages(outage for each in every for outage in each.outages)
        ),
        latency=histogram.merged(each.latency for each in every),
        claims=Claims(
            total_millionths=sum(each.claims.total_millionths for each in every),
            count=sum(each.claims.count for each in every),
        ),
    )


def joined_outages(outages: Iterable[Outage]) -> tuple[Outage, ...]:
    """By time; those that touch are one, with the reason of the first. Planned ones stay apart."""
    made: list[Outage] = []
    for each in sorted(outages, key=lambda outage: outage.start):
        last = made[-1] if made else None
        if last and last.end == each.start and last.is_planned == each.is_planned:
            made[-1] = replace(last, end=each.end, is_recovered=each.is_recovered)
        else:
            made.append(each)
    return tuple(made)


def _outages(
    counted: Sequence[Stretch], planned: Sequence[Stretch], up: Sequence[Stretch]
) -> tuple[Outage, ...]:
    found = [
        Outage(
            start=part.start,
            end=part.end,
            reason=part.reason,
            is_planned=is_planned,
            is_recovered=any(part.end in each.period for each in up),
        )
        for parts, is_planned in ((counted, False), (planned, True))
        for part in parts
        if part.status is Status.DOWN
    ]
    return joined_outages(found)


def _up(parts: Sequence[Stretch], watched: Sequence[Period]) -> list[Stretch]:
    up = [each for each in parts if each.status in _UP]
    return [part for period in watched for part in timeline.clipped(up, period)]


def _by_status(parts: Iterable[Stretch]) -> dict[Status, int]:
    lengths: Counter[Status] = Counter()
    for part in parts:
        lengths[part.status] += part.period.length_ms
    return dict(lengths)


def _sums(parts: Sequence[Mapping[Status, int]]) -> dict[Status, int]:
    sums = {status: sum(each.get(status, 0) for each in parts) for status in _KNOWN}
    return {status: total for status, total in sums.items() if total}


def _is_counted(sample: Sample, watched: Sequence[Period], within: Period) -> bool:
    return sample.at in within and any(sample.at in period for period in watched)


def _absorbed(sample: Sample) -> int:
    """Probes of the check that failed for nothing: the check itself did not."""
    is_well = sample.result.status in {Status.HEALTHY, Status.DEGRADED}
    return sample.result.attempts - 1 if is_well else 0


def _claims(samples: Iterable[Sample]) -> Claims:
    ratios = [each.result.claimed_uptime_ratio for each in samples]
    said = [ratio for ratio in ratios if ratio is not None]
    return Claims(total_millionths=sum(round(ratio * 1_000_000) for ratio in said), count=len(said))
