from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.document import document
from entelech.domain.errors import InvalidError
from entelech.domain.service_level import parse_service_level, service_level
from entelech.domain.uptime import UptimePolicy

OFFICE = {"days": ["friday", "monday"], "opens": "08:30", "closes": "18:00"}
BEFORE = UptimePolicy(target_hundredths=9_990, degraded_weight_percent=50)


def parsed(value: object) -> UptimePolicy:
    return parse_service_level(value, BEFORE, field="service_level")


def test_what_is_not_named_stays() -> None:
    assert parsed({}) == BEFORE
    assert parsed({"is_maintenance_counted": True, "business_hours": None}) == UptimePolicy(
        target_hundredths=9_990, degraded_weight_percent=50, is_maintenance_counted=True
    )


def test_all_of_it_is_read_and_printed_as_it_was_written() -> None:
    written = {
        "uptime_target_percentage": 99.95,
        "degraded_weight_percentage": 0,
        "is_maintenance_counted": True,
        "business_hours": [OFFICE | {"days": ["monday", "friday"], "closes": "24:00"}],
    }

    policy = parsed(written)

    assert policy.target_hundredths == 9_995
    assert document(service_level(policy)) == written


def test_an_empty_list_ends_business_hours() -> None:
    before = parsed({"business_hours": [OFFICE]})

    after = parse_service_level({"business_hours": []}, before, field="service_level")

    assert before.business_hours is not None
    assert after.business_hours is None


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], "service_level"),
        ({"uptime_target": 99}, "service_level.uptime_target"),
        ({"uptime_target_percentage": 100.1}, "service_level.uptime_target_percentage"),
        ({"degraded_weight_percentage": 12.5}, "service_level.degraded_weight_percentage"),
        ({"is_maintenance_counted": "no"}, "service_level.is_maintenance_counted"),
        ({"business_hours": {}}, "service_level.business_hours"),
        ({"business_hours": [OFFICE] * 15}, "service_level.business_hours"),
        ({"business_hours": [1]}, "service_level.business_hours[0]"),
        (
            {"business_hours": [OFFICE, OFFICE | {"days": []}]},
            "service_level.business_hours[1].days",
        ),
        (
            {"business_hours": [OFFICE | {"days": ["Monday"]}]},
            "service_level.business_hours[0].days[0]",
        ),
        (
            {"business_hours": [OFFICE | {"opens": "08:20"}]},
            "service_level.business_hours[0].opens",
        ),
        (
            {"business_hours": [OFFICE | {"closes": "24:15"}]},
            "service_level.business_hours[0].closes",
        ),
        (
            {"business_hours": [OFFICE | {"closes": "08:30"}]},
            "service_level.business_hours[0].closes",
        ),
    ],
)
def test_a_wrong_field_is_named(value: Any, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(value)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("hour", "minute", "day", "is_covered"),
    [
        (7, 15, 13, False),
        (7, 30, 13, True),
        (16, 45, 13, True),
        (17, 0, 13, False),
        (9, 0, 14, False),
    ],
)
def test_business_hours_are_the_clients_own(
    hour: int, minute: int, day: int, is_covered: bool
) -> None:
    """08:30 to 18:00 in Berlin is 07:30 to 17:00 UTC in winter; the 13th was a Monday."""
    hours = BusinessHours(spans=(Span(days=(Weekday.MONDAY,), first=34, after=72),))

    quarter = datetime(2025, 1, day, hour, minute, tzinfo=UTC)

    assert hours.cover(quarter, ZoneInfo("Europe/Berlin")) is is_covered
