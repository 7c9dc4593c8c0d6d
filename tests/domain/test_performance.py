from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import asdict

from entelech.domain.metric_day import Work
from entelech.domain.performance import (
    Direction,
    Metrics,
    RoiMetrics,
    Trends,
    direction,
    metrics_of,
    trends_of,
)


def test_the_guides_figures_come_out_as_the_guide_prints_them() -> None:
    """1187 of 1250 are 94.96 %; 2875 s / 1250 = 2.3 s; 312.5 h x 25 = 7812.50."""
    work = Work(
        total=1250,
        successful=1187,
        failed=63,
        processing_s=Decimal(2875),
        timed_runs=1250,
        savings={"USD": Decimal("15420.50")},
        hours_saved=Decimal("312.5"),
        improvement_sum=Decimal("85.2") * 1250,
        improvement_weight=1250,
    )

    assert metrics_of(work, currency="USD", labour=Decimal("312.5") * 25) == Metrics(
        total_automations=1250,
        successful_automations=1187,
        success_rate=94.96,
        avg_processing_time=2.3,
        cost_savings=15420.50,
        roi_metrics=RoiMetrics(
            time_saved_hours=312.5, labor_cost_savings=7812.50, efficiency_improvement=85.2
        ),
    )


def test_where_nothing_is_known_everything_is_null() -> None:
    nothing = metrics_of(None, currency="USD", labour=None)

    assert {*asdict(nothing).values()} - {nothing.roi_metrics} == {None}
    assert {*asdict(nothing.roi_metrics).values()} == {None}


def test_a_day_without_runs_has_no_success_rate_but_a_count() -> None:
    quiet = metrics_of(Work(), currency="USD", labour=None)

    assert (quiet.total_automations, quiet.success_rate, quiet.cost_savings) == (0, None, None)


def test_volume_is_compared_in_percent_and_success_in_points() -> None:
    """300 in 10 days against 250 in 10: +20 %. 95 % against 92 %: +3 points."""
    now = Work(total=300, successful=285)
    before = Work(total=250, successful=230)

    assert trends_of(now, 10, before, 10) == Trends(
        automation_volume_trend=20.0,
        success_rate_trend=3.0,
        performance_direction=Direction.IMPROVING,
    )


def test_missing_days_are_not_a_fall() -> None:
    """150 in 5 known days are 30 a day, as 300 in 10 were."""
    trends = trends_of(Work(total=150, successful=150), 5, Work(total=300, successful=300), 10)

    assert (trends.automation_volume_trend, trends.performance_direction) == (0, Direction.STABLE)


@pytest.mark.parametrize("before", [None, Work()])
def test_against_nothing_there_is_no_trend(before: Work | None) -> None:
    trends = trends_of(Work(total=3, successful=3), 1, before, 1)

    assert trends == Trends(
        automation_volume_trend=None, success_rate_trend=None, performance_direction=None
    )


@pytest.mark.parametrize(
    ("volume", "success", "found"),
    [
        ("4.9", "0.9", Direction.STABLE),
        ("5", "0.9", Direction.IMPROVING),
        ("-5", "0", Direction.DECLINING),
        ("20", "-1", Direction.DECLINING),
        ("-20", "1", Direction.IMPROVING),
        (None, "-1", Direction.DECLINING),
        ("-6", None, Direction.DECLINING),
        (None, None, None),
    ],
)
def test_the_success_rate_decides_first(
    volume: str | None, success: str | None, found: Direction | None
) -> None:
    numbers = [None if each is None else Decimal(each) for each in (volume, success)]

    assert direction(*numbers) is found
