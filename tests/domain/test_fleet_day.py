from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from entelech.domain.fleet_day import (
    BUCKETS,
    STEP,
    FleetCell,
    FleetMonth,
    bucket_of,
    buckets_due,
    buckets_to_fold,
    months_between,
)
from entelech.domain.ids import ClientId
from entelech.domain.metric_day import Work
from tests.builders import NOON

HOUR = timedelta(hours=1)
TNT, HARBOR = ClientId("tnt"), ClientId("harbor")
DAY = date(2025, 1, 15)


def test_every_bucket_is_due_once_an_interval_and_folded_a_step_later() -> None:
    for every, times in ((HOUR, 1), (timedelta(minutes=15), 4), (STEP, 12)):
        steps = [NOON + n * STEP for n in range(12)]
        due = Counter(bucket for step in steps for bucket in buckets_due(step, every))

        assert due == dict.fromkeys(range(BUCKETS), times)
        assert all(
            buckets_to_fold(step + STEP, every) == buckets_due(step, every) for step in steps
        )


def test_clients_are_spread_over_the_buckets() -> None:
    counts = Counter(bucket_of(ClientId(f"client-{n}")) for n in range(1200))

    assert set(counts) == set(range(BUCKETS))
    assert max(counts.values()) < 150


def test_a_month_takes_cells_and_keeps_the_others() -> None:
    one, other = FleetCell(work=Work(total=1)), FleetCell(work=Work(total=2))
    before = FleetMonth(month="2025-01", bucket=0, version=3, clients={TNT: {DAY: one}})

    after = before.updated({TNT: {date(2025, 1, 16): other}, HARBOR: {DAY: other}})

    assert after.version == 4
    assert after.clients == {TNT: {DAY: one, date(2025, 1, 16): other}, HARBOR: {DAY: other}}
    assert after.updated({TNT: {DAY: one}}) is after


def test_months_are_named_by_time() -> None:
    assert months_between(date(2024, 12, 31), date(2025, 2, 1)) == ["2024-12", "2025-01", "2025-02"]
