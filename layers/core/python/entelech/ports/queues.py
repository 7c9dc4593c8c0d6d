"""Work for workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from entelech.domain.delivery import GROUP_WAIT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId


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


class NotifyQueue(Protocol):
    """Wakes the worker that delivers notices; forgetting one is harmless, it sweeps each minute."""

    def wake(self, after: timedelta = GROUP_WAIT) -> None:
        """Let it look in so much later, at most 15 minutes; by default when new notices are due."""
