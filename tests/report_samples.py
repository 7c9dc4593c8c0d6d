"""Inputs of reports, made up but the same each time; override what the test is about."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from entelech.domain.calendar import Calendar
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.ids import ClientId
from entelech.domain.reason import Reason
from entelech.domain.reports.inputs import (
    HealthDay,
    IncidentFact,
    ReportInputs,
    Span,
    Subject,
    Terms,
    WorkDay,
)
from entelech.domain.reports.period import ReportPeriod, ReportType, trailing
from entelech.domain.rollup import Rollup
from entelech.domain.tally import Outage, Tally
from entelech.domain.uptime import UptimePolicy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MADE_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SYSTEMS = ("Lead processing", "Booking", "Customer comms")
_MINUTE_MS = 60_000
_DAY = timedelta(days=1)


def a_subject(**overrides: Any) -> Subject:
    return Subject(
        **{
            "client_id": ClientId("tnt-limousine-001"),
            "client_name": "TNT Limousine",
            "industry": "Transportation",
            "time_zone": "UTC",
            "locale": "en_US",
            "policy": UptimePolicy(),
            "systems": SYSTEMS,
            **overrides,
        }
    )


def some_terms(**overrides: Any) -> Terms:
    """Source: the seed's example of ROI: 25 an hour."""
    usual = {
        "hourly_rate": Decimal(25),
        "minutes_saved_per_run": Decimal("16.7"),
        "retainer": Decimal(1500),
    }
    return Terms(**{**usual, **overrides})


def a_tally(
    period: Any, *outages: tuple[int, int, Reason], degraded_min: int = 0, **overrides: Any
) -> Tally:
    """A day with a check a minute, down from so many minutes after its start for so many."""
    minutes = period.length_ms // _MINUTE_MS
    down = sum(length for _, length, _ in outages)
    known = {
        Status.HEALTHY: (minutes - down - degraded_min) * _MINUTE_MS,
        Status.DEGRADED: degraded_min * _MINUTE_MS,
        Status.DOWN: down * _MINUTE_MS,
    }
    return Tally(
        **{
            "watched_ms": period.length_ms,
            "known_ms": {status: length for status, length in known.items() if length},
            "checks": minutes,
            "reasons": {Reason.OK: minutes - down},
            "outages": tuple(
                Outage(
                    start=period.start + timedelta(minutes=first),
                    end=period.start + timedelta(minutes=first + length),
                    reason=reason,
                    is_recovered=first + length < minutes,
                )
                for first, length, reason in outages
            ),
            "latency": histogram_of([180.0] * 90 + [420.0] * 10),
            **overrides,
        }
    )


def health_days(
    asked: ReportPeriod,
    calendar: Calendar,
    systems: Sequence[str] = SYSTEMS,
    marked: Mapping[tuple[date, str], Mapping[str, Any]] | None = None,
    unseen: Sequence[date] = (),
) -> list[HealthDay]:
    """Every day up but those that are marked, by day and system, with what ``a_tally`` takes."""
    found = []
    for n in range(asked.days):
        day = asked.first + n * _DAY
        if day in unseen:
            found.append(HealthDay(day=day, rollup=Rollup(period=calendar.day(day))))
            continue
        period = calendar.day(day)
        tallies = {}
        for name in systems:
            said = dict((marked or {}).get((day, name), {}))
            tallies[name] = a_tally(period, *said.pop("outages", ()), **said)
        worst = min(tallies.values(), key=lambda each: each.known_ms.get(Status.HEALTHY, 0))
        found.append(
            HealthDay(day=day, rollup=Rollup(period=period, client=worst, systems=tallies))
        )
    return found


def work_days(
    asked: ReportPeriod, systems: Sequence[str] = SYSTEMS, *, seed: int = 7, scale: int = 15
) -> list[WorkDay]:
    """Fewer runs at weekends, about 95 of 100 of which succeed."""
    dice = random.Random(seed)  # noqa: S311 - the same each time
    made = []
    for n in range(asked.days):
        day = asked.first + n * _DAY
        for name in systems:
            runs = dice.randint(scale - 2, scale + 2) // (1 if day.weekday() < 5 else 2)
            succeeded = runs - sum(dice.random() < 0.05 for _ in range(runs))
            made.append(
                WorkDay(
                    day=day,
                    system=name,
                    runs=runs,
                    succeeded=succeeded,
                    processing_s=Decimal(runs) * Decimal("2.3"),
                    savings=Decimal(succeeded) * Decimal("12.34"),
                    saved_hours=Decimal(succeeded) * Decimal("0.25"),
                    error_reduction_percent=Decimal("87.3"),
                    improvement_percent=Decimal("45.2"),
                )
            )
    return made


def some_inputs(
    report_type: ReportType = ReportType.MONTHLY,
    *,
    subject: Subject | None = None,
    terms: Terms | None = None,
    asked: ReportPeriod | None = None,
) -> ReportInputs:
    """A month with two outages, two days without data, and one slow day."""
    subject = subject or a_subject()
    calendar = Calendar(zone=ZoneInfo(subject.time_zone))
    asked = asked or trailing(report_type, MADE_AT, calendar)
    systems = list(subject.systems)
    marked: dict[tuple[date, str], dict[str, Any]] = {}
    incidents: list[IncidentFact] = []
    unseen: list[date] = []
    if systems and asked.days > 20:
        bad, slow = asked.first + 22 * _DAY, asked.first + 15 * _DAY
        marked = {
            (bad, systems[0]): {"outages": [(600, 52, Reason.TLS)]},
            (bad, systems[min(1, len(systems) - 1)]): {
                "outages": [(620, 14, Reason.FAILURE)],
                "retries": 31,
            },
            (slow, systems[min(1, len(systems) - 1)]): {"degraded_min": 95},
        }
        unseen = [asked.first + 9 * _DAY, asked.first + 10 * _DAY]
        opened = calendar.day(bad).start + timedelta(minutes=603)
        incidents = [
            IncidentFact(
                incident_id="0m5xq2v40-a1b2c3d4",
                title=f"{systems[0]} is down",
                systems=[systems[0]],
                cause="a certificate or TLS problem",
                severity="critical",
                opened_at=opened,
                began_at=opened - timedelta(minutes=3),
                acknowledged_at=opened + timedelta(minutes=6),
                resolved_at=opened + timedelta(minutes=49),
                minutes_lost=52,
                money_lost=Decimal("38.20"),
            )
        ]
    before = asked.before(calendar)
    return ReportInputs(
        subject=subject,
        terms=terms or some_terms(),
        span=Span(
            asked=asked,
            health=health_days(asked, calendar, systems, marked, unseen),
            work=[each for each in work_days(asked, systems) if each.day not in unseen],
            incidents=incidents,
        ),
        before=Span(
            asked=before,
            health=health_days(before, calendar, systems),
            work=work_days(before, systems, seed=8, scale=13),
        ),
    )
