"""Work for workers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from entelech.domain.delivery import GROUP_WAIT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId


AT_ONCE = timedelta()


class ArchiveQueue(Protocol):
    """Hands clients to the archive's workers, at least once each."""

    def send_clients(self, client_ids: Sequence[ClientId]) -> None:
        """Queue them; costs one request per ten."""


class JobQueue(Protocol):
    """Hands work to the workers, at least once each, in no order."""

    def send(self, shard: ShardId, window: datetime) -> None:
        """Queue one run of a shard: of that window, or of the hour that begins then."""


class FoldQueue(Protocol):
    """Hands folds to the workers, at least once each, in no order."""

    def send_hours(self, hours: Sequence[tuple[ShardId, datetime]]) -> None:
        """Queue the hours of shards that begin then; costs one request per ten."""

    def send_days(self, client_id: ClientId, days: Sequence[date]) -> None:
        """Queue a client's days, to be made from their hours; costs one request per ten."""


class EvaluationQueue(Protocol):
    """Hands alerts to the workers that evaluate them, at least once each, in no order."""

    def send_shards(self, shards: Sequence[ShardId]) -> None:
        """Queue all clients of each; costs one request per ten."""

    def send_clients(
        self,
        shard: ShardId,
        client_ids: Sequence[ClientId],
        after: timedelta = AT_ONCE,
    ) -> None:
        """Queue some clients of a shard, to be evaluated so much later, at most 15 minutes."""

    def send_leavers(self) -> None:
        """Queue the clients that have alerts and stand in no shard any more."""


class NotifyQueue(Protocol):
    """Wakes the worker that delivers notices; forgetting one is harmless, it sweeps each minute."""

    def wake(self, after: timedelta = GROUP_WAIT) -> None:
        """Let it look in so much later, at most 15 minutes; by default when new notices are due."""
