"""A year of stored days in three zones, the same each time.

Two systems did ten runs each on every day, nine of which succeeded and saved 12.50 together. One of
them was down from 30 minutes before a midnight, on a day on which clocks changed, to 22 minutes after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
from entelech.adapters.dynamodb.metrics import DynamoMetricStore
from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
from entelech.domain.client import Client
from entelech.domain.ids import new_id
from entelech.domain.incident import Incident, IncidentAlert, Loss, ended, joined, opened
from entelech.domain.metric_day import Figures, IngestSource, SystemDay, Told
from entelech.domain.notice_kinds import Severity
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.domain.reports.period import ReportPeriod, custom
from entelech.domain.rollup import DayRollup
from entelech.ports.history import HistoryStore
from entelech.ports.incidents import IncidentStore
from entelech.ports.metrics import MetricStore
from entelech.ports.ticks import SuspicionStore
from entelech.services.gathering import Gatherer
from entelech.services.history import HistoryService
from tests.builders import a_registration
from tests.fakes.alerts import FakeIncidentStore
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeMetricStore
from tests.fakes.suspicion import FakeSuspicionStore
from tests.report_samples import health_days

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.domain.calendar import Calendar
    from entelech.domain.reports.inputs import ReportInputs

NOW = datetime(2026, 1, 9, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NEW_YEAR, NEXT_YEAR = date(2025, 1, 1), date(2026, 1, 1)
SYSTEMS = ("System 0", "System 1")


@dataclass(frozen=True, kw_only=True, eq=False)
class Zone:
    """``changes`` are the hours of the days that have no 24; it breaks on the evening of ``bad``."""

    name: str
    changes: dict[date, float]
    bad: date
    broke_at: str


BERLIN = Zone(
    name="Europe/Berlin",
    changes={date(2025, 3, 30): 23, date(2025, 10, 26): 25},
    bad=date(2025, 10, 26),
    broke_at="2025-10-26T22:30Z",
)
NEW_YORK = Zone(
    name="America/New_York",
    changes={date(2025, 3, 9): 23, date(2025, 11, 2): 25},
    bad=date(2025, 11, 2),
    broke_at="2025-11-03T04:30Z",
)
LORD_HOWE = Zone(
    name="Australia/Lord_Howe",  # by half an hour
    changes={date(2025, 4, 6): 24.5, date(2025, 10, 5): 23.5},
    bad=date(2025, 10, 5),
    broke_at="2025-10-05T12:30Z",
)


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What a report of stored days is gathered from."""

    history: HistoryStore
    metrics: MetricStore
    incidents: IncidentStore
    suspicions: SuspicionStore

    def seed(self, client: Client, zone: Zone, since: date = NEW_YEAR) -> None:
        """The year or the end of it, and the days beside that, of which nothing may be counted."""
        year, calendar = whole_year(client.calendar), client.calendar
        beside = {since - DAY: (0, 60, Reason.DNS), NEXT_YEAR: (0, 60, Reason.DNS)}
        marked = {(day, SYSTEMS[0]): {"outages": [outage]} for day, outage in beside.items()}
        last_minutes = calendar.day(zone.bad).length_ms // 60_000 - 30
        marked[zone.bad, SYSTEMS[0]] = {"outages": [(last_minutes, 30, Reason.TIMEOUT)]}
        marked[zone.bad + DAY, SYSTEMS[0]] = {"outages": [(0, 22, Reason.TIMEOUT)]}
        wider = replace(year, first=since - DAY, last=year.last + DAY)
        for each in health_days(wider, calendar, SYSTEMS, marked):
            stored = DayRollup(
                client_id=client.client_id,
                day=each.day,
                zone=zone.name,
                ticks=1440,
                whole=each.rollup,
            )
            assert self.history.save_day(stored)
            for name in SYSTEMS:
                done = a_system_day(name, 999 if each.day in beside else 10)
                assert self.metrics.save_system(client.client_id, each.day, done)
        broke = datetime.fromisoformat(zone.broke_at)
        start, end = calendar.day(since).start, year.period.end
        for incident in (
            an_incident(client, start - 60 * MINUTE, start - MINUTE),
            an_incident(client, broke, broke + 52 * MINUTE),
            an_incident(client, end - MINUTE, None),
            an_incident(client, end, None),
        ):
            self.incidents.save(incident)

    def inputs(self, client: Client, asked: ReportPeriod) -> ReportInputs:
        history = HistoryService(
            fleet=FakeFleetReader(Memory()),
            history=self.history,
            suspicions=self.suspicions,
            clock=FakeClock(NOW),
        )
        gatherer = Gatherer(
            history=history,
            metrics=self.metrics,
            incidents=self.incidents,
            suspicions=self.suspicions,
        )
        return gatherer.inputs(client, asked, NOW)


def in_memory() -> Stores:
    memory = Memory()
    return Stores(
        history=FakeHistoryStore(memory),
        metrics=FakeMetricStore(memory),
        incidents=FakeIncidentStore(memory),
        suspicions=FakeSuspicionStore(memory),
    )


def on(table: Table) -> Stores:
    return Stores(
        history=DynamoHistoryStore(table),
        metrics=DynamoMetricStore(table, FakeClock(NOW)),
        incidents=DynamoIncidentStore(table),
        suspicions=DynamoSuspicionStore(table),
    )


def a_client(zone: Zone) -> Client:
    since = datetime(2024, 11, 1, tzinfo=UTC)
    registration = a_registration(systems=2, time_zone=zone.name)
    return Client(registration=registration, version=1, created_at=since, updated_at=since)


def a_system_day(name: str, runs: int) -> SystemDay:
    figures = Figures(total=runs, successful=runs - 1, failed=1, cost_savings=Decimal("12.5"))
    told = Told(figures=figures, currency="USD", source=IngestSource.PULL, taken_at=NOW)
    return SystemDay(system_name=name, revision=1, told=told)


def an_incident(client: Client, broke: datetime, well: datetime | None) -> Incident:
    """Opened when it broke, and over when it was well."""
    alert = IncidentAlert(
        alert_id="a1",
        rule_id="r1",
        title="System 0 is down",
        severity=Severity.CRITICAL,
        metric_name="status",
        system_name=SYSTEMS[0],
        since=broke,
        fired_at=broke,
    )
    incident_id = f"{new_id(broke, 'a1b2c3d4')}.{client.client_id}"
    story = opened(incident_id, client.client_id, "TNT Limousine", broke)
    story = joined(story, alert, broke)
    if well is None:
        return story
    lost = Loss(sla_minutes=(well - broke) // MINUTE)
    return replace(ended(story, "a1", "recovered", at=well, now=well), loss=lost)


def whole_year(calendar: Calendar) -> ReportPeriod:
    bounds = (calendar.day(each).start for each in (NEW_YEAR, NEXT_YEAR))
    return custom(Period(start=next(bounds), end=next(bounds)), calendar)
