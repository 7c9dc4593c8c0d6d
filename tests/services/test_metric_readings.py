from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.client import Client
from entelech.domain.fleet_day import TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.incident import Worth
from entelech.domain.intraday import Mark, SystemIntraday
from entelech.domain.metric_day import Figures, SystemDay
from entelech.domain.metric_reading import ClientReadings, MetricReading
from entelech.domain.money import Money
from entelech.domain.value_terms import ValueTerms
from entelech.services.metric_readings import MetricReadings
from tests.builders import NOON, TNT, a_registration
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeFleetDayStore, FakeMetricStore, today_of
from tests.fakes.registry import FakeRegistryStore
from tests.figures import figures, told

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2025, 1, 15)
MIDNIGHT = NOON - 12 * HOUR


class World:
    def __init__(self, **registered: Any) -> None:
        self.memory = Memory()
        self.memory.clients[TNT] = Client(
            registration=a_registration(systems=2, **registered),
            version=1,
            created_at=NOON,
            updated_at=NOON,
        )
        self.store = FakeMetricStore(self.memory)
        self.service = MetricReadings(
            registry=FakeRegistryStore(self.memory),
            store=self.store,
            fleet_days=FakeFleetDayStore(self.memory),
        )

    def tell(self, back: int, work: Figures, name: str, taken_at: datetime) -> None:
        part = SystemDay(system_name=name, revision=1, told=told(work, taken_at))
        self.store.save_system(TNT, TODAY - back * DAY, part)

    def read(self, now: datetime = NOON) -> Mapping[ClientId, ClientReadings]:
        return self.service.readings([TNT], now)


@pytest.fixture
def world() -> World:
    return World()


def test_a_day_is_read_once_all_systems_have_told_the_whole_of_it(world: World) -> None:
    """Yesterday Booking told it in the evening alone, so the day before counts: 30 + 12 = 42 runs."""
    for name, total in (("CRM", 30), ("Booking", 12)):
        world.tell(2, figures(total, cost_savings=Decimal(total)), name, MIDNIGHT - DAY + HOUR)
    world.tell(1, figures(100), "CRM", MIDNIGHT + HOUR)
    world.tell(1, figures(3), "Booking", MIDNIGHT - HOUR)

    found = world.read()[TNT]

    at = MIDNIGHT - DAY
    assert found.reading("daily_automations") == MetricReading(
        value=Decimal(42), samples=1, measured_at=at
    )
    assert found.reading("daily_automations", "CRM").value == 30
    assert found.reading("cost_savings").value == 42
    assert found.reading("time_saved_hours").value is None


def test_shares_are_those_of_today_and_the_day_before(world: World) -> None:
    """(40 + 8) good of (50 + 10) runs are 80 %; 120 s over the 60 of them are 2 s a run."""
    world.tell(1, figures(50, 40, processing_s=Decimal(110)), "CRM", MIDNIGHT + HOUR)
    world.tell(0, figures(10, 8, processing_s=Decimal(10)), "CRM", NOON)

    found = world.read()[TNT]

    assert found.reading("success_rate") == MetricReading(
        value=Decimal(80), samples=60, measured_at=NOON
    )
    assert found.reading("avg_processing_time", "CRM").value == 2


def test_the_age_is_that_of_the_system_that_is_silent_for_longest(world: World) -> None:
    """Unchanged figures were taken all the same: the hour tells."""
    world.tell(0, figures(10), "CRM", NOON - 3 * HOUR)
    mark = Mark(at=NOON - timedelta(minutes=10), figures=figures(10))
    line = SystemIntraday(system_name="CRM", revision=1, marks=(mark,))
    world.store.save_intraday(TNT, TODAY, line)
    world.tell(0, figures(10), "Booking", NOON - 2 * HOUR)

    found = world.read()[TNT]

    assert found.reading("data_age", "CRM").value == 10
    assert found.reading("data_age", "Booking").value == 120
    assert found.reading("data_age").value == 120


def test_the_volume_is_that_of_todays_fold_while_the_day_lasts(world: World) -> None:
    runs = TodayRuns(
        ends_at=MIDNIGHT + DAY, as_of=NOON, total=30, successful=30, expected=Decimal(120),
        weeks=8, anomaly=None,
    )  # fmt: skip
    today_of(world.memory, TNT, runs)

    assert world.read()[TNT].reading("volume_ratio") == MetricReading(
        value=Decimal(25), samples=8, measured_at=NOON
    )
    assert world.read(MIDNIGHT + DAY)[TNT].reading("volume_ratio").value is None


def test_of_nobody_and_of_a_client_that_told_nothing_nothing_is_read(world: World) -> None:
    assert world.read() == {TNT: ClientReadings()}
    assert world.service.readings([ClientId("harbor")], NOON) == {}


def test_many_clients_cost_as_many_calls_as_one(world: World) -> None:
    for n in range(50):
        name = ClientId(f"client-{n}")
        world.memory.clients[name] = Client(
            registration=a_registration(name), version=1, created_at=NOON, updated_at=NOON
        )
    world.memory.calls = 0

    found = world.service.readings(list(world.memory.clients), NOON)

    assert len(found) == 51
    assert world.memory.calls == 4


def test_a_minute_is_worth_what_was_claimed_of_its_runs() -> None:
    """Two days of 1440 good runs are one a minute; 2880 dollars claimed are one a run."""
    world = World()
    for back in (1, 2):
        world.tell(back, figures(1440, cost_savings=Decimal(1440)), "CRM", NOON)

    assert world.service.worth(TNT, NOON) == Worth(
        runs_per_minute=Decimal(1), saving_per_run=Money(amount=Decimal(1), currency="USD")
    )


def test_where_nothing_was_claimed_it_is_worth_what_the_inputs_say() -> None:
    """6 minutes at 20 an hour are 2 a run."""
    terms = ValueTerms(hourly_rate=Decimal(20), minutes_per_run=Decimal(6))
    world = World(value_terms=terms)
    world.tell(1, figures(720), "CRM", NOON)

    worth = world.service.worth(TNT, NOON)

    assert worth == Worth(
        runs_per_minute=Decimal("0.5"), saving_per_run=Money(amount=Decimal(2), currency="USD")
    )


def test_what_is_not_known_is_worth_nothing_that_we_could_say(world: World) -> None:
    assert world.service.worth(TNT, NOON) is None
    world.tell(1, figures(10), "CRM", NOON)
    assert world.service.worth(TNT, NOON) is None
    assert world.service.worth(ClientId("harbor"), NOON) is None
