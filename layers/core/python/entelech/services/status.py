"""The read models that API, MCP and dashboard share: how clients are, now."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain import fleet, health, rollup
from entelech.domain.board import Board, ClientBoard, merged, merged_sums
from entelech.domain.errors import InvalidError, unknown_client
from entelech.domain.fleet import ClientStatus, FleetStatus, PollerHealth
from entelech.domain.health import ClientHealth
from entelech.domain.maintenance import planned_at
from entelech.domain.period import Period, hour_of
from entelech.domain.reading import STALE_AFTER_INTERVALS, Reading, unmeasured
from entelech.domain.service_level import service_level
from entelech.domain.sparkline import SparklineList, sparkline
from entelech.domain.suspicion import LOOKED_BACK, held_since
from entelech.domain.tally import Tally
from entelech.domain.uptime import uptime
from entelech.domain.watching import unfolded
from entelech.ports.clock import Clock
from entelech.ports.fleet import FleetReader, ShardView
from entelech.ports.history import HistoryStore
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import SuspicionStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.fleet_day import TodayRuns
    from entelech.domain.ids import ClientId
    from entelech.domain.rollup import Rollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardEntry

_INACTIVE_PAGE = 1000
_MINUTE = timedelta(minutes=1)
_FOLDED_WITHIN = timedelta(minutes=10)
"""How long after an hour is over its fold is mostly there."""


class StatusService(Struct, frozen=True, kw_only=True):
    """Answers how clients are. The requests it makes do not grow with the number of checks."""

    fleet: FleetReader
    registry: RegistryStore
    history: HistoryStore
    suspicions: SuspicionStore
    clock: Clock

    def all_clients(
        self, scope: ClientScope, *, include_inactive: bool, limit: int, cursor: str | None
    ) -> FleetStatus:
        """Clients worst first, ``limit`` of them after ``cursor``.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        after = _parse_cursor(cursor)
        now = self.clock.now()
        entries = _occupied(self.fleet.directory())
        views = self.fleet.shards([each.shard for each in entries], scope=scope, now=now)
        active = sorted(_client_lines(views, now), key=fleet.urgency)
        inactive = list(self._inactive(scope))
        lines = [*active, *sorted(inactive, key=fleet.urgency)] if include_inactive else active
        rest = [line for line in lines if after is None or fleet.urgency(line) > after]
        page, has_more = rest[:limit], len(rest) > limit
        ends = {
            shard: view.latest.ticks[0].finished_at
            for shard, view in views.items()
            if view.latest.ticks
        }
        poller = self._poller(entries, ends, now)
        return FleetStatus(
            dashboard_updated=now,
            total_clients=len(active) + len(inactive),
            active_clients=len(active),
            clients=page,
            overall_summary=fleet.overall_summary(active, _runs_today(views, now)),
            data_through=poller.last_tick_at,
            poller=poller,
            next_cursor=_cursor(page[-1]) if has_more and page else None,
        )

    def client_health(self, scope: ClientScope, client_id: ClientId) -> ClientHealth:
        """The systems of one client.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self._health(self.client(scope, client_id))

    def client(self, scope: ClientScope, client_id: ClientId) -> Client:
        """What is registered of one client.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        client = self.fleet.client(client_id, scope=scope)
        if client is None:
            raise unknown_client(client_id)
        return client

    def client_with_health(
        self, scope: ClientScope, client_id: ClientId
    ) -> tuple[Client, ClientHealth]:
        """Both of the above, from one reading."""
        client = self.client(scope, client_id)
        return client, self._health(client)

    def sparklines(self, scope: ClientScope, client_ids: Sequence[ClientId]) -> SparklineList:
        """The last day and month of those of the clients that are in ``scope``."""
        now = self.clock.now()
        clients = self.fleet.clients(client_ids, scope=scope)
        shards = {each.shard for client in clients.values() for each in client.memberships}
        boards = self.fleet.boards(sorted(shards), scope=scope)
        return SparklineList(
            clients=[
                sparkline(clients[each], merged(_of(each, boards)), now)
                for each in client_ids
                if each in clients
            ]
        )

    def poller_health(self) -> PollerHealth:
        """Whether the checks themselves run."""
        now = self.clock.now()
        entries = _occupied(self.fleet.directory())
        ends = self.fleet.last_tick_ends([each.shard for each in entries], now)
        return self._poller(entries, ends, now)

    def _poller(
        self, entries: Sequence[ShardEntry], ends: Mapping[ShardId, datetime], now: datetime
    ) -> PollerHealth:
        """Stale when some shard had no run for two intervals, counted from when it had systems."""
        stale = [each for each in entries if now - _last_sign(each, ends, now) > _patience(each)]
        lately = Period(start=now - LOOKED_BACK, end=now + _MINUTE)
        return PollerHealth(
            last_tick_at=max(ends.values(), default=None),
            is_stale=bool(stale),
            suspect_since=held_since(self.suspicions.suspicions(lately), now),
        )

    def _health(self, client: Client) -> ClientHealth:
        readings = self._readings(client)
        systems = {system.name: system for system in client.registration.systems}
        now = self.clock.now()
        day = self._last_day(client)
        policy = client.registration.uptime_policy
        maintenance = planned_at(client.maintenance, now)
        return ClientHealth(
            client_id=client.client_id,
            client_name=client.registration.client_name,
            is_active=client.is_active,
            overall_status=health.overall_status(readings),
            status_since=health.status_since(readings),
            systems=[
                health.system_health(
                    each,
                    systems[each.system_name],
                    uptime(day.systems.get(each.system_name, Tally()), policy),
                    is_in_maintenance=maintenance.covers(each.system_name),
                    now=now,
                )
                for each in readings
            ],
            service_level=service_level(policy),
            summary=health.summary(readings),
            data_through=health.newest_check(readings),
        )

    def _last_day(self, client: Client) -> Rollup:
        """The last 24 full hours, as far as they are folded."""
        end = hour_of(self.clock.now() - _FOLDED_WITHIN).start
        period = Period(start=end - timedelta(hours=24), end=end)
        hours = self.history.hours(client.client_id, period)
        quarters = [each for hour in hours for each in hour.quarters]
        quarters += unfolded(client, hours, period)
        return rollup.added([each for each in quarters if client.counts(each.period.start)], period)

    def _readings(self, client: Client) -> Sequence[Reading]:
        now = self.clock.now()
        membership = client.membership
        systems = client.registration.systems
        if membership is None:
            return [
                unmeasured(each.name, is_critical=each.is_critical, was_known=False)
                for each in systems
            ]
        latest = self.fleet.client_systems(membership, now)
        return [
            latest.reading(
                each.name, membership.slots.get(each.name), now, is_critical=each.is_critical
            )
            for each in systems
        ]

    def _inactive(self, scope: ClientScope) -> Iterator[ClientStatus]:
        cursor = None
        while True:
            page = self.registry.clients(is_active=False, limit=_INACTIVE_PAGE, cursor=cursor)
            for client in page.clients:
                if scope.includes(client.client_id) and client.deactivated_at:
                    yield fleet.inactive_client(client, client.deactivated_at)
            cursor = page.next_cursor
            if cursor is None:
                return


def _of(client_id: ClientId, boards: Sequence[Board]) -> list[ClientBoard]:
    return [each.clients[client_id] for each in boards if client_id in each.clients]


def _client_lines(views: Mapping[ShardId, ShardView], now: datetime) -> Iterator[ClientStatus]:
    for shard, view in views.items():
        readings: dict[ClientId, list[Reading]] = {}
        for row in view.config.rows:
            reading = view.latest.reading(
                row.system_name, row.slot, now, is_critical=row.is_critical
            )
            readings.setdefault(row.client_id, []).append(reading)
        for client_id, systems in readings.items():
            yield fleet.client_status(
                client_id,
                view.config.residents[client_id],
                shard.interval,
                systems,
                sums=merged_sums(
                    [v.sums[client_id] for v in views.values() if client_id in v.sums]
                ),
                runs=_running(view.runs.get(client_id), now),
                now=now,
            )


def _runs_today(views: Mapping[ShardId, ShardView], now: datetime) -> list[TodayRuns]:
    found = [_running(each, now) for view in views.values() for each in view.runs.values()]
    return [each for each in found if each is not None]


def _running(runs: TodayRuns | None, now: datetime) -> TodayRuns | None:
    """The runs, while their day lasts."""
    return runs if runs is not None and now < runs.ends_at else None


def _occupied(entries: Sequence[ShardEntry]) -> list[ShardEntry]:
    return [entry for entry in entries if entry.systems_count]


def _last_sign(entry: ShardEntry, ends: Mapping[ShardId, datetime], now: datetime) -> datetime:
    signs = (ends.get(entry.shard), entry.occupied_since)
    return max((sign for sign in signs if sign is not None), default=now)


def _patience(entry: ShardEntry) -> timedelta:
    return STALE_AFTER_INTERVALS * entry.shard.interval.length


def _cursor(line: ClientStatus) -> str:
    return base64.urlsafe_b64encode(json.dumps(fleet.urgency(line)).encode()).decode()


def _parse_cursor(text: str | None) -> tuple[int, str, str] | None:
    if text is None:
        return None
    try:
        rank, since, client_id = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer") from None
    if not (isinstance(rank, int) and isinstance(since, str) and isinstance(client_id, str)):
        raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
    return rank, since, client_id
