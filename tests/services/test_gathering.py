from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from entelech.domain.calendar import Calendar
from entelech.domain.incident import IncidentAlert, joined, opened
from entelech.domain.metric_day import Figures, IngestSource, MetricDay, SystemDay, Told
from entelech.domain.notice_kinds import Severity
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.domain.reports.inputs import ReportInputs, WorkDay
from entelech.domain.reports.period import ReportPeriod, ReportType, custom, trailing
from entelech.domain.rollup import DayRollup
from entelech.services.gathering import Gatherer
from tests.builders import NOON, at
from tests.fakes.alerts import FakeIncidentStore
from tests.fakes.metrics import FakeMetricStore
from tests.fakes.suspicion import FakeSuspicionStore
from tests.report_samples import health_days
from tests.services.test_history import CLIENT, World, world

if TYPE_CHECKING:
    from entelech.domain.client import Client

__all__ = ["world"]

UTC_DAYS = Calendar(zone=ZoneInfo("UTC"))
MONTH = trailing(ReportType.MONTHLY, NOON, UTC_DAYS)
HOUR_MS = 3_600_000


@dataclass
class Desk:
    world: World
    gatherer: Gatherer

    @property
    def client(self) -> Client:
        return self.world.memory.clients[CLIENT]

    def inputs(self, asked: ReportPeriod) -> ReportInputs:
        return self.gatherer.inputs(self.client, asked, self.world.clock.now())


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(
        world=world,
        gatherer=Gatherer(
            history=world.service,
            metrics=FakeMetricStore(world.memory),
            incidents=FakeIncidentStore(world.memory),
            suspicions=FakeSuspicionStore(world.memory),
        ),
    )


def test_days_that_are_folded_are_taken_as_they_are_and_others_are_told_as_unknown(
    desk: Desk,
) -> None:
    """Of 30 days the tenth was never folded."""
    desk.world.register(days_ago=60)
    for n, day in enumerate(health_days(MONTH, UTC_DAYS, ["System 0"])):
        if n != 9:
            desk.world.memory.days[CLIENT, day.day] = DayRollup(
                client_id=CLIENT, day=day.day, zone="UTC", ticks=1440, whole=day.rollup
            )
    desk.world.later(at(0))

    found = desk.inputs(MONTH)

    assert [each.day for each in found.span.health] == [
        MONTH.first + timedelta(days=n) for n in range(30)
    ]
    checks = [each.rollup.client.checks for each in found.span.health]
    assert checks == [1440] * 9 + [0] + [1440] * 20
    assert found.before.asked.last == MONTH.first - timedelta(days=1)
    assert found.subject.systems == ("System 0",)


def test_a_part_of_a_day_is_made_of_its_quarters(desk: Desk) -> None:
    desk.world.register()
    desk.world.poll(-180, 0)
    desk.world.fold(-3, 0)

    found = desk.inputs(custom(Period(start=at(-120), end=at(-60)), UTC_DAYS))

    (day,) = found.span.health
    assert day.rollup.client.watched_ms == HOUR_MS
    assert day.rollup.client.checks == 60


def test_a_time_over_a_midnight_counts_every_hour_once(desk: Desk) -> None:
    """30 hours up to noon: 18 of the day before, 12 of this one."""
    desk.world.register()
    desk.world.poll(-60 * 30, 0)
    desk.world.fold(-30, 0)

    found = desk.inputs(custom(Period(start=at(-60 * 30), end=at(0)), UTC_DAYS))

    watched = [each.rollup.client.watched_ms for each in found.span.health]
    assert watched == [18 * HOUR_MS, 12 * HOUR_MS]


def test_a_day_that_is_just_over_is_read_from_its_hours(desk: Desk) -> None:
    """A zone whose midnight was an hour ago."""
    desk.world.register("Asia/Tokyo")
    calendar = Calendar(zone=ZoneInfo("Asia/Tokyo"))
    desk.world.poll(-60 * 21, 60 * 4)
    desk.world.fold(-21, 4)
    asked = trailing(ReportType.DAILY, at(60 * 4), calendar)

    (day,) = desk.inputs(asked).span.health

    assert day.day == date(2025, 1, 15)
    assert day.rollup.client.watched_ms == 24 * HOUR_MS
    assert day.rollup.client.checks == 24 * 60


def test_work_is_what_each_system_told_last(desk: Desk) -> None:
    """Euros say nothing of dollars."""
    desk.world.register()
    figures = Figures(total=10, successful=9, failed=1, cost_savings=Decimal("12.5"))
    told = {
        currency: Told(figures=figures, currency=currency, source=IngestSource.PULL, taken_at=NOON)
        for currency in ("USD", "EUR")
    }
    desk.world.memory.metric_days[CLIENT, MONTH.last] = MetricDay(
        client_id=CLIENT,
        day=MONTH.last,
        systems={
            "B": SystemDay(system_name="B", told=told["EUR"]),
            "A": SystemDay(system_name="A", told=told["USD"]),
            "C": SystemDay(system_name="C"),
        },
    )
    desk.world.later(at(0))

    found = desk.inputs(MONTH)

    assert found.span.work == [
        WorkDay(day=MONTH.last, system="A", runs=10, succeeded=9, savings=Decimal("12.5")),
        WorkDay(day=MONTH.last, system="B", runs=10, succeeded=9),
    ]


def test_an_incident_begins_when_something_broke(desk: Desk) -> None:
    desk.world.register()
    alert = IncidentAlert(
        alert_id="a1",
        rule_id="r1",
        title="System 0 is down",
        severity=Severity.CRITICAL,
        metric_name="status",
        system_name="System 0",
        since=at(-60 * 24 - 3),
        fired_at=at(-60 * 24),
    )
    incident = joined(opened("i1", CLIENT, "TNT", at(-60 * 24)), alert, at(-60 * 24))
    desk.world.memory.incidents["i1"] = incident
    desk.world.later(at(0))

    (fact,) = desk.inputs(MONTH).span.incidents

    assert (fact.began_at, fact.opened_at) == (at(-60 * 24 - 3), at(-60 * 24))
    assert (fact.title, fact.systems, fact.metric) == ("System 0 is down", ("System 0",), "status")
    assert (fact.resolved_at, fact.minutes_lost, fact.money_lost) == (None, None, None)


def test_the_same_store_gives_the_same_hash_whoever_reads_it(desk: Desk) -> None:
    desk.world.register()
    desk.world.poll(-180, 0, Reason.TLS)
    desk.world.fold(-3, 0)
    asked = custom(Period(start=at(-120), end=at(-60)), UTC_DAYS)

    first = desk.inputs(asked).sha256()
    desk.world.clock.advance(60)

    assert desk.inputs(asked).sha256() == first
