"""Puts clients' days into the fleet's, and tells them day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from entelech.domain.errors import LostRaceError
from entelech.domain.expected_volume import WEEKS, expectation
from entelech.domain.fleet_day import (
    FleetCell,
    TodayRuns,
    fleet_cell,
    month_text,
    months_between,
)
from entelech.domain.metric_day import work_of
from entelech.domain.trend import SystemTrends, system_trends
from entelech.domain.uptime import uptime
from entelech.ports.clock import Clock
from entelech.ports.history import HistoryStore
from entelech.ports.metrics import FleetDayStore, MetricStore
from entelech.ports.registry import RegistryStore
from entelech.services.ingesting import RECENT_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.expected_volume import RunsUntil
    from entelech.domain.ids import ClientId
    from entelech.domain.intraday import IntradayDay

_TRIES = 6
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFold:
    """What one fold put in: days of clients, and clients whose day runs."""

    days: int
    today: int


@dataclass(frozen=True, kw_only=True)
class Trender:
    """Makes the fleet's days from the clients', each anew. Doing so twice is harmless."""

    registry: RegistryStore
    store: MetricStore
    history: HistoryStore
    fleet_days: FleetDayStore
    clock: Clock

    def fold(
        self, bucket: int, client_ids: Sequence[ClientId], days: tuple[date, date] | None
    ) -> TrendFold:
        """Put the clients' complete days in; without ``days`` those that may still change, and today.

        Raises:
            LostRaceError: others kept changing the same month; the fold comes again.
        """
        clients = list(self.registry.known(client_ids).values())
        wanted = [(each, day) for each in clients for day in self._days(each, days)]
        cells = self._cells(wanted)
        by_month: dict[str, dict[ClientId, dict[date, FleetCell]]] = {}
        for (client_id, day), cell in cells.items():
            by_month.setdefault(month_text(day), {}).setdefault(client_id, {})[day] = cell
        for month, changes in by_month.items():
            self._put_in(month, bucket, changes)
        if days is not None:
            return TrendFold(days=len(cells), today=0)
        today = self._today([each for each in clients if each.is_active])
        self.fleet_days.save_today(bucket, today)
        return TrendFold(days=len(cells), today=len(today))

    def _days(self, client: Client, days: tuple[date, date] | None) -> list[date]:
        today = client.calendar.date_of(self.clock.now())
        first, last = days or (today - RECENT_DAYS * _DAY, today - _DAY)
        last = min(last, today - _DAY)
        return [first + n * _DAY for n in range((last - first).days + 1)]

    def _cells(
        self, wanted: Sequence[tuple[Client, date]]
    ) -> dict[tuple[ClientId, date], FleetCell]:
        keyed = [(client.client_id, day) for client, day in wanted]
        told = self.store.days_of(keyed)
        folded = self.history.days_of(keyed)
        cells = {}
        for client, day in wanted:
            key = (client.client_id, day)
            metric_day, rollup = told.get(key), folded.get(key)
            work = metric_day and work_of(
                (each.figures, each.currency) for each in metric_day.told.values()
            )
            tally = (rollup.business or rollup.whole).client if rollup else None
            policy = client.registration.uptime_policy
            cell = fleet_cell(work or None, uptime(tally, policy) if tally else None)
            if cell != FleetCell():
                cells[key] = cell
        return cells

    def _put_in(
        self, month: str, bucket: int, changes: Mapping[ClientId, Mapping[date, FleetCell]]
    ) -> None:
        for _ in range(_TRIES):
            before = self.fleet_days.month(month, bucket)
            after = before.updated(changes)
            if after is before or self.fleet_days.save_month(after):
                return
        raise LostRaceError

    def _today(self, clients: Sequence[Client]) -> dict[ClientId, TodayRuns]:
        now = self.clock.now()
        dates = {each.client_id: each.calendar.date_of(now) for each in clients}
        weekdays = [
            (client_id, day) for client_id, today in dates.items() for day in weekdays_to(today)
        ]
        found = self.store.intraday(weekdays)
        runs = {each.client_id: _runs(each, dates[each.client_id], found) for each in clients}
        return {client_id: each for client_id, each in runs.items() if each is not None}


@dataclass(frozen=True, kw_only=True)
class TrendService:
    """Reads the fleet's days. The requests that it makes do not grow with the number of clients."""

    fleet_days: FleetDayStore
    clock: Clock

    def trends(self, scope: ClientScope, days: int) -> SystemTrends:
        """The last ``days`` days that are over in UTC, of the clients in ``scope``."""
        last = self.clock.now().date() - _DAY
        first = last - (days - 1) * _DAY
        months = self.fleet_days.months(months_between(first, last), scope=scope)
        cells: dict[date, list[FleetCell]] = {}
        for month in months:
            for client_days in month.clients.values():
                for day, cell in client_days.items():
                    cells.setdefault(day, []).append(cell)
        return system_trends([first + n * _DAY for n in range(days)], cells)


def weekdays_to(today: date) -> list[date]:
    """Today, and the same day of the eight weeks before."""
    return [today - n * _WEEK for n in range(WEEKS + 1)]


def runs_until(client: Client, day: date, grown: IntradayDay | None) -> RunsUntil:
    """The day's runs as a function of the time since it began."""
    whole = client.calendar.day(day)

    def until(so_far: timedelta) -> float | None:
        instant: datetime = min(whole.start + so_far, whole.end)
        return grown.runs_until(instant, whole) if grown else None

    return until


def _runs(
    client: Client, today: date, found: Mapping[tuple[ClientId, date], IntradayDay]
) -> TodayRuns | None:
    """How the client's day goes, as of its newest mark; None where nothing was told of it."""
    grown = found.get((client.client_id, today))
    as_of = grown.newest_at if grown else None
    if grown is None or as_of is None:
        return None
    whole = client.calendar.day(today)
    newest = [each.marks[-1].figures for each in grown.systems.values() if each.marks]
    weeks = [
        runs_until(client, day, found.get((client.client_id, day)))
        for day in weekdays_to(today)[1:]
    ]
    expected = expectation(runs_until(client, today, grown), weeks, as_of - whole.start)
    return TodayRuns(
        ends_at=whole.end,
        as_of=as_of,
        total=sum(each.total for each in newest),
        successful=sum(each.successful for each in newest),
        expected=None if expected.expected is None else Decimal(str(expected.expected)),
        weeks=expected.weeks,
        anomaly=expected.anomaly,
    )
