"""Answers what clients' automations did, and what that was worth."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.backfill import backfill_shown
from entelech.domain.errors import InvalidError, unknown_client
from entelech.domain.ingest_log import IngestList, ingest_day
from entelech.domain.performance_answer import complete_days, last_day, performance_answer
from entelech.domain.timeframe import Timeframe
from entelech.domain.today_volume import GrownDays, today_volume, weekdays_to
from entelech.ports.clock import Clock
from entelech.ports.fleet import FleetReader
from entelech.ports.metrics import MetricStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.expected_volume import TodayVolume
    from entelech.domain.ids import ClientId
    from entelech.domain.metric_day import MetricDay
    from entelech.domain.performance import PerformanceMetrics

_DAY = timedelta(days=1)
_HOURS_24 = timedelta(hours=24)


class PerformanceService(Struct, frozen=True, kw_only=True):
    """Reads what was ingested. An answer costs three requests, however many systems and days."""

    fleet: FleetReader
    store: MetricStore
    clock: Clock

    def metrics(
        self, scope: ClientScope, client_id: ClientId, timeframe: Timeframe
    ) -> PerformanceMetrics:
        """The guide's answer for a client.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self.metrics_of(self._client(scope, client_id), timeframe)

    def metrics_of(self, client: Client, timeframe: Timeframe) -> PerformanceMetrics:
        """The same for a client that was read already."""
        now = self.clock.now()
        today = client.calendar.date_of(now)
        if timeframe is Timeframe.DAY:
            near = [today - n * _DAY for n in range(3)]
            grown = self._grown(client, [*near, *weekdays_to(today)])
            told = self.store.days_of([(client.client_id, each) for each in near])
            found = last_day(client, {day: each for (_, day), each in told.items()}, grown, now)
        else:
            grown = self._grown(client, weekdays_to(today))
            first = today - 2 * timeframe.days * _DAY
            days = self.store.days(client.client_id, first, today - _DAY)
            found = complete_days(client, days, timeframe, now)
        return performance_answer(client, timeframe, found, today_volume(client, grown, now))

    def days(self, client: Client, first: date, last: date) -> Sequence[MetricDay]:
        """The client's days of which something is known, by date, both ends included."""
        return self.store.days(client.client_id, first, last)

    def today(self, client: Client, now: datetime) -> TodayVolume | None:
        """How the client's day goes; None where nothing was told of it."""
        today = client.calendar.date_of(now)
        return today_volume(client, self._grown(client, weekdays_to(today)), now)

    def ingests(
        self, scope: ClientScope, client_id: ClientId, *, limit: int, cursor: str | None
    ) -> IngestList:
        """What was told of the client's days, ``limit`` of them up to the one before ``cursor``.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: the cursor is none of ours.
        """
        client = self._client(scope, client_id)
        last = client.calendar.date_of(self.clock.now())
        if cursor is not None:
            last = _date(cursor) - _DAY
        first = last - (limit - 1) * _DAY
        days = self.store.days(client_id, first, last)
        progress = self.store.backfill(client_id)
        is_more = progress is not None and first > progress.first
        return IngestList(
            client_id=client_id,
            days=[ingest_day(each, client.calendar.day(each.day).end) for each in reversed(days)],
            backfill=backfill_shown(progress) if progress else None,
            next_cursor=first.isoformat() if is_more else None,
        )

    def _client(self, scope: ClientScope, client_id: ClientId) -> Client:
        client = self.fleet.client(client_id, scope=scope)
        if client is None:
            raise unknown_client(client_id)
        return client

    def _grown(self, client: Client, days: Sequence[date]) -> GrownDays:
        return self.store.intraday([(client.client_id, each) for each in dict.fromkeys(days)])


def _date(cursor: str) -> date:
    try:
        return date.fromisoformat(cursor)
    except ValueError:
        raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer") from None
