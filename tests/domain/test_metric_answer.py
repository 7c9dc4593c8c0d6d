from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.calendar import Calendar
from entelech.domain.errors import InvalidError
from entelech.domain.metric_answer import read_answer, told_day
from entelech.domain.metric_day import Figures
from entelech.domain.period import Period
from tests.figures import a_metrics_body
from tests.servers.bad_metrics import BAD_BODIES

START = datetime(2025, 1, 15, tzinfo=UTC)
DAY = Period(start=START, end=START + timedelta(days=1))
NEW_YORK = Calendar(zone=ZoneInfo("America/New_York"))


def body(**overrides: Any) -> bytes:
    answer = a_metrics_body("2025-01-15T00:00:00Z", "2025-01-15T23:59:59Z", **overrides)
    return json.dumps(answer).encode()


def test_the_guides_answer_is_read_to_the_last_digit() -> None:
    """Source: the developer guide, "Metrics Endpoint"."""
    assert read_answer(body(), DAY) == Figures(
        total=450,
        successful=428,
        failed=22,
        processing_s=Decimal("1125.5"),
        cost_savings=Decimal("2840.75"),
        hours_saved=Decimal("112.5"),
        error_reduction_percent=Decimal("87.3"),
        process_improvement_percent=Decimal("45.2"),
    )


def test_what_is_not_said_is_not_known() -> None:
    bare = json.loads(body())
    for name in ("total_processing_time", "cost_savings", "efficiency_gains"):
        del bare[name]

    assert read_answer(json.dumps(bare).encode(), DAY) == Figures(
        total=450, successful=428, failed=22
    )


@pytest.mark.parametrize(
    "end", ["2025-01-15T23:59:59Z", "2025-01-16T00:00:00Z", "2025-01-16T01:00:00+01:00"]
)
def test_the_end_may_be_the_last_second_or_the_one_after(end: str) -> None:
    period = {"start": "2025-01-15T00:00:00Z", "end": end}

    assert read_answer(body(period=period), DAY).total == 450


def test_runs_that_are_neither_yet_may_be_under_way() -> None:
    assert read_answer(body(total_automations=460), DAY).total == 460


@pytest.mark.parametrize("name", sorted(BAD_BODIES))
def test_what_breaks_the_contract_is_refused_by_the_field(name: str) -> None:
    content, field = BAD_BODIES[name]

    with pytest.raises(InvalidError) as refused:
        read_answer(content, DAY)

    assert refused.value.field == field


def test_a_refusal_repeats_nothing_that_the_system_wrote() -> None:
    for content in (b'{"<script>": NaN}', b'{"<script>": 1, "<script>": 2}', b"<script>"):
        with pytest.raises(InvalidError) as refused:
            read_answer(content, DAY)
        assert "script" not in refused.value.message


def test_a_pushed_day_is_one_of_the_clients_zone() -> None:
    """January 15 in New York is 05:00 to 05:00 UTC."""
    noon = datetime(2025, 1, 16, 17, tzinfo=UTC)
    whole = Period(
        start=datetime(2025, 1, 15, 5, tzinfo=UTC), end=datetime(2025, 1, 16, 4, 59, 59, tzinfo=UTC)
    )
    running = Period(start=datetime(2025, 1, 16, 5, tzinfo=UTC), end=noon - timedelta(hours=1))

    assert told_day(whole, NEW_YORK, noon) == (
        date(2025, 1, 15),
        datetime(2025, 1, 16, 5, tzinfo=UTC),
    )
    assert told_day(running, NEW_YORK, noon) == (date(2025, 1, 16), running.end)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2025-01-15T00:00:00Z", "2025-01-16T00:00:00Z", "period.start"),  # a day in UTC
        ("2025-01-15T05:00:00Z", "2025-01-16T03:00:00Z", "period.end"),  # a part of one
        ("2025-01-14T05:00:00Z", "2025-01-16T05:00:00Z", "period.end"),  # two of them
        ("2025-01-17T05:00:00Z", "2025-01-17T06:00:00Z", "period.start"),  # still to come
    ],
)
def test_what_is_no_day_of_the_client_is_refused(start: str, end: str, field: str) -> None:
    period = Period(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))

    with pytest.raises(InvalidError) as refused:
        told_day(period, NEW_YORK, datetime(2025, 1, 16, 17, tzinfo=UTC))

    assert refused.value.field == field
