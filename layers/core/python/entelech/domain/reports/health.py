"""Availability, out of the days' tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain import history, rollup
from entelech.domain.check import Status
from entelech.domain.reports.model import (
    CriticalIssue,
    DayFigures,
    HealthPart,
    IncidentLine,
    ServiceVerdict,
    SystemFigures,
)
from entelech.domain.tally import Tally
from entelech.domain.uptime import counted_outages, uptime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from entelech.domain.history import Figures
    from entelech.domain.reports.inputs import (
        HealthDay,
        IncidentFact,
        ReportInputs,
        Span,
        Subject,
        WorkDay,
    )
    from entelech.domain.reports.words import Words
    from entelech.domain.rollup import Rollup
    from entelech.domain.tally import Outage
    from entelech.domain.uptime import UptimePolicy

MAX_ISSUES = 10
_DEGRADED_FROM_MS = 5 * 60_000
"""A day that was degraded for less is shown as up."""
_MINUTE_MS = 60_000


def whole_of(span: Span) -> Rollup:
    """All days of a time as one."""
    return rollup.added([each.rollup for each in span.health], span.asked.period)


def health_part(inputs: ReportInputs, words: Words) -> HealthPart:
    """The second part of a report, without what it says of the figures."""
    policy, span = inputs.subject.policy, inputs.span
    whole = whole_of(span)
    client = figures_of(whole.client, inputs)
    issues = critical_issues(whole, inputs, words)
    names = names_in(inputs.subject, whole, span.work)
    return HealthPart(
        uptime_summary=client.uptime_percentage,
        coverage_percentage=client.coverage_percentage,
        downtime_seconds=client.downtime_seconds,
        outages=client.outages,
        service_level=service_verdict(whole.client, client, policy),
        critical_issues=issues[:MAX_ISSUES],
        issues_left_out=max(0, len(issues) - MAX_ISSUES),
        performance_highlights=(),
        systems=[_system(name, whole, inputs) for name in names],
        days=_days(inputs, names),
        incidents=[_incident(each) for each in span.incidents],
    )


def names_in(subject: Subject, whole: Rollup, work: Sequence[WorkDay]) -> list[str]:
    """The systems registered now in their order, and then those that only the past knows."""
    gone = {*whole.systems, *(each.system for each in work)} - {*subject.systems}
    return [*subject.systems, *sorted(gone)]


def figures_of(tally: Tally, inputs: ReportInputs) -> Figures:
    """A tally's figures over the whole period."""
    return history.figures(tally, inputs.subject.policy)


def service_verdict(tally: Tally, client: Figures, policy: UptimePolicy) -> ServiceVerdict:
    """Whether the promise was kept, to the hundredth of a percent."""
    measured = uptime(tally, policy)
    allowed_ms = measured.counted_ms * (10_000 - policy.target_hundredths) // 10_000
    is_known = measured.hundredths is not None
    return ServiceVerdict(
        target_percentage=policy.target_hundredths / 100,
        is_met=(measured.hundredths or 0) >= policy.target_hundredths if is_known else None,
        error_budget_seconds=allowed_ms // 1000 if is_known else None,
        error_budget_left_seconds=client.error_budget_left_seconds,
    )


def critical_issues(whole: Rollup, inputs: ReportInputs, words: Words) -> list[CriticalIssue]:
    """Every outage that counts, the longest first."""
    end = inputs.span.asked.period.end
    found = [
        CriticalIssue(
            system=name,
            start=each.start,
            end=each.end,
            minutes=minutes_of(each),
            cause=words.say(f"reason_{each.reason.value}"),
            is_over=each.end < end,
        )
        for name, tally in whole.systems.items()
        for each in counted_outages(tally.outages, inputs.subject.policy)
    ]
    return sorted(found, key=lambda issue: (issue.start - issue.end, issue.start, issue.system))


def minutes_of(outage: Outage) -> int:
    """Whole minutes, begun ones counted, so that no outage lasted none."""
    return -(-outage.length_ms // _MINUTE_MS)


def _system(name: str, whole: Rollup, inputs: ReportInputs) -> SystemFigures:
    tally = whole.systems.get(name, Tally())
    figures = figures_of(tally, inputs)
    work = [each for each in inputs.span.work if each.system == name]
    runs, succeeded = sum(each.runs for each in work), sum(each.succeeded for each in work)
    return SystemFigures(
        system=name,
        uptime_percentage=figures.uptime_percentage,
        coverage_percentage=figures.coverage_percentage,
        downtime_seconds=figures.downtime_seconds,
        outages=figures.outages,
        checks=figures.checks,
        absorbed_retries=figures.absorbed_retries,
        p50_response_ms=figures.p50_response_ms,
        p95_response_ms=figures.p95_response_ms,
        runs=runs if work else None,
        success_rate=rate(succeeded, runs),
    )


def rate(part: int, whole: int) -> float | None:
    """In percent, rounded down to two digits; None of nothing."""
    return part * 10_000 // whole / 100 if whole else None


def _days(inputs: ReportInputs, names: Sequence[str]) -> list[DayFigures]:
    work = {(each.day, each.system): each for each in inputs.span.work}
    return [
        _day(name, each, work.get((each.day, name)), inputs)
        for each in inputs.span.health
        for name in names
    ]


def _day(name: str, day: HealthDay, work: WorkDay | None, inputs: ReportInputs) -> DayFigures:
    tally = day.rollup.systems.get(name, Tally())
    figures = figures_of(tally, inputs)
    return DayFigures(
        day=day.day.isoformat(),
        system=name,
        state=state_of(tally, inputs.subject.policy),
        uptime_percentage=figures.uptime_percentage,
        coverage_percentage=figures.coverage_percentage,
        downtime_seconds=figures.downtime_seconds,
        checks=figures.checks,
        absorbed_retries=figures.absorbed_retries,
        p95_response_ms=figures.p95_response_ms,
        runs=work.runs if work else None,
        succeeded=work.succeeded if work else None,
        processing_seconds=real(work.processing_s) if work else None,
        cost_savings=real(work.savings) if work else None,
        time_saved_hours=real(work.saved_hours) if work else None,
    )


def real(value: Decimal | None) -> float | None:
    """A sum as it leaves."""
    return None if value is None else float(value)


def state_of(tally: Tally, policy: UptimePolicy) -> str:
    """What a day's mark shows."""
    if counted_outages(tally.outages, policy):
        return "down"
    known = sum(tally.known_ms.values())
    if not known:
        return "maintenance" if tally.planned_ms else "no_data"
    degraded = tally.known_ms.get(Status.DEGRADED, 0)
    return "degraded" if degraded >= _DEGRADED_FROM_MS else "up"


def _incident(fact: IncidentFact) -> IncidentLine:
    lasted = None if fact.resolved_at is None else fact.resolved_at - fact.opened_at
    return IncidentLine(
        incident_id=fact.incident_id,
        title=fact.title,
        systems=fact.systems,
        cause=fact.cause,
        severity=fact.severity,
        opened_at=fact.opened_at,
        acknowledged_at=fact.acknowledged_at,
        resolved_at=fact.resolved_at,
        minutes=None if lasted is None else -int(-lasted.total_seconds() // 60),
        minutes_lost=fact.minutes_lost,
        money_lost=real(fact.money_lost),
    )
