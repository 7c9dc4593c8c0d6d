"""Has hours and days folded anew, for what was agreed or measured only afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError, unknown_client
from entelech.domain.period import HOUR, Period, hour_of, pieces
from entelech.domain.repair import FOLDABLE, Repair
from entelech.domain.watching import memberships_in
from entelech.ports.clock import Clock
from entelech.ports.queues import FoldQueue
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId


class Repairs(Struct, frozen=True, kw_only=True):
    """Queues folds. Whatever is folded twice comes out the same."""

    registry: RegistryStore
    folds: FoldQueue
    clock: Clock

    def repair(self, scope: ClientScope, client_id: ClientId, period: Period) -> Repair:
        """Queue all hours of the period whose ticks are kept, and all its days that are over.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: the period is not in the past.
        """
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        if period.start >= self.clock.now():
            raise InvalidError(field="from", expected="an instant in the past")
        return self.requeue(client, period)

    def requeue(self, client: Client, period: Period) -> Repair:
        """As above, for a client that is known; what is not over yet will be folded anyway.

        An hour folds its own day too, so days are queued only where no hour is.
        """
        now = self.clock.now()
        oldest = hour_of(now - FOLDABLE).end
        start = max(period.start, client.created_at)
        reach = Period(start=hour_of(start).start, end=min(period.end, now))
        hours = [
            each
            for each in pieces(reach.clipped(Period(start=oldest, end=reach.end)), HOUR)
            if each.start + HOUR <= now
        ]
        found = [
            (shard, hour.start)
            for shard in sorted({each.shard for each in client.memberships})
            for hour in hours
            if memberships_in(client, shard, hour)
        ]
        days = list(_days(client, reach.clipped(Period(start=reach.start, end=oldest))))
        self.folds.send_hours(found)
        self.folds.send_days(client.client_id, days)
        return Repair(client_id=client.client_id, hours_queued=len(found), days_queued=len(days))


def _days(client: Client, period: Period) -> Iterator[date]:
    at = period.start
    while at < period.end:
        day = client.calendar.date_of(at)
        yield day
        at = client.calendar.day(day).end
