"""Everything stored, in memory, and a switch that breaks the n-th call."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from msgspec.structs import replace

from entelech.domain.access import ApiKey, ClientScope
from entelech.domain.archive import Month
from entelech.domain.audit import AuditEntry
from entelech.domain.backfill import Backfill
from entelech.domain.beat import Beats
from entelech.domain.board import Board
from entelech.domain.channel import Channel, ChannelId
from entelech.domain.client import Client
from entelech.domain.client_alerts import AlertTransition, ClientAlerts
from entelech.domain.errors import UnavailableError
from entelech.domain.fleet_day import FleetMonth, TodayRuns
from entelech.domain.ids import ClientId, Slot
from entelech.domain.incident import Incident
from entelech.domain.intraday import IntradayDay
from entelech.domain.manual_check import ManualCheck
from entelech.domain.metric_day import MetricDay
from entelech.domain.metric_push import TakenPush
from entelech.domain.notification import Notification
from entelech.domain.probe import Certificate
from entelech.domain.rate import Bucket
from entelech.domain.rollup import DayRollup, HourRollup
from entelech.domain.rule import RuleSet
from entelech.domain.schedule import ShardId
from entelech.domain.shard import Lane, ShardConfig, ShardState, Tick
from entelech.domain.silence import Silence
from entelech.domain.suspicion import SuspectCause, Suspicion

T = TypeVar("T")


class KilledError(BaseException):
    """The worker died here."""


@dataclass
class Memory:
    """What is stored. ``fail_at`` n makes the n-th call from now raise ``failure``, before or after
    it took effect."""

    clients: dict[ClientId, Client] = field(default_factory=dict)
    configs: dict[ShardId, ShardConfig] = field(default_factory=dict)
    ticks: dict[tuple[ShardId, datetime, Lane], Tick] = field(default_factory=dict)
    states: dict[ShardId, ShardState] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    hours: dict[tuple[ClientId, datetime, ShardId], HourRollup] = field(default_factory=dict)
    days: dict[tuple[ClientId, date], DayRollup] = field(default_factory=dict)
    beats: dict[tuple[ClientId, str], Beats] = field(default_factory=dict)
    manual_checks: dict[tuple[ClientId, str], ManualCheck] = field(default_factory=dict)
    failures: dict[tuple[datetime, ShardId], int] = field(default_factory=dict)
    suspicions: dict[tuple[datetime, SuspectCause], Suspicion] = field(default_factory=dict)
    certificates: dict[ShardId, dict[Slot, Certificate]] = field(default_factory=dict)
    archive: dict[tuple[ClientId, Month], bytes] = field(default_factory=dict)
    restored: dict[tuple[ClientId, datetime, ShardId], datetime] = field(default_factory=dict)
    metric_days: dict[tuple[ClientId, date], MetricDay] = field(default_factory=dict)
    intraday: dict[tuple[ClientId, date], IntradayDay] = field(default_factory=dict)
    backfills: dict[ClientId, Backfill] = field(default_factory=dict)
    pushes: dict[tuple[ClientId, str], tuple[TakenPush, datetime]] = field(default_factory=dict)
    fleet_months: dict[tuple[str, int], FleetMonth] = field(default_factory=dict)
    today: dict[int, dict[ClientId, TodayRuns]] = field(default_factory=dict)
    boards: dict[ShardId, Board] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    audit: dict[str, AuditEntry] = field(default_factory=dict)
    notifications: dict[str, Notification] = field(default_factory=dict)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    rule_sets: dict[ClientId | None, RuleSet] = field(default_factory=dict)
    alerts: dict[ClientId, ClientAlerts] = field(default_factory=dict)
    transitions: list[AlertTransition] = field(default_factory=list)
    incidents: dict[str, Incident] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    calls: int = 0
    fail_at: int | None = None
    fail_after: bool = False
    failure: Callable[[], BaseException] = lambda: UnavailableError("The table did not answer.")

    def do(self, work: Callable[[], T]) -> T:
        """Run one storage call."""
        self.calls += 1
        fails = self.fail_at == self.calls
        if fails and not self.fail_after:
            raise self.failure()
        done = work()
        if fails:
            raise self.failure()
        return done

    def fail(
        self, call: int, *, after: bool = False, failure: Callable[[], BaseException] | None = None
    ) -> None:
        """Let that call, counted from 1 from now on, fail."""
        self.calls = 0
        self.fail_at = call
        self.fail_after = after
        if failure:
            self.failure = failure

    def store(self, tick: Tick) -> None:
        """Put a tick there without asking."""
        self.ticks[tick.shard, tick.window, tick.lane] = tick

    def ticks_of(self, shard: ShardId, window: datetime, slots: Collection[Slot]) -> list[Tick]:
        """The ticks of a window, the main lane's first, with what they say of those slots."""
        found = [self.ticks.get((shard, window, lane)) for lane in Lane]
        return [
            replace(
                tick,
                results={
                    k: replace(v, certificate=None) for k, v in tick.results.items() if k in slots
                },
            )
            for tick in found
            if tick is not None
        ]

    def certificates_of(self, shard: ShardId, slots: Collection[Slot]) -> dict[Slot, Certificate]:
        """What those slots showed last."""
        return {k: v for k, v in self.certificates.get(shard, {}).items() if k in slots}

    def board_of(self, shard: ShardId, scope: ClientScope) -> Board:
        """The board with the clients in scope."""
        board = self.boards.get(shard, Board(shard=shard))
        return replace(board, clients={k: v for k, v in board.clients.items() if scope.includes(k)})

    def state_of(self, shard: ShardId, slots: Collection[Slot]) -> ShardState:
        """The state with what it says of those slots."""
        stored = self.states.get(shard, ShardState(shard=shard))
        return replace(stored, slots={k: v for k, v in stored.slots.items() if k in slots})
