from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.calendar import Calendar
from entelech.domain.errors import InvalidError
from entelech.domain.ids import ClientId
from entelech.domain.reports.period import ReportType
from entelech.domain.reports.standing import StandingOrder, next_after, parse_standing

BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"))
TNT = ClientId("tnt-limousine-001")
NOW = datetime(2025, 1, 15, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("report_type", "due"),
    [
        (ReportType.DAILY, datetime(2025, 1, 16, 7, 0, tzinfo=UTC)),
        (ReportType.WEEKLY, datetime(2025, 1, 20, 7, 0, tzinfo=UTC)),
        (ReportType.MONTHLY, datetime(2025, 2, 1, 7, 0, tzinfo=UTC)),
        (ReportType.QUARTERLY, datetime(2025, 4, 1, 6, 0, tzinfo=UTC)),  # summer time by then
    ],
)
def test_an_order_is_due_at_its_local_time_on_the_day_after_a_period(
    report_type: ReportType, due: datetime
) -> None:
    assert next_after(report_type, time(8), BERLIN, NOW) == due


def test_the_next_one_is_after_now_and_not_at_it() -> None:
    first = next_after(ReportType.DAILY, time(8), BERLIN, NOW)

    assert next_after(ReportType.DAILY, time(8), BERLIN, first) == datetime(
        2025, 1, 17, 7, 0, tzinfo=UTC
    )


def test_none_is_made_before_the_last_hours_of_its_period_are_settled() -> None:
    """Local midnight is 23:00 UTC; three hours later it is 2:00."""
    assert next_after(ReportType.DAILY, time(0, 15), BERLIN, NOW) == datetime(
        2025, 1, 16, 2, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        # clocks go from 2 to 3 on 30 March 2025 in Berlin: 2:30 does not exist
        (datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 3, 30, 2, 0, tzinfo=UTC)),
        # and back on 26 October: the day begins at 22:00 UTC
        (datetime(2025, 10, 25, 12, tzinfo=UTC), datetime(2025, 10, 26, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_clocks_skip_or_repeat_comes_once(day: datetime, due: datetime) -> None:
    assert next_after(ReportType.DAILY, time(2, 30), BERLIN, day) == due


def parsed(body: object) -> StandingOrder:
    return parse_standing(body, TNT, ReportType.MONTHLY, calendar=BERLIN, now=NOW)


def test_an_order_that_names_nothing_is_as_usual() -> None:
    order = parsed({})

    assert (order.at, order.recipients, order.include_recommendations) == (time(8), (), True)


def test_a_recipient_that_is_named_twice_gets_one_mail() -> None:
    order = parsed({"recipients": ["a@example.com", "b@example.com", "a@example.com"]})

    assert order.recipients == ("a@example.com", "b@example.com")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"at": "8:00"}, "at"),
        ({"at": "08:07"}, "at"),
        ({"recipients": ["a@example.com", "b"]}, "recipients[1]"),
        ({"recipients": ["a@example.com\nBcc: b@example.com"]}, "recipients[0]"),
        ({"recipients": [f"{n}@example.com" for n in range(21)]}, "recipients"),
        ({"report_type": "weekly"}, "report_type"),
    ],
)
def test_what_is_wrong_with_an_order_is_named(body: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(body)

    assert caught.value.field == field
