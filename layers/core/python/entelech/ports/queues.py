"""Work for workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

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
