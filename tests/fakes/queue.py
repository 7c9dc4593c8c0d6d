"""The queues in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.delivery import GROUP_WAIT
from entelech.ports.queues import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId


class FakeJobQueue:
    """``JobQueue`` that keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[ShardId, datetime]] = []

    def send(self, shard: ShardId, window: datetime) -> None:
        self.sent.append((shard, window))


class FakeFoldQueue:
    """``FoldQueue`` that keeps what it was given."""

    def __init__(self) -> None:
        self.hours: list[tuple[ShardId, datetime]] = []
        self.days: list[tuple[ClientId, date]] = []

    def send_hours(self, hours: Sequence[tuple[ShardId, datetime]]) -> None:
        self.hours += hours

    def send_days(self, client_id: ClientId, days: Sequence[date]) -> None:
        self.days += [(client_id, each) for each in days]


class FakeNotifyQueue:
    """``NotifyQueue`` that keeps how much later each call wants it."""

    def __init__(self) -> None:
        self.wakes: list[timedelta] = []

    def wake(self, after: timedelta = GROUP_WAIT) -> None:
        self.wakes.append(after)


class FakeEvaluationQueue:
    """``EvaluationQueue`` that keeps what it was given."""

    def __init__(self) -> None:
        self.shards: list[ShardId] = []
        self.clients: list[tuple[ShardId, tuple[ClientId, ...], timedelta]] = []
        self.leavers = 0

    def send_shards(self, shards: Sequence[ShardId]) -> None:
        self.shards += shards

    def send_clients(
        self, shard: ShardId, client_ids: Sequence[ClientId], after: timedelta = AT_ONCE
    ) -> None:
        self.clients.append((shard, tuple(client_ids), after))

    def send_leavers(self) -> None:
        self.leavers += 1
