from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from entelech.domain.access import ClientScope
from entelech.domain.backfill import begun
from entelech.domain.client import Client
from entelech.domain.errors import InvalidError, NotFoundError
from entelech.domain.expected_volume import Anomaly
from entelech.domain.ids import ClientId
from entelech.domain.intraday import Mark, SystemIntraday
from entelech.domain.metric_day import Figures, IngestSource, Rejection, SystemDay
from entelech.domain.performance import Direction, IncompleteDay
from entelech.domain.reason import Reason
from entelech.domain.timeframe import Timeframe
from entelech.domain.value_terms import FormerTerms, ValueTerms
from entelech.services.performance import PerformanceService
from tests.builders import NOON, TNT, a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeMetricStore
from tests.figures import figures, told

ALL = ClientScope.everything()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2025, 1, 15)
MIDNIGHT = NOON - 12 * HOUR
TERMS = ValueTerms(
    hourly_rate=Decimal(25), minutes_per_run=Decimal(15), monthly_retainer=Decimal(310)
)


class World:
    """TNT with two systems, in UTC unless said otherwise, at noon."""

    def __init__(self, **registered: Any) -> None:
        self.memory, self.clock = Memory(), FakeClock(NOON)
        self.store = FakeMetricStore(self.memory, self.clock)
        registration = a_registration(**{"systems": 2, "value_terms": TERMS, **registered})
        self.client = Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)
        self.memory.clients[TNT] = self.client
        self.service = PerformanceService(
            fleet=FakeFleetReader(self.memory), store=self.store, clock=self.clock
        )

    def tell(
        self, day: date, work: Figures, name: str = "System 0", taken_at: datetime | None = None
    ) -> None:
        """Told an hour after the day, unless said otherwise."""
        at = taken_at or self.client.calendar.day(day).end + HOUR
        self.store.save_system(
            TNT, day, SystemDay(system_name=name, revision=1, told=told(work, at))
        )

    def grow(self, day: date, *marks: tuple[float, Figures], name: str = "System 0") -> None:
        start = self.client.calendar.day(day).start
        system = SystemIntraday(
            system_name=name,
            revision=1,
            marks=tuple(Mark(at=start + hour * HOUR, figures=each) for hour, each in marks),
        )
        self.store.save_intraday(TNT, day, system)


@pytest.fixture
def world() -> World:
    return World()


def a_week(world: World, first_back: int, per_day: int, good: int) -> None:
    for back in range(first_back, first_back - 7, -1):
        world.tell(TODAY - back * DAY, figures(
            per_day, good, processing_s=Decimal(2 * per_day), cost_savings=Decimal("10.5"),
            hours_saved=Decimal(1), process_improvement_percent=Decimal(40),
        ))  # fmt: skip


def test_a_week_is_told_with_trend_value_and_inputs(world: World) -> None:
    """7 days of 100 runs, 95 good, against 7 of 80, 72 good: volume +25 %, 95 % - 90 % = 5 points.

    Claimed 7 x 10.50 = 73.50; labour 7 h x 25 = 175; modelled 7 x 95 x 15 min x 25 = 4156.25;
    retainer 7 x 310 / 31 = 70, which 10.50 a day cover on the seventh day, and the model on the first.
    """
    a_week(world, 14, 80, 72)
    a_week(world, 7, 100, 95)

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert (found.period.start, found.period.end) == (MIDNIGHT - 7 * DAY, MIDNIGHT)
    figures_of = found.metrics
    assert (figures_of.total_automations, figures_of.successful_automations) == (700, 665)
    assert (figures_of.success_rate, figures_of.avg_processing_time) == (95.0, 2.0)
    assert figures_of.cost_savings == 73.5
    assert asdict(figures_of.roi_metrics) == {
        "time_saved_hours": 7.0,
        "labor_cost_savings": 175.0,
        "efficiency_improvement": 40.0,
    }
    assert asdict(found.trends) == {
        "automation_volume_trend": 25.0,
        "success_rate_trend": 5.0,
        "performance_direction": Direction.IMPROVING,
    }
    value = found.value
    assert (value.retainer, value.claimed.savings, value.modelled.savings) == (70, 73.5, 4156.25)
    assert value.claimed.break_even_date == "2025-01-14"
    assert value.modelled.break_even_date == "2025-01-08"
    assert (found.coverage_percentage, found.incomplete_days) == (100, [])
    assert (found.currency, found.value_inputs.hourly_rate) == ("USD", 25)
    assert found.data_through == MIDNIGHT + HOUR


def test_systems_add_up_and_each_is_shown(world: World) -> None:
    world.tell(TODAY - DAY, figures(10, 9))
    world.tell(TODAY - DAY, figures(30), "System 1")

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert found.metrics.total_automations == 40
    assert [(each.system_name, each.total_automations) for each in found.systems] == [
        ("System 0", 10),
        ("System 1", 30),
    ]


def test_where_nothing_is_known_nothing_is_invented(world: World) -> None:
    for timeframe in Timeframe:
        found = world.service.metrics(ALL, TNT, timeframe)

        assert {*asdict(found.metrics).values()} - {found.metrics.roi_metrics} == {None}
        assert set(asdict(found.trends).values()) == {None}
        assert found.coverage_percentage == 0
        assert found.incomplete_days
        assert (found.value.claimed.savings, found.today, found.data_through) == (None, None, None)


def test_a_day_of_no_runs_is_known(world: World) -> None:
    world.tell(TODAY - DAY, figures(0))

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert (found.metrics.total_automations, found.metrics.success_rate) == (0, None)


def test_incomplete_days_say_which_system_is_missing_and_why(world: World) -> None:
    """Of seven days: one whole, one told in its evening, one with a failure, four of which nothing is known."""
    world.tell(TODAY - 3 * DAY, figures(5))
    world.tell(TODAY - 2 * DAY, figures(5), taken_at=MIDNIGHT - DAY - 2 * HOUR)
    world.tell(TODAY - DAY, figures(5))
    failed = Rejection(
        source=IngestSource.PULL, reason=Reason.FAILURE, detail="HTTP 500",
        first_at=NOON, last_at=NOON,
    )  # fmt: skip
    broken = SystemDay(system_name="System 1", revision=1, rejections=(failed,))
    world.store.save_system(TNT, TODAY - DAY, broken)

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert found.coverage_percentage == 14.29
    assert found.incomplete_days == [
        *(IncompleteDay(date=f"2025-01-{day:02}", systems={}) for day in (8, 9, 10, 11)),
        IncompleteDay(date="2025-01-13", systems={"System 0": "not told since the day ended"}),
        IncompleteDay(date="2025-01-14", systems={"System 1": "HTTP 500"}),
    ]
    assert found.metrics.total_automations == 15


def test_a_system_that_was_not_asked_is_missing_too(world: World) -> None:
    world.tell(TODAY - 2 * DAY, figures(5))
    world.tell(TODAY - 2 * DAY, figures(5), "System 1")
    world.tell(TODAY - DAY, figures(5))

    newest = world.service.metrics(ALL, TNT, Timeframe.WEEK).incomplete_days[-1]

    assert newest == IncompleteDay(
        date="2025-01-14", systems={"System 1": "not asked since the day ended"}
    )


def test_days_are_those_of_the_clients_zone() -> None:
    """Noon UTC is 7:00 in New York, where the 15th began at 5:00 UTC."""
    world = World(time_zone="America/New_York")

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert found.period.end == datetime(2025, 1, 15, 5, tzinfo=UTC)
    assert found.time_zone == "America/New_York"


def test_the_last_24_hours_are_what_the_running_totals_grew_by(world: World) -> None:
    """Yesterday 40 by noon and 100 at last; today 70 by noon: 60 + 70 = 130 runs in 24 hours.

    Before that: the 13th 30 by noon and 90 at last, and 40: 60 + 40 = 100. Volume +30 %.
    Seconds: (250 - 80) + 140 = 310 over 130 runs. Good: (95 - 38) + 66 = 123 of 130 = 94.62 %.
    """
    early = figures(40, 38, processing_s=Decimal(80))
    world.tell(TODAY - 2 * DAY, figures(90, processing_s=Decimal(180)))
    world.grow(TODAY - 2 * DAY, (12, figures(30, processing_s=Decimal(60))))
    world.tell(TODAY - DAY, figures(100, 95, processing_s=Decimal(250)))
    world.grow(TODAY - DAY, (12, early))
    now = figures(70, 66, processing_s=Decimal(140))
    world.tell(TODAY, now, taken_at=NOON)
    world.grow(TODAY, (12, now))

    found = world.service.metrics(ALL, TNT, Timeframe.DAY)

    assert (found.period.start, found.period.end) == (NOON - DAY, NOON)
    assert found.metrics.total_automations == 130
    assert found.metrics.success_rate == 94.62
    assert found.metrics.avg_processing_time == 2.38
    assert found.trends.automation_volume_trend == 30.0
    assert (found.coverage_percentage, found.incomplete_days) == (100, [])


def test_a_system_that_does_not_reach_over_24_hours_is_left_out_and_named(world: World) -> None:
    world.tell(TODAY - DAY, figures(100))
    world.grow(TODAY - DAY, (12, figures(40)))
    for name in ("System 0", "System 1"):
        world.tell(TODAY, figures(70), name, taken_at=NOON)
        world.grow(TODAY, (12, figures(70)), name=name)

    found = world.service.metrics(ALL, TNT, Timeframe.DAY)

    assert found.metrics.total_automations == 130
    assert found.coverage_percentage == 50
    (day,) = found.incomplete_days
    assert day.date == "2025-01-15"
    assert set(day.systems) == {"System 1"}


def test_today_is_told_against_what_earlier_weeks_let_expect(world: World) -> None:
    """Eight Wednesdays of 10 an hour; today none since eight: 80 of 120, a ratio of 0.667."""
    for week in range(1, 9):
        marks = [(hour, figures(10 * hour)) for hour in range(1, 25)]
        world.grow(TODAY - 7 * week * DAY, *marks)
    world.grow(TODAY, *[(hour, figures(10 * min(hour, 8))) for hour in range(1, 13)])

    today = world.service.today(world.client, NOON)

    assert today is not None
    assert (today.total_automations, today.expected, today.ratio) == (80, 120, 0.667)
    assert (today.weeks, today.anomaly) == (8, Anomaly.LOW)
    assert today.quiet_since == MIDNIGHT + 8 * HOUR
    assert world.service.metrics(ALL, TNT, Timeframe.MONTH).today == today


def test_money_of_another_currency_stands_apart(world: World) -> None:
    """Told in euros before the client's money became dollars."""
    euros = ValueTerms(currency="EUR")
    world.memory.clients[TNT] = replace(
        world.client, former_terms=(FormerTerms(terms=euros, until=MIDNIGHT - DAY),)
    )
    part = told(figures(5, cost_savings=Decimal("7.25")), MIDNIGHT, currency="EUR")
    world.store.save_system(
        TNT, TODAY - 2 * DAY, SystemDay(system_name="System 0", revision=1, told=part)
    )
    world.tell(TODAY - DAY, figures(5, cost_savings=Decimal(3)))

    found = world.service.metrics(ALL, TNT, Timeframe.WEEK)

    assert found.metrics.cost_savings == 3
    assert found.cost_savings_in_other_currencies == {"EUR": 7.25}
    assert [each.inputs.currency for each in found.value_inputs_before] == ["EUR"]


def test_another_tenants_client_is_not_there(world: World) -> None:
    stranger = ClientScope(clients=frozenset({ClientId("harbor")}))

    for ask in (
        lambda: world.service.metrics(stranger, TNT, Timeframe.WEEK),
        lambda: world.service.ingests(stranger, TNT, limit=1, cursor=None),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_what_was_told_is_listed_newest_first_a_page_at_a_time(world: World) -> None:
    for back in range(1, 6):
        world.tell(TODAY - back * DAY, figures(back))
    world.store.save_backfill(TNT, begun(TODAY, 3, NOON))

    first = world.service.ingests(ALL, TNT, limit=3, cursor=None)
    second = world.service.ingests(ALL, TNT, limit=3, cursor=first.next_cursor)

    assert [each.date for each in first.days] == ["2025-01-14", "2025-01-13"]
    assert [each.date for each in second.days] == ["2025-01-12", "2025-01-11", "2025-01-10"]
    assert first.backfill is not None
    assert first.backfill.days_total == 397
    with pytest.raises(InvalidError):
        world.service.ingests(ALL, TNT, limit=3, cursor="x")
