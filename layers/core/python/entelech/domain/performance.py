"""What a client's automations did, and what that was worth: the answer of ``get_performance_metrics``.

Source: the developer guide, function 2. Every ratio is a ratio of sums, divided last. Null is what
is not known; 0 is said only where somebody told us 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.expected_volume import TodayVolume
from entelech.domain.rounding import money, percent, rounded
from entelech.domain.value import Value
from entelech.domain.value_terms import ValueInputs, ValueInputsUntil

if TYPE_CHECKING:
    from entelech.domain.metric_day import Work

VOLUME_THRESHOLD = Decimal(5)
SUCCESS_THRESHOLD = Decimal(1)


class Direction(StrEnum):
    """Where the client's automations are going."""

    IMPROVING = "improving"
    STABLE = "stable"
    DECLINING = "declining"


class AnswerPeriod(Struct, frozen=True, kw_only=True):
    """The time that is answered for, [start, end)."""

    start: datetime
    end: datetime


class RoiMetrics(Struct, frozen=True, kw_only=True):
    """``labor_cost_savings`` are hours x the hourly rate; ``efficiency_improvement`` is in percent.

    The latter is the mean of what systems say of their process, weighted by their runs.
    """

    time_saved_hours: float | None
    labor_cost_savings: float | None
    efficiency_improvement: float | None


class Metrics(Struct, frozen=True, kw_only=True):
    """``success_rate`` is in percent, ``avg_processing_time`` in seconds, ``cost_savings`` as claimed."""

    total_automations: int | None
    successful_automations: int | None
    success_rate: float | None
    avg_processing_time: float | None
    cost_savings: float | None
    roi_metrics: RoiMetrics


class Trends(Struct, frozen=True, kw_only=True):
    """Against the equal period before: volume in percent, success rate in points of a percent.

    Volumes are compared by the day that is known, so that days without figures do not look like a fall.
    """

    automation_volume_trend: float | None
    success_rate_trend: float | None
    performance_direction: Direction | None


class DirectionThresholds(Struct, frozen=True, kw_only=True):
    """A success rate that moves by so many points decides; else a volume that moves by so many percent."""

    success_rate_points: float
    automation_volume_percent: float


class IncompleteDay(Struct, frozen=True, kw_only=True):
    """A day of the client's zone whose figures are not whole: why, by system; {} where nothing is known."""

    date: str
    systems: Mapping[str, str]


class SystemMetrics(Struct, frozen=True, kw_only=True):
    """One system's share."""

    system_name: str
    total_automations: int
    successful_automations: int
    success_rate: float | None
    avg_processing_time: float | None
    cost_savings: float | None


class PerformanceMetrics(Struct, frozen=True, kw_only=True):
    """The guide's answer, and what it stands on.

    ``coverage_percentage`` is the share of the period's days with whole figures; of 24 hours, the
    share of the systems that tell both ends. ``cost_savings_in_other_currencies`` are those that were
    told before the client's currency changed; they are in no sum. ``value_inputs_before`` has the
    oldest first. ``data_through`` is when figures were last taken.
    """

    client_id: str
    timeframe: str
    period: AnswerPeriod
    metrics: Metrics
    trends: Trends
    currency: str
    coverage_percentage: float
    incomplete_days: Sequence[IncompleteDay]
    systems: Sequence[SystemMetrics]
    cost_savings_in_other_currencies: Mapping[str, float]
    value: Value
    value_inputs: ValueInputs
    value_inputs_before: Sequence[ValueInputsUntil]
    direction_thresholds: DirectionThresholds
    today: TodayVolume | None
    time_zone: str
    data_through: datetime | None


THRESHOLDS = DirectionThresholds(
    success_rate_points=float(SUCCESS_THRESHOLD), automation_volume_percent=float(VOLUME_THRESHOLD)
)


def metrics_of(work: Work | None, *, currency: str, labour: Decimal | None) -> Metrics:
    """The guide's figures of some work; ``labour`` is hours x hourly rate, day by day."""
    if work is None:
        return _NOTHING
    hours = work.hours_saved
    return Metrics(
        total_automations=work.total,
        successful_automations=work.successful,
        success_rate=percent(work.success_ratio),
        avg_processing_time=rounded(work.mean_processing_s),
        cost_savings=money(work.savings.get(currency), currency),
        roi_metrics=RoiMetrics(
            time_saved_hours=rounded(hours),
            labor_cost_savings=money(labour, currency),
            efficiency_improvement=rounded(work.improvement_percent),
        ),
    )


def system_metrics(name: str, work: Work, currency: str) -> SystemMetrics:
    """One system's share of them."""
    return SystemMetrics(
        system_name=name,
        total_automations=work.total,
        successful_automations=work.successful,
        success_rate=percent(work.success_ratio),
        avg_processing_time=rounded(work.mean_processing_s),
        cost_savings=money(work.savings.get(currency), currency),
    )


def trends_of(now: Work | None, days: int, before: Work | None, days_before: int) -> Trends:
    """The work of so many known days against that of so many before."""
    volume = success = None
    if now is not None and before is not None and before.total and days and days_before:
        rate, rate_before = Decimal(now.total) / days, Decimal(before.total) / days_before
        volume = (rate / rate_before - 1) * 100
    if now is not None and before is not None:
        ratio, ratio_before = now.success_ratio, before.success_ratio
        if ratio is not None and ratio_before is not None:
            success = (ratio - ratio_before) * 100
    return Trends(
        automation_volume_trend=rounded(volume, digits=1),
        success_rate_trend=rounded(success, digits=1),
        performance_direction=direction(volume, success),
    )


def direction(volume: Decimal | None, success: Decimal | None) -> Direction | None:
    """By the thresholds that are printed with it; None where neither trend is known."""
    if volume is None and success is None:
        return None
    if success is not None and abs(success) >= SUCCESS_THRESHOLD:
        return Direction.IMPROVING if success > 0 else Direction.DECLINING
    if volume is not None and abs(volume) >= VOLUME_THRESHOLD:
        return Direction.IMPROVING if volume > 0 else Direction.DECLINING
    return Direction.STABLE


_NOTHING = Metrics(
    total_automations=None,
    successful_automations=None,
    success_rate=None,
    avg_processing_time=None,
    cost_savings=None,
    roi_metrics=RoiMetrics(
        time_saved_hours=None, labor_cost_savings=None, efficiency_improvement=None
    ),
)
