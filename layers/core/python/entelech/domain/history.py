"""How a client was over some time: the answers, and how they are made of rollups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.service_level import ServiceLevel
from entelech.domain.suspicion import SuspectMinute
from entelech.domain.uptime import (
    counted_outages,
    error_budget_left_ms,
    is_disputed,
    mean_time_between_failures,
    mean_time_to_recover,
    uptime,
)

if TYPE_CHECKING:
    from entelech.domain.tally import Outage, Tally
    from entelech.domain.uptime import UptimePolicy


class Figures(Struct, frozen=True, kw_only=True):
    """Null is what is not known. Percentages are rounded down, so 100 means no downtime at all.

    ``coverage_percentage`` is the part of the watched time that something is known of. The claim is
    the mean of what the system said of itself; it is disputed when it is off by more than a point.
    ``reasons`` counts the checks by what they found. Percentiles are of every check's duration, at most 5 % off the true ones.
    """

    uptime_percentage: float | None
    coverage_percentage: float | None
    claimed_uptime_percentage: float | None
    is_claim_disputed: bool | None
    checks: int
    reasons: Mapping[str, int]
    absorbed_retries: int
    outages: int
    downtime_seconds: int
    mean_seconds_to_recover: int | None
    mean_seconds_between_failures: int | None
    error_budget_left_seconds: int | None
    mean_response_ms: float | None
    p50_response_ms: float | None
    p95_response_ms: float | None
    p99_response_ms: float | None


class Trend(Struct, frozen=True, kw_only=True):
    """Against the period of the same length before; null where one of the two is not known."""

    uptime_points: float | None
    p95_response_percent: float | None


class Uptime(Struct, frozen=True, kw_only=True):
    """One system, or the client as a whole, over the period."""

    name: str
    figures: Figures
    trend: Trend


class Point(Struct, frozen=True, kw_only=True):
    """A piece of the period. Null is what is not known."""

    start: datetime
    uptime_percentage: float | None
    coverage_percentage: float | None
    downtime_seconds: int
    p95_response_ms: float | None


class OutageShown(Struct, frozen=True, kw_only=True):
    """A time in which it was down. ``is_over``: right after it was known to be up again.

    Else it still was down at the end of the period, the outage went on in time that is told apart
    (maintenance, or hours that do not count), or nothing is known of what followed.
    """

    start: datetime
    end: datetime
    duration_seconds: int
    reason: str
    is_planned: bool
    is_over: bool


class SystemOutages(Struct, frozen=True, kw_only=True):
    """The outages of one system, or of the client as a whole, oldest first."""

    name: str
    outages: Sequence[OutageShown]


class ClientHistory(Struct, frozen=True, kw_only=True):
    """How a client was in [period_start, period_end), and each of its systems.

    ``points`` are of the system named by ``points_of``, or of all of them. In ``suspect_minutes`` our own watching is to be doubted; they are counted as measured.
    ``time_zone`` is that of its days. Each point is ``point_seconds`` long; a day may have an hour
    more or less.
    """

    client_id: str
    client_name: str
    period_start: datetime
    period_end: datetime
    time_zone: str
    service_level: ServiceLevel
    client: Uptime
    systems: Sequence[Uptime]
    points_of: str
    point_seconds: int
    points: Sequence[Point]
    outages: Sequence[SystemOutages]
    suspect_minutes: Sequence[SuspectMinute]


def figures(tally: Tally, policy: UptimePolicy) -> Figures:
    """All figures of one tally."""
    measured = uptime(tally, policy)
    outages = counted_outages(tally.outages, policy)
    claim = tally.claims.mean_ratio
    budget_ms = error_budget_left_ms(measured, policy)
    return Figures(
        uptime_percentage=measured.percent,
        coverage_percentage=measured.coverage_percent,
        claimed_uptime_percentage=None if claim is None else round(claim * 100, 2),
        is_claim_disputed=is_disputed(measured, claim),
        checks=tally.checks,
        reasons={reason.value: count for reason, count in sorted(tally.reasons.items())},
        absorbed_retries=tally.retries,
        outages=len(outages),
        downtime_seconds=_seconds(outages),
        mean_seconds_to_recover=_whole(mean_time_to_recover(outages)),
        mean_seconds_between_failures=_whole(mean_time_between_failures(outages, measured)),
        error_budget_left_seconds=None if budget_ms is None else budget_ms // 1000,
        mean_response_ms=_round(tally.latency.mean_ms),
        p50_response_ms=_round(tally.latency.percentile_ms(50)),
        p95_response_ms=_round(tally.latency.percentile_ms(95)),
        p99_response_ms=_round(tally.latency.percentile_ms(99)),
    )


def trend(now: Figures, before: Figures) -> Trend:
    """What changed."""
    points = None
    if now.uptime_percentage is not None and before.uptime_percentage is not None:
        points = round(now.uptime_percentage - before.uptime_percentage, 2)
    percent = None
    if now.p95_response_ms is not None and before.p95_response_ms:
        percent = round(100 * (now.p95_response_ms / before.p95_response_ms - 1), 1)
    return Trend(uptime_points=points, p95_response_percent=percent)


def point(tally: Tally, start: datetime, policy: UptimePolicy) -> Point:
    """A piece of the series."""
    measured = uptime(tally, policy)
    return Point(
        start=start,
        uptime_percentage=measured.percent,
        coverage_percentage=measured.coverage_percent,
        downtime_seconds=_seconds(counted_outages(tally.outages, policy)),
        p95_response_ms=_round(tally.latency.percentile_ms(95)),
    )


def outages_shown(tally: Tally) -> list[OutageShown]:
    """Every outage of a tally, planned or not, oldest first."""
    return [
        OutageShown(
            start=each.start,
            end=each.end,
            duration_seconds=each.length_ms // 1000,
            reason=each.reason.value,
            is_planned=each.is_planned,
            is_over=each.is_recovered,
        )
        for each in tally.outages
    ]


def _seconds(outages: Sequence[Outage]) -> int:
    return sum(each.length_ms for each in outages) // 1000


def _whole(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _round(duration_ms: float | None) -> float | None:
    return None if duration_ms is None else round(duration_ms, 1)
