from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Status
from entelech.domain.client import Client
from entelech.domain.expected_volume import Anomaly
from entelech.domain.fleet_day import TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.metric_day import MetricDay, SystemDay
from entelech.domain.period import Period
from entelech.domain.rollup import DayRollup, Rollup
from entelech.domain.tally import Tally
from entelech.domain.trend import TrendDay
from entelech.services.trending import Trender, TrendFold, TrendService
from tests.builders import NOON, TNT, a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeFleetDayStore, FakeMetricStore
from tests.fakes.registry import FakeRegistryStore
from tests.figures import figures, told

if TYPE_CHECKING:
    from entelech.domain.metric_day import Figures

ALL = ClientScope.everything()
HARBOR = ClientId("harbor")
TODAY = date(2025, 1, 15)
YESTERDAY = TODAY - timedelta(days=1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = NOON - 12 * HOUR
BUCKET = 3
NOTHING = TrendDay(
    date="",
    total_automations=None,
    successful_automations=None,
    success_rate=None,
    avg_processing_time=None,
    cost_savings=None,
    uptime_percentage=None,
    reporting_clients=0,
)


class World:
    """Two clients of one bucket."""

    def __init__(self) -> None:
        self.memory, self.clock = Memory(), FakeClock(NOON)
        for name in (TNT, HARBOR):
            self.memory.clients[name] = Client(
                registration=a_registration(name), version=1, created_at=NOON, updated_at=NOON
            )
        store, history = FakeMetricStore(self.memory), FakeHistoryStore(self.memory)
        fleet_days = FakeFleetDayStore(self.memory)
        self.trender = Trender(
            registry=FakeRegistryStore(self.memory),
            store=store,
            history=history,
            fleet_days=fleet_days,
            clock=self.clock,
        )
        self.trends = TrendService(fleet_days=fleet_days, clock=self.clock)

    def tell(self, client_id: ClientId, day: date, work: Figures, currency: str = "USD") -> None:
        part = SystemDay(system_name="CRM", revision=1, told=told(work, currency=currency))
        self.memory.metric_days[client_id, day] = MetricDay(
            client_id=client_id, day=day, systems={"CRM": part}
        )

    def watch(self, client_id: ClientId, day: date, up_s: int, down_s: int) -> None:
        tally = Tally(
            watched_ms=86_400_000,
            known_ms={Status.HEALTHY: up_s * 1000, Status.DOWN: down_s * 1000},
        )
        whole = Rollup(period=Period(start=MIDNIGHT - DAY, end=MIDNIGHT), client=tally)
        self.memory.days[client_id, day] = DayRollup(
            client_id=client_id, day=day, zone="UTC", ticks=1, whole=whole
        )

    def grow(self, client_id: ClientId, day: date, per_hour: int, hours: int = 24) -> None:
        start = MIDNIGHT + (day - TODAY)
        marks = tuple(
            Mark(at=start + n * HOUR, figures=figures(n * per_hour)) for n in range(1, hours + 1)
        )
        self.memory.intraday[client_id, day] = IntradayDay(
            client_id=client_id,
            day=day,
            systems={"CRM": SystemIntraday(system_name="CRM", revision=1, marks=marks)},
        )

    def fold(self, days: tuple[date, date] | None = None) -> TrendFold:
        return self.trender.fold(BUCKET, [TNT, HARBOR], days)


@pytest.fixture
def world() -> World:
    return World()


def test_days_are_sums_and_what_is_divided_is_divided_last(world: World) -> None:
    """90 of 100 and 60 of 300 are 37.5 %; 200 s / 100 timed runs; 0.1 + 0.2 dollars.

    Up 23 of 24 h and 24 of 24 h: 47 / 48 = 97.916 %, rounded down.
    """
    world.tell(TNT, YESTERDAY, figures(
        100, 90, processing_s=Decimal(200), cost_savings=Decimal("0.1")))  # fmt: skip
    world.tell(HARBOR, YESTERDAY, figures(300, 60, cost_savings=Decimal("0.2")))
    world.watch(TNT, YESTERDAY, 82_800, 3_600)
    world.watch(HARBOR, YESTERDAY, 86_400, 0)

    world.fold()

    assert world.trends.trends(ALL, 2).series == [
        replace(NOTHING, date="2025-01-13"),
        TrendDay(
            date="2025-01-14",
            total_automations=400,
            successful_automations=150,
            success_rate=37.5,
            avg_processing_time=2.0,
            cost_savings={"USD": 0.3},
            uptime_percentage=97.91,
            reporting_clients=2,
        ),
    ]


def test_currencies_are_never_added(world: World) -> None:
    world.tell(TNT, YESTERDAY, figures(1, cost_savings=Decimal(5)))
    world.tell(HARBOR, YESTERDAY, figures(1, cost_savings=Decimal(700)), currency="JPY")

    world.fold()

    (day,) = world.trends.trends(ALL, 1).series
    assert day.cost_savings == {"JPY": 700, "USD": 5}


def test_a_client_is_told_only_to_whom_may_see_it(world: World) -> None:
    world.tell(TNT, YESTERDAY, figures(100))
    world.tell(HARBOR, YESTERDAY, figures(1))
    world.fold()

    (day,) = world.trends.trends(ClientScope(clients=frozenset({HARBOR})), 1).series

    assert (day.total_automations, day.reporting_clients) == (1, 1)


def test_a_fold_twice_changes_nothing_and_a_restated_day_is_put_over(world: World) -> None:
    world.tell(TNT, YESTERDAY, figures(100))
    world.fold()
    before = dict(world.memory.fleet_months)
    world.fold()
    assert world.memory.fleet_months == before

    world.tell(TNT, YESTERDAY, figures(90))
    world.fold()

    (day,) = world.trends.trends(ALL, 1).series
    assert day.total_automations == 90


def test_past_days_are_folded_by_month(world: World) -> None:
    for n in range(1, 41):
        world.tell(TNT, TODAY - n * DAY, figures(n))

    done = world.fold((TODAY - 40 * DAY, TODAY))

    assert done == TrendFold(days=40, today=0)
    assert {month for month, _ in world.memory.fleet_months} == {"2024-12", "2025-01"}
    series = world.trends.trends(ALL, 40).series
    assert [each.total_automations for each in series] == list(range(40, 0, -1))


def test_today_is_told_with_what_was_expected(world: World) -> None:
    """Ten an hour on eight Wednesdays; today nothing since nine, seen at noon.

    Of the last two hours 20 are expected, whose spread is sqrt(20) = 4.5: 20 - 14.8 is above 0.
    """
    for n in range(1, 9):
        world.grow(TNT, TODAY - n * 7 * DAY, 10)
    world.grow(TNT, TODAY, 10, hours=9)
    grown = world.memory.intraday[TNT, TODAY]
    system = grown.systems["CRM"]
    still = Mark(at=NOON, figures=figures(90))
    world.memory.intraday[TNT, TODAY] = replace(
        grown, systems={"CRM": replace(system, marks=(*system.marks, still))}
    )

    done = world.fold()

    assert done.today == 1
    assert world.memory.today[BUCKET] == {
        TNT: TodayRuns(
            ends_at=MIDNIGHT + DAY,
            as_of=NOON,
            total=90,
            successful=90,
            expected=Decimal("120.0"),
            weeks=8,
            anomaly=Anomaly.LOW,
        )
    }
