"""Reports of a stored year in three zones, and of its month and quarter in which clocks change."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.reports.csv_file import csv_of
from entelech.adapters.reports.json_file import json_of
from entelech.adapters.reports.words import words_for
from entelech.domain.reports.making import report_of
from entelech.domain.reports.period import ReportType, calendar_period
from tests.adapters.test_report_renderings import html_text, pdf_text, squeezed
from tests.report_year import (
    BERLIN,
    DAY,
    LORD_HOWE,
    MINUTE,
    NEW_YORK,
    NEXT_YEAR,
    NOW,
    Stores,
    Zone,
    a_client,
    in_memory,
    on,
    whole_year,
)

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.domain.reports.inputs import ReportInputs
    from entelech.domain.reports.model import Report


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a report must say; ``checks`` are one a minute of each of the two systems."""

    zone: Zone
    report_type: ReportType
    start: str
    end: str
    days: int
    uptime: str
    budget_s: int
    runs: str
    savings: str
    checks: str
    incidents: int


def a_year(zone: Zone, start: str, end: str) -> Expected:
    """365 days are 525,600 minutes wherever what one night takes another gives back.

    52 of them are 0.0099 %. 0.5 % are 2,628 minutes: 157,680 s. Checks: twice the minutes.
    Runs: 365 x 20; savings: 365 x 25.
    """
    return Expected(
        zone=zone,
        report_type=ReportType.CUSTOM,
        start=start,
        end=end,
        days=365,
        uptime="99.99%",
        budget_s=157_680,
        runs="7,300",
        savings="$9,125.00",
        checks="1,051,200",
        incidents=2,
    )


def a_month(zone: Zone, start: str, end: str, **figures: object) -> Expected:
    return Expected(
        **{  # type: ignore[arg-type]
            "zone": zone,
            "report_type": ReportType.MONTHLY,
            "start": start,
            "end": end,
            "days": 31,
            "runs": "620",
            "savings": "$775.00",
            "incidents": 1,
            **figures,
        }
    )


def a_quarter(zone: Zone, start: str, end: str, **figures: object) -> Expected:
    """31 + 30 + 31 days are 92. Runs: 92 x 20; savings: 92 x 25."""
    return Expected(
        **{  # type: ignore[arg-type]
            "zone": zone,
            "report_type": ReportType.QUARTERLY,
            "start": start,
            "end": end,
            "days": 92,
            "uptime": "99.96%",
            "runs": "1,840",
            "savings": "$2,300.00",
            "incidents": 2,
            **figures,
        }
    )


CASES = [
    a_year(BERLIN, "2024-12-31T23:00Z", "2025-12-31T23:00Z"),
    a_year(NEW_YORK, "2025-01-01T05:00Z", "2026-01-01T05:00Z"),
    a_year(LORD_HOWE, "2024-12-31T13:00Z", "2025-12-31T13:00Z"),
    a_month(
        BERLIN,  # October: 31 x 1,440 + 60; 52 / 44,700 are 0.116 %; 0.5 % are 223.5 min
        "2025-09-30T22:00Z",
        "2025-10-31T23:00Z",
        uptime="99.88%",
        budget_s=13_410,
        checks="89,400",
    ),
    a_month(
        NEW_YORK,  # November: 30 x 1,440 + 60; 52 / 43,260 are 0.1202 %; 0.5 % are 216.3 min
        "2025-11-01T04:00Z",
        "2025-12-01T05:00Z",
        days=30,
        uptime="99.87%",
        budget_s=12_978,
        runs="600",
        savings="$750.00",
        checks="86,520",
    ),
    a_month(
        LORD_HOWE,  # October: 31 x 1,440 - 30; 52 / 44,610 are 0.117 %; 0.5 % are 223.05 min
        "2025-09-30T13:30Z",
        "2025-10-31T13:00Z",
        uptime="99.88%",
        budget_s=13_383,
        checks="89,220",
    ),
    a_quarter(
        BERLIN,  # 92 x 1,440 + 60; 52 / 132,540 are 0.0392 %; 0.5 % are 662.7 min
        "2025-09-30T22:00Z",
        "2025-12-31T23:00Z",
        budget_s=39_762,
        checks="265,080",
    ),
    a_quarter(
        NEW_YORK,
        "2025-10-01T04:00Z",
        "2026-01-01T05:00Z",
        budget_s=39_762,
        checks="265,080",
    ),
    a_quarter(
        LORD_HOWE,  # 92 x 1,440 - 30; 52 / 132,450 are 0.0393 %; 0.5 % are 662.25 min
        "2025-09-30T13:30Z",
        "2025-12-31T13:00Z",
        budget_s=39_735,
        checks="264,900",
    ),
]
every_report = pytest.mark.parametrize(
    "expected", CASES, ids=[f"{each.zone.name}-{each.report_type.value}" for each in CASES]
)


@cache
def seeded(zone: Zone) -> Stores:
    """Only read by tests."""
    stores = in_memory()
    stores.seed(a_client(zone), zone)
    return stores


def gathered(expected: Expected) -> ReportInputs:
    client, stores = a_client(expected.zone), seeded(expected.zone)
    calendar = client.calendar
    if expected.report_type is ReportType.CUSTOM:
        return stores.inputs(client, whole_year(calendar))
    # the month in which it broke is over on the first of the next one
    is_month = expected.report_type is ReportType.MONTHLY
    after = expected.zone.bad.replace(month=expected.zone.bad.month + 1, day=1)
    asked = calendar_period(expected.report_type, after if is_month else NEXT_YEAR, calendar)
    return stores.inputs(client, asked)


def made(inputs: ReportInputs) -> Report:
    about = inputs.subject
    words = words_for(about.locale, inputs.terms.currency, about.time_zone)
    return report_of(inputs, words, generated_at=NOW)


@every_report
def test_a_report_is_of_every_local_day_from_midnight_to_midnight(expected: Expected) -> None:
    found = gathered(expected).span

    period = found.asked.period
    assert period.start == datetime.fromisoformat(expected.start)
    assert period.end == datetime.fromisoformat(expected.end)
    assert [each.day for each in found.health] == [
        found.asked.first + n * DAY for n in range(expected.days)
    ]
    inside = {day for day in expected.zone.changes if found.asked.first <= day <= found.asked.last}
    assert {
        each.day: each.rollup.client.watched_ms / 3_600_000
        for each in found.health
        if each.rollup.client.watched_ms != 24 * 3_600_000
    } == {day: expected.zone.changes[day] for day in inside}


@every_report
def test_every_minute_and_every_run_counts_once(expected: Expected) -> None:
    report = made(gathered(expected))

    health, work = report.system_health, report.performance_metrics
    assert health.coverage_percentage == 100.0
    assert f"{health.uptime_summary}%" == expected.uptime
    assert (health.downtime_seconds, health.outages) == (52 * 60, 1)
    assert health.service_level.error_budget_seconds == expected.budget_s
    assert health.service_level.error_budget_left_seconds == expected.budget_s - 52 * 60
    assert f"{report.proof_of_work.checks_made:,}" == expected.checks
    assert f"{work.automation_summary.total_automations:,}" == expected.runs
    assert f"${work.roi_analysis.cost_savings:,.2f}" == expected.savings
    assert work.automation_summary.days_with_figures == expected.days


@every_report
def test_an_outage_over_midnight_is_one_and_incidents_beside_the_time_are_left_out(
    expected: Expected,
) -> None:
    health = made(gathered(expected)).system_health

    broke = datetime.fromisoformat(expected.zone.broke_at)
    (issue,) = health.critical_issues
    assert (issue.start, issue.end, issue.is_over) == (broke, broke + 52 * MINUTE, True)
    first, *others = health.incidents
    assert (first.opened_at, first.minutes, first.minutes_lost) == (broke, 52, 52)
    # the other one opened a minute before the year was over
    assert len(others) == expected.incidents - 1
    assert all(
        each.opened_at == datetime.fromisoformat(expected.end) - MINUTE and each.minutes is None
        for each in others
    )


@every_report
def test_the_same_figures_stand_in_all_four(expected: Expected) -> None:
    report = made(gathered(expected))

    page, paper = html_text(report), pdf_text(report)
    told = json.loads(json_of(report))
    rows = list(csv.DictReader(io.StringIO(csv_of(report).decode("utf-8-sig"))))

    figures = (expected.uptime, expected.runs, expected.savings, expected.checks, "52 min")
    for figure in map(squeezed, figures):
        assert figure in page
        assert figure in paper
    assert f"{told['system_health']['uptime_summary']}%" == expected.uptime
    runs = told["performance_metrics"]["automation_summary"]["total_automations"]
    savings = told["performance_metrics"]["roi_analysis"]["cost_savings"]
    checks = told["proof_of_work"]["checks_made"]
    assert (f"{runs:,}", f"${savings:,.2f}", f"{checks:,}") == (
        expected.runs,
        expected.savings,
        expected.checks,
    )
    assert len(rows) == 2 * expected.days
    assert sum(int(each["downtime_seconds"]) for each in rows) == 52 * 60
    assert sum(int(each["runs"]) for each in rows) == runs
    assert sum(Decimal(each["cost_savings"]) for each in rows) == Decimal(str(savings))
    assert sum(int(each["checks"]) for each in rows) == checks


def test_the_table_tells_the_same_as_the_memory(dynamo: Table) -> None:
    client, memory, table = a_client(LORD_HOWE), in_memory(), on(dynamo)
    for each in (memory, table):
        each.seed(client, LORD_HOWE, since=date(2025, 10, 1))
    asked = calendar_period(ReportType.QUARTERLY, NEXT_YEAR, client.calendar)

    assert table.inputs(client, asked).sha256() == memory.inputs(client, asked).sha256()
