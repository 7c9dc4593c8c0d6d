from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from entelech.domain.calendar import Calendar
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.reason import Reason
from entelech.domain.reports.business import performance_part
from entelech.domain.reports.inputs import HealthDay, ReportInputs, Span, WorkDay
from entelech.domain.reports.making import report_of
from entelech.domain.reports.period import ReportType, calendar_period
from entelech.domain.rollup import Rollup
from tests.fakes.words import PlainWords
from tests.report_samples import (
    MADE_AT,
    SYSTEMS,
    a_subject,
    a_tally,
    some_inputs,
    some_terms,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.reports.model import Report
    from entelech.domain.tally import Tally

UTC_DAYS = Calendar(zone=ZoneInfo("UTC"))
NOVEMBER = calendar_period(ReportType.MONTHLY, date(2026, 12, 1), UTC_DAYS)
FIRST = date(2026, 11, 1)


def made(inputs: ReportInputs, **options: Any) -> Report:
    return report_of(inputs, PlainWords(), generated_at=MADE_AT, **options)


def of(**span: Any) -> ReportInputs:
    """November of a client of which nothing but this is known."""
    before = NOVEMBER.before(UTC_DAYS)
    return ReportInputs(
        subject=a_subject(systems=("CRM",)),
        terms=some_terms(),
        span=Span(asked=NOVEMBER, **span),
        before=Span(asked=before),
    )


def a_day(*outages: tuple[int, int, Reason], **tally: Any) -> list[HealthDay]:
    period = UTC_DAYS.day(FIRST)
    found = a_tally(period, *outages, **tally)
    return [
        HealthDay(day=FIRST, rollup=Rollup(period=period, client=found, systems={"CRM": found}))
    ]


def work(runs: int, succeeded: int, **said: Any) -> WorkDay:
    return WorkDay(day=FIRST, system="CRM", runs=runs, succeeded=succeeded, **said)


def test_the_promise_is_judged_to_the_hundredth_of_a_percent() -> None:
    """A day has 1,440 minutes. 99.50 % allow 7.2 min: 432 s; 8 min are 48 s more."""
    health = made(of(health=a_day((0, 8, Reason.TLS)))).system_health

    assert health.uptime_summary == 99.44  # 1432 / 1440, rounded down
    assert health.service_level.is_met is False
    assert health.service_level.error_budget_seconds == 432
    assert health.service_level.error_budget_left_seconds == -48
    assert health.downtime_seconds == 480


def test_an_outage_is_told_with_its_cause_and_its_minutes() -> None:
    (issue,) = made(of(health=a_day((600, 52, Reason.TLS)))).system_health.critical_issues

    assert (issue.system, issue.minutes, issue.cause) == ("CRM", 52, "reason_tls")
    assert issue.start == UTC_DAYS.day(FIRST).start + timedelta(hours=10)
    assert issue.is_over


def test_the_longest_outages_come_first_and_the_others_are_counted() -> None:
    outages = [(60 * n, n + 1, Reason.TIMEOUT) for n in range(12)]

    health = made(of(health=a_day(*outages))).system_health

    assert [each.minutes for each in health.critical_issues] == list(range(12, 2, -1))
    assert health.issues_left_out == 2


@pytest.mark.parametrize(
    ("tally", "state"),
    [
        ({}, "up"),
        ({"degraded_min": 4}, "up"),
        ({"degraded_min": 5}, "degraded"),
        ({"known_ms": {}}, "no_data"),
        ({"known_ms": {}, "planned_ms": {Status.DOWN: 60_000}}, "maintenance"),
    ],
)
def test_a_day_is_marked_by_the_worst_that_counts(tally: dict[str, Any], state: str) -> None:
    assert made(of(health=a_day(**tally))).system_health.days[0].state == state


def test_nothing_known_is_null_and_said_so() -> None:
    report = made(of())

    assert report.system_health.uptime_summary is None
    assert report.system_health.service_level.is_met is None
    assert report.executive_summary.overall_health == "unknown"
    assert report.executive_summary.verdict == "verdict_unknown"
    assert report.performance_metrics.automation_summary.total_automations is None
    assert report.performance_metrics.roi_analysis.total_savings is None
    assert {each.change for each in report.comparison.lines} == {None}
    assert report.recommendations is not None
    assert report.recommendations.all == []


def test_the_ledger_is_the_seeds() -> None:
    """Source: the seed: 1,187 of 1,250 are 94.96 %, 312.5 h at 25 are 7812.50; 1,500 a month."""
    said = work(
        1250,
        1187,
        processing_s=Decimal(2875),
        savings=Decimal("15420.50"),
        saved_hours=Decimal("312.5"),
        improvement_percent=Decimal("85.2"),
    )

    part = performance_part(Span(asked=NOVEMBER, work=[said]), some_terms())

    assert part.automation_summary.success_rate == 94.96
    assert part.automation_summary.avg_processing_time == 2.3
    assert part.roi_analysis.labor_cost_savings == 7812.50
    assert part.roi_analysis.total_savings == 15420.50
    assert part.roi_analysis.retainer == 1500.0
    assert part.roi_analysis.return_ratio == 10.3  # 15,420.50 / 1,500 = 10.28
    assert part.efficiency_gains.efficiency_improvement == 85.2


def test_hours_that_no_system_reports_are_the_minutes_agreed_on() -> None:
    """60 runs of 16.7 minutes are 16.7 h; at 25 an hour 417.50."""
    part = performance_part(Span(asked=NOVEMBER, work=[work(61, 60)]), some_terms())

    assert part.roi_analysis.time_saved_hours == 16.7
    assert part.roi_analysis.labor_cost_savings == 417.50
    assert part.roi_analysis.total_savings == 417.50


def test_means_are_weighted_by_runs() -> None:
    """(10 x 50 + 30 x 90) / 40 = 80."""
    days = [
        work(10, 10, improvement_percent=Decimal(50)),
        replace(work(30, 30, improvement_percent=Decimal(90)), system="Mail"),
    ]

    part = performance_part(Span(asked=NOVEMBER, work=days), some_terms())

    assert part.efficiency_gains.efficiency_improvement == 80.0


def test_times_of_people_are_means_over_incidents() -> None:
    """Found after 3 min, acknowledged 6 after that, restored 52 after it began."""
    proof = made(some_inputs()).proof_of_work

    assert (proof.mean_seconds_to_detect, proof.mean_seconds_to_acknowledge) == (180, 360)
    assert proof.mean_seconds_to_restore == 52 * 60
    assert proof.checks_made == 28 * 3 * 1440  # a check a minute on 28 days
    assert proof.failures_absorbed == 31


def test_a_certificate_that_was_renewed_in_time_is_work_too() -> None:
    inputs = some_inputs()
    (incident,) = inputs.span.incidents
    renewed = replace(incident, metric="tls_days_left")

    proof = made(replace(inputs, span=replace(inputs.span, incidents=[renewed]))).proof_of_work

    assert proof.expiries_renewed == 1
    assert proof.mean_seconds_to_restore is None


def test_a_change_says_whether_it_is_for_the_better() -> None:
    lines = {each.figure: each for each in made(some_inputs()).comparison.lines}

    uptime = lines["uptime_percentage"]
    assert (uptime.now, uptime.before) == (99.87, 100.0)  # 52 of 28 x 1440 minutes
    assert (uptime.change, uptime.unit, uptime.is_better) == (-0.13, "points", False)
    assert lines["total_automations"].is_better
    assert lines["outages"].change is None  # from none


def test_a_report_without_recommendations_has_none() -> None:
    assert made(some_inputs(), include_recommendations=False).recommendations is None


def test_systems_that_are_gone_are_told_after_those_that_are_there() -> None:
    inputs = some_inputs()
    subject = replace(inputs.subject, systems=(SYSTEMS[2], "New one"))

    systems = made(replace(inputs, subject=subject)).system_health.systems

    assert [each.system for each in systems] == [SYSTEMS[2], "New one", SYSTEMS[1], SYSTEMS[0]]
    assert systems[1].uptime_percentage is None


def test_the_same_inputs_have_the_same_hash_and_others_another() -> None:
    inputs = some_inputs()
    (first, *others) = inputs.span.work
    span = replace(inputs.span, work=[replace(first, runs=first.runs + 1), *others])

    assert inputs.sha256() == some_inputs().sha256()
    assert replace(inputs, span=span).sha256() != inputs.sha256()


def test_the_slowest_system_is_named_only_where_one_is_slower() -> None:
    """Answers of 100 ms lie in one bucket, those of 900 ms in another."""
    period = UTC_DAYS.day(FIRST)
    fast, slow = (
        a_tally(period, latency=histogram_of([duration] * 10)) for duration in (100.0, 900.0)
    )

    def told(**systems: Tally) -> Sequence[str]:
        day = HealthDay(day=FIRST, rollup=Rollup(period=period, client=fast, systems=systems))
        return made(of(health=[day])).system_health.performance_highlights

    assert [each.split()[0] for each in told(CRM=fast, Mail=fast)] == ["p95_of_all"]
    assert told(CRM=fast, Mail=slow)[1].startswith("slowest_system system=Mail")
