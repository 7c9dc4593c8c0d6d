from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.calendar import Calendar
from entelech.domain.period import Period
from entelech.domain.reports.period import ReportType, calendar_period, custom, trailing

BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"))
UTC_DAYS = Calendar(zone=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("report_type", "first", "days"),
    [
        (ReportType.DAILY, date(2025, 4, 9), 1),
        (ReportType.WEEKLY, date(2025, 4, 3), 7),
        (ReportType.MONTHLY, date(2025, 3, 11), 30),
        (ReportType.QUARTERLY, date(2025, 1, 10), 90),
    ],
)
def test_on_request_a_report_is_of_the_last_complete_local_days(
    report_type: ReportType, first: date, days: int
) -> None:
    """Half past eleven in the evening UTC of the 9th is the 10th in Berlin."""
    asked = trailing(report_type, datetime(2025, 4, 9, 23, 30, tzinfo=UTC), BERLIN)

    assert (asked.first, asked.last, asked.days) == (first, date(2025, 4, 9), days)
    assert asked.is_trailing


def test_days_on_which_clocks_change_are_as_long_as_they_are() -> None:
    """31 days of March 2025 in Berlin, one of 23 hours: from 23:00 UTC to 22:00 UTC."""
    asked = calendar_period(ReportType.MONTHLY, date(2025, 4, 1), BERLIN)

    assert asked.period == Period(
        start=datetime(2025, 2, 28, 23, tzinfo=UTC), end=datetime(2025, 3, 31, 22, tzinfo=UTC)
    )
    assert asked.name == "monthly-2025-03-01-2025-03-31"


@pytest.mark.parametrize(
    ("report_type", "first", "last", "first_before"),
    [
        (ReportType.DAILY, date(2025, 1, 14), date(2025, 1, 14), date(2025, 1, 13)),
        (ReportType.WEEKLY, date(2025, 1, 6), date(2025, 1, 12), date(2024, 12, 30)),
        (ReportType.MONTHLY, date(2024, 12, 1), date(2024, 12, 31), date(2024, 11, 1)),
        (ReportType.QUARTERLY, date(2024, 10, 1), date(2024, 12, 31), date(2024, 7, 1)),
    ],
)
def test_on_schedule_a_report_is_of_the_last_calendar_period_and_compared_with_the_one_before(
    report_type: ReportType, first: date, last: date, first_before: date
) -> None:
    """15 January 2025 is a Wednesday."""
    asked = calendar_period(report_type, date(2025, 1, 15), UTC_DAYS)

    assert (asked.first, asked.last) == (first, last)
    assert asked.before(UTC_DAYS).first == first_before
    assert asked.before(UTC_DAYS).period.end == asked.period.start


def test_trailing_days_are_compared_with_as_many_days_before() -> None:
    asked = trailing(ReportType.MONTHLY, datetime(2025, 1, 31, 12, tzinfo=UTC), UTC_DAYS)

    assert asked.before(UTC_DAYS).first == date(2024, 12, 2)
    assert asked.before(UTC_DAYS).period.end == asked.period.start


def test_any_time_can_be_asked_for() -> None:
    period = Period(
        start=datetime(2025, 1, 14, 6, tzinfo=UTC), end=datetime(2025, 1, 15, tzinfo=UTC)
    )

    asked = custom(period, UTC_DAYS)

    assert (asked.first, asked.last) == (date(2025, 1, 14), date(2025, 1, 14))
    assert asked.name == "custom-20250114T060000Z-20250115T000000Z"
    assert asked.before(UTC_DAYS).period == period.before()
