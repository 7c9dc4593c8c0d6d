"""Finds the shards that are due and queues one run for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entelech.domain.schedule import ShardId, is_due, is_worth_polling, settled_window, window_at
from entelech.ports import Clock, JobQueue, RegistryStore, TickStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What one minute's dispatch did, in shards."""

    window: datetime
    due: int
    repeated: int
    """Runs queued again because their window has no tick and can still be measured."""
    missed: int
    """Windows without a tick that can not be measured any more: gaps."""


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Queues what is due; doing so twice in a minute is harmless."""

    registry: RegistryStore
    ticks: TickStore
    queue: JobQueue
    clock: Clock

    def dispatch(self) -> Dispatched:
        """Queue the shards due in this minute, and the newest missed window of each shard.

        1. A shard without systems is left out.
        2. A shard that is due now is queued for this minute.
        3. A shard whose newest settled window has no tick is queued again while that window is
           younger than one interval, and counted as a gap when it is not.
        """
        now = self.clock.now()
        entries = [entry for entry in self.registry.directory() if entry.systems_count]
        due = [entry.shard for entry in entries if is_due(entry.shard, now)]
        for shard in due:
            self.queue.send(shard, window_at(now))
        settled = [
            (entry.shard, settled_window(entry.shard, now))
            for entry in entries
            if entry.occupied_since and settled_window(entry.shard, now) > entry.occupied_since
        ]
        missed = sorted(set(settled) - self.ticks.stored_windows(settled))
        repeatable = [
            (shard, window) for shard, window in missed if self._can_repeat(shard, window)
        ]
        for shard, window in repeatable:
            self.queue.send(shard, window)
        return Dispatched(
            window=window_at(now),
            due=len(due),
            repeated=len(repeatable),
            missed=len(missed) - len(repeatable),
        )

    def _can_repeat(self, shard: ShardId, window: datetime) -> bool:
        return is_worth_polling(shard, window, self.clock.now())
