"""Makes a report of its inputs. The same inputs and the same instant make the same report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.reports.business import performance_part
from entelech.domain.reports.comparing import comparison
from entelech.domain.reports.health import (
    critical_issues,
    figures_of,
    health_part,
    service_verdict,
    whole_of,
)
from entelech.domain.reports.model import Method, Report, ReportMetadata
from entelech.domain.reports.period import ReportType
from entelech.domain.reports.proof import proof_of_work
from entelech.domain.reports.recommending import Seen, recommendations
from entelech.domain.reports.summary import Known, executive_summary, highlights

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.reports.inputs import ReportInputs
    from entelech.domain.reports.period import ReportPeriod
    from entelech.domain.reports.record import Highlights
    from entelech.domain.reports.words import Words


def report_of(
    inputs: ReportInputs,
    words: Words,
    *,
    generated_at: datetime,
    revision: int = 1,
    changes: Sequence[str] = (),
    include_recommendations: bool = True,
) -> Report:
    """The whole report."""
    whole, before = whole_of(inputs.span), whole_of(inputs.before)
    client = figures_of(whole.client, inputs)
    compared = comparison(inputs, words)
    work = performance_part(inputs.span, inputs.terms)
    proof = proof_of_work(inputs.span, whole)
    health = health_part(inputs, words)
    known = Known(
        days=inputs.span.asked.days,
        client=client,
        service=service_verdict(whole.client, client, inputs.subject.policy),
        systems=list(health.systems),
        issues=critical_issues(whole, inputs, words),
        performance=work,
        comparison=compared,
        absorbed=proof.failures_absorbed,
        words=words,
    )
    seen = Seen(inputs=inputs, whole=whole, before=before, performance=work, words=words)
    return Report(
        report_metadata=_metadata(inputs, words, generated_at, revision, changes),
        executive_summary=executive_summary(known),
        system_health=replace(health, performance_highlights=highlights(known)),
        performance_metrics=work,
        recommendations=recommendations(seen) if include_recommendations else None,
        proof_of_work=proof,
        comparison=compared,
        method=_method(inputs, words, client.coverage_percentage),
    )


def report_id(asked: ReportPeriod, revision: int) -> str:
    """The same for the same time and revision, like "monthly-2025-01-01-2025-01-31-r1"."""
    return f"{asked.name}-r{revision}"


def changed_figures(before: Highlights, after: Highlights, words: Words) -> list[str]:
    """How a revision differs from the one before, figure by figure."""
    said = [
        words.say(
            "change_figure",
            figure=words.say(f"figure_{name}"),
            before=shown(getattr(before, name)),
            now=shown(getattr(after, name)),
        )
        for name, shown in (
            ("uptime_percentage", words.percent),
            ("total_automations", words.number),
            ("success_rate", words.percent),
            ("total_savings", words.money),
        )
        if getattr(before, name) != getattr(after, name)
    ]
    return said or [words.say("change_other")]


def period_label(asked: ReportPeriod, words: Words) -> str:
    """What people call the time. Source: the seed: "Last 30 Days"."""
    if asked.is_trailing and asked.report_type is not ReportType.DAILY:
        return words.say("label_trailing", days=asked.days)
    if asked.days == 1:
        return words.day(asked.first)
    return words.days(asked.first, asked.last)


def _metadata(
    inputs: ReportInputs,
    words: Words,
    generated_at: datetime,
    revision: int,
    changes: Sequence[str],
) -> ReportMetadata:
    subject, asked = inputs.subject, inputs.span.asked
    return ReportMetadata(
        report_id=report_id(asked, revision),
        client_id=subject.client_id,
        client_name=subject.client_name,
        industry=subject.industry,
        report_type=asked.report_type.value,
        title=words.say(f"title_{asked.report_type.value}"),
        period_label=period_label(asked, words),
        period_start=asked.period.start,
        period_end=asked.period.end,
        first_day=asked.first.isoformat(),
        last_day=asked.last.isoformat(),
        days=asked.days,
        time_zone=subject.time_zone,
        locale=subject.locale,
        currency=inputs.terms.currency,
        generated_at=generated_at,
        revision=revision,
        changes=changes,
        inputs_sha256=inputs.sha256(),
    )


def _method(inputs: ReportInputs, words: Words, coverage: float | None) -> Method:
    """What counts, and what was not seen."""
    policy, terms = inputs.subject.policy, inputs.terms
    said = [
        words.say("method_uptime"),
        words.say("method_degraded", weight=words.percent(policy.degraded_weight_percent, 0)),
        words.say(
            "method_maintenance_counted"
            if policy.is_maintenance_counted
            else "method_maintenance_aside"
        ),
    ]
    if policy.business_hours is not None:
        said.append(words.say("method_business_hours"))
    if coverage is not None:
        said.append(words.say("method_coverage", coverage=words.percent(coverage)))
    said.append(words.say("method_days", zone=inputs.subject.time_zone))
    if inputs.span.work:
        said.append(words.say("method_work"))
    if terms.hourly_rate is not None:
        said.append(words.say("method_labor", rate=words.money(terms.hourly_rate)))
    if inputs.suspect_minutes:
        said.append(words.say("method_suspect", minutes=len(inputs.suspect_minutes)))
    return Method(statements=said, suspect_minutes=len(inputs.suspect_minutes))
