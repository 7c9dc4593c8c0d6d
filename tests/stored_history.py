"""A client's folded history, as tests and benchmarks of what answers cost need it."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.domain.check import Status
from entelech.domain.histogram import histogram_of
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR, QUARTER, Period, pieces
from entelech.domain.reason import Reason
from entelech.domain.rollup import DayRollup, HourRollup, Rollup
from entelech.domain.tally import Outage, Tally
from tests.builders import NOON, SHARD, a_registration
from tests.full_shard import store_first_client

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.domain.histogram import Histogram

MINUTES_A_DAY = 24 * 60
_DAY = timedelta(days=1)
_HOURS_STORED = timedelta(days=3)
_KINDS = 5


def store_history(table: Table, *, days: int, checks_a_day: int) -> ClientId:
    """The first client of the fleet with so many days and three days of hours; its ticks are gone."""
    store_first_client(table)
    client, store = ClientId("client-0"), DynamoHistoryStore(table)
    today = NOON.replace(hour=0)
    for n in range(1, days + 1):
        start = today - n * _DAY
        store.save_day(
            DayRollup(
                client_id=client,
                day=start.date(),
                zone="UTC",
                ticks=checks_a_day,
                whole=_rollup(Period(start=start, end=start + _DAY), checks_a_day, n),
            )
        )
    for n, hour in enumerate(pieces(Period(start=NOON - _HOURS_STORED, end=NOON), HOUR)):
        quarters = [_rollup(each, checks_a_day // 96, n) for each in pieces(hour, QUARTER)]
        store.save_hours(
            [
                HourRollup(
                    client_id=client,
                    shard=SHARD,
                    start=hour.start,
                    ticks=checks_a_day // 24,
                    quarters=quarters,
                )
            ]
        )
    return client


def _rollup(period: Period, checks: int, n: int) -> Rollup:
    """Ten seconds down in the middle."""
    down = period.start + (period.end - period.start) / 2
    tally = Tally(
        watched_ms=period.length_ms,
        known_ms={Status.HEALTHY: period.length_ms - 10_000, Status.DOWN: 10_000},
        checks=checks,
        reasons={Reason.OK: checks - 1, Reason.TIMEOUT: 1},
        outages=(
            Outage(
                start=down,
                end=down + timedelta(seconds=10),
                reason=Reason.TIMEOUT,
                is_recovered=True,
            ),
        ),
        latency=_latency(checks, n % _KINDS),
    )
    names = [each.name for each in a_registration().systems]
    return Rollup(period=period, client=tally, systems=dict.fromkeys(names, tally))


@cache
def _latency(checks: int, kind: int) -> Histogram:
    """Durations as different as real ones are: 200 ms in the middle, a tenth over 430."""
    chance = random.Random(kind)  # noqa: S311 - figures of a test
    return histogram_of([chance.lognormvariate(5.3, 0.6) for _ in range(checks)])
