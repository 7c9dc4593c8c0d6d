"""A report: every rendering is made of this alone. Null is what is not known, and is said so.

Percentages are 0 to 100 and rounded down; money is in the client's currency, rounded to its minor unit
once; texts are in the client's language. Source of the five parts: the seed's developer guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct


class ReportMetadata(Struct, frozen=True, kw_only=True):
    """What the report is of. Days are ISO dates in ``time_zone``; the end is not part of the period.

    ``changes`` tell how a later revision differs from the one before. The hash is of all inputs.
    """

    report_id: str
    client_id: str
    client_name: str
    industry: str | None
    report_type: str
    title: str
    period_label: str
    period_start: datetime
    period_end: datetime
    first_day: str
    last_day: str
    days: int
    time_zone: str
    locale: str
    currency: str
    generated_at: datetime
    revision: int
    changes: Sequence[str]
    inputs_sha256: str


class ExecutiveSummary(Struct, frozen=True, kw_only=True):
    """``overall_health`` is healthy, degraded, down or unknown: down if it still was at the end."""

    overall_health: str
    verdict: str
    details: str
    key_achievements: Sequence[str]
    areas_for_improvement: Sequence[str]


class ServiceVerdict(Struct, frozen=True, kw_only=True):
    """The uptime that was promised and what was kept. The budget is the downtime that it allows."""

    target_percentage: float
    is_met: bool | None
    error_budget_seconds: int | None
    error_budget_left_seconds: int | None


class SystemFigures(Struct, frozen=True, kw_only=True):
    """One system over the whole period."""

    system: str
    uptime_percentage: float | None
    coverage_percentage: float | None
    downtime_seconds: int
    outages: int
    checks: int
    absorbed_retries: int
    p50_response_ms: float | None
    p95_response_ms: float | None
    runs: int | None
    success_rate: float | None


class DayFigures(Struct, frozen=True, kw_only=True):
    """One system on one local day. ``state`` is up, degraded, down, maintenance or no_data."""

    day: str
    system: str
    state: str
    uptime_percentage: float | None
    coverage_percentage: float | None
    downtime_seconds: int
    checks: int
    absorbed_retries: int
    p95_response_ms: float | None
    runs: int | None
    succeeded: int | None
    processing_seconds: float | None
    cost_savings: float | None
    time_saved_hours: float | None


class CriticalIssue(Struct, frozen=True, kw_only=True):
    """An outage of a system that counts, longest first. ``is_over`` false: it went on after the period."""

    system: str
    start: datetime
    end: datetime
    minutes: int
    cause: str
    is_over: bool


class IncidentLine(Struct, frozen=True, kw_only=True):
    """An incident that reaches into the period, by when it opened."""

    incident_id: str
    title: str
    systems: Sequence[str]
    cause: str | None
    severity: str
    opened_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    minutes: int | None
    minutes_lost: int | None
    money_lost: float | None


class HealthPart(Struct, frozen=True, kw_only=True):
    """Availability. ``uptime_summary`` is the client's as a whole."""

    uptime_summary: float | None
    coverage_percentage: float | None
    downtime_seconds: int
    outages: int
    service_level: ServiceVerdict
    critical_issues: Sequence[CriticalIssue]
    issues_left_out: int
    performance_highlights: Sequence[str]
    systems: Sequence[SystemFigures]
    days: Sequence[DayFigures]
    incidents: Sequence[IncidentLine]


class AutomationSummary(Struct, frozen=True, kw_only=True):
    """What the systems did, as they say. Rates are of all runs; the time is a run's mean."""

    total_automations: int | None
    successful_automations: int | None
    failed_automations: int | None
    success_rate: float | None
    avg_processing_time: float | None
    days_with_figures: int
    busiest_day: str | None
    busiest_day_automations: int | None


class RoiAnalysis(Struct, frozen=True, kw_only=True):
    """The ledger: what was saved, by what was agreed, against what the service costs.

    ``labor_cost_savings`` is hours times the hourly rate. ``retainer`` is the fee of the period's part
    of a month; ``return_ratio`` is all savings by it.
    """

    currency: str
    cost_savings: float | None
    time_saved_hours: float | None
    minutes_saved_per_run: float | None
    hourly_rate: float | None
    labor_cost_savings: float | None
    total_savings: float | None
    retainer: float | None
    return_ratio: float | None


class EfficiencyGains(Struct, frozen=True, kw_only=True):
    """Means over the days, weighted by runs."""

    time_saved_hours: float | None
    efficiency_improvement: float | None
    error_reduction_percentage: float | None


class PerformancePart(Struct, frozen=True, kw_only=True):
    """The work that was done and what it was worth."""

    automation_summary: AutomationSummary
    roi_analysis: RoiAnalysis
    efficiency_gains: EfficiencyGains


class Recommendation(Struct, frozen=True, kw_only=True):
    """What to do, why, and what for. ``priority`` is high, medium or low.

    ``estimated_value`` is what it would bring in the client's currency over a period as long as this.
    """

    rule: str
    title: str
    action: str
    evidence: Sequence[str]
    priority: str
    estimated_value: float | None
    estimated_minutes: int | None


class Recommendations(Struct, frozen=True, kw_only=True):
    """Most urgent first in each kind; nothing is here without evidence."""

    performance_optimizations: Sequence[Recommendation]
    cost_savings_opportunities: Sequence[Recommendation]
    strategic_initiatives: Sequence[Recommendation]

    @property
    def all(self) -> list[Recommendation]:
        """All kinds, in their order."""
        return [
            *self.performance_optimizations,
            *self.cost_savings_opportunities,
            *self.strategic_initiatives,
        ]


class ProofOfWork(Struct, frozen=True, kw_only=True):
    """What watching took, and how fast people were. Means are of the incidents where it is known."""

    checks_made: int
    failures_absorbed: int
    incidents: int
    mean_seconds_to_detect: int | None
    mean_seconds_to_acknowledge: int | None
    mean_seconds_to_restore: int | None
    expiries_renewed: int


class ComparisonLine(Struct, frozen=True, kw_only=True):
    """A figure, and the same in the period before. ``change`` is in ``unit``: points or percent."""

    figure: str
    label: str
    now: float | None
    before: float | None
    change: float | None
    unit: str
    is_better: bool | None


class PeriodComparison(Struct, frozen=True, kw_only=True):
    """Against the period before, from its first day to its last."""

    label: str
    first_day: str
    last_day: str
    lines: Sequence[ComparisonLine]


class Method(Struct, frozen=True, kw_only=True):
    """How the figures came about, in sentences."""

    statements: Sequence[str]
    suspect_minutes: int


class Report(Struct, frozen=True, kw_only=True):
    """All of it. ``recommendations`` null: they were not wanted."""

    report_metadata: ReportMetadata
    executive_summary: ExecutiveSummary
    system_health: HealthPart
    performance_metrics: PerformancePart
    recommendations: Recommendations | None
    proof_of_work: ProofOfWork
    comparison: PeriodComparison
    method: Method
