"""``JobQueue`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.schedule import ShardId


class FakeJobQueue:
    """``JobQueue`` that keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[ShardId, datetime]] = []

    def send(self, shard: ShardId, window: datetime) -> None:
        self.sent.append((shard, window))
