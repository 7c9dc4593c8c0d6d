"""Puts clients' days into the fleet's, and tells them day by day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import LostRaceError
from entelech.domain.fleet_day import (
    FleetCell,
    TodayRuns,
    fleet_cell,
    month_text,
    months_between,
)
from entelech.domain.metric_day import work_of
from entelech.domain.today_volume import GrownDays, today_volume, weekdays_to
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
    from entelech.domain.ids import ClientId

_TRIES = 6
_DAY = timedelta(days=1)


class TrendFold(Struct, frozen=True, kw_only=True):
    """What one fold put in: days of clients, and clients whose day runs."""

    days: int
    today: int


class Trender(Struct, frozen=True, kw_only=True):
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
        found = self.store.intraday(
            [
                (each.client_id, day)
                for each in clients
                for day in weekdays_to(each.calendar.date_of(now))
            ]
        )
        runs = {each.client_id: _runs(each, found, now) for each in clients}
        return {client_id: each for client_id, each in runs.items() if each is not None}


class TrendService(Struct, frozen=True, kw_only=True):
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


def _runs(client: Client, found: GrownDays, now: datetime) -> TodayRuns | None:
    """How the client's day goes, as lists show it; None where nothing was told of it."""
    volume = today_volume(client, found, now)
    if volume is None:
        return None
    return TodayRuns(
        ends_at=client.calendar.day(client.calendar.date_of(now)).end,
        as_of=volume.as_of,
        total=volume.total_automations,
        successful=volume.successful_automations,
        expected=None if volume.expected is None else Decimal(str(volume.expected)),
        weeks=volume.weeks,
        anomaly=volume.anomaly,
    )
