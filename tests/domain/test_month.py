from __future__ import annotations

from datetime import date

from msgspec.structs import asdict

from entelech.domain.month import Month, month_of
from entelech.domain.service_level import service_level
from entelech.domain.sparkline import SparkDay, Sparkline
from entelech.domain.uptime import UptimePolicy

TODAY = date(2025, 1, 15)


def a_line(*days: tuple[str, float | None, int]) -> Sparkline:
    return Sparkline(
        client_id="tnt",
        service_level=service_level(UptimePolicy()),
        hours=[],
        days=[
            SparkDay(
                date=day, uptime_percentage=uptime, coverage_percentage=100.0, downtime_seconds=down
            )
            for day, uptime, down in days
        ],
    )


def test_each_day_is_as_bad_as_its_worst() -> None:
    line = a_line(
        ("2025-01-14", 99.0, 600),
        ("2025-01-13", 100.0, 0),
        ("2025-01-12", 99.9, 0),
        ("2025-01-11", None, 0),
    )

    month = month_of(line, TODAY)

    assert list(month.days[-5:]) == ["unknown", "unknown", "degraded", "healthy", "down"]
    assert len(month.days) == 30
    assert month.text == "1 day with an outage, 27 days without data."


def test_a_quiet_month_is_told_in_few_words() -> None:
    line = a_line(*((f"2024-12-{day:02}", 100.0, 0) for day in range(16, 32)))
    more = a_line(*((f"2025-01-{day:02}", 100.0, 0) for day in range(1, 15)))
    days = [*line.days, *more.days]

    month = month_of(Sparkline(**{**asdict(line), "days": days}), TODAY)

    assert month.text == "No day with an outage."
    assert set(month.days) == {"healthy"}


def test_where_nothing_is_known_nothing_is_shown() -> None:
    assert month_of(a_line(), TODAY) == Month()


def test_a_day_that_ended_east_of_us_is_shown() -> None:
    """Where the client is, the fifteenth is over already."""
    assert month_of(a_line(("2025-01-15", 98.0, 60)), TODAY).days[-1] == "down"
