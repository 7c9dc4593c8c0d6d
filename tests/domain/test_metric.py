from __future__ import annotations

import pytest

from entelech.domain.errors import InvalidError
from entelech.domain.metric import METRICS, Aggregation, Unit, metric_named
from entelech.domain.metric_reading import NOTHING_READ, ClientReadings, MetricReading


def test_every_metric_that_rules_are_promised_is_there() -> None:
    assert set(METRICS) == {
        "uptime",
        "response_time",
        "success_rate",
        "daily_automations",
        "avg_processing_time",
        "cost_savings",
        "time_saved_hours",
        "status",
        "tls_days_left",
        "heartbeat_age",
        "error_budget_burn",
        "volume_ratio",
        "data_age",
    }


@pytest.mark.parametrize("name", list(METRICS))
def test_an_entry_says_all_that_a_legend_needs(name: str) -> None:
    metric = METRICS[name]

    assert metric.name == name
    assert metric.title
    assert metric.description.endswith(".")
    assert metric.window_minutes >= 0
    assert metric.min_samples >= 1


def test_what_is_a_share_is_a_ratio_of_sums() -> None:
    shares = [each for each in METRICS.values() if each.unit is Unit.PERCENT]

    assert {each.aggregation for each in shares} == {Aggregation.RATIO_OF_SUMS}


def test_a_metric_of_no_such_name_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        metric_named("latency")

    assert refused.value.field == "metric_name"


def test_what_was_not_read_is_not_known() -> None:
    read = MetricReading(value=None, samples=3, measured_at=None)
    readings = ClientReadings(whole={"uptime": read}, systems={"Booking": {"uptime": read}})

    assert readings.reading("uptime") is read
    assert readings.reading("uptime", "Booking") is read
    assert readings.reading("success_rate") is NOTHING_READ
    assert readings.reading("uptime", "Billing") is NOTHING_READ
