"""Finds the shards that are due and queues one run for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.schedule import (
    ShardId,
    hours_to_fold,
    is_due,
    is_evaluated_at,
    is_gap_since,
    is_repeated_at,
    settled_window,
    window_at,
)
from entelech.ports.queues import EvaluationQueue, FoldQueue, JobQueue
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import TickStore

if TYPE_CHECKING:
    from collections.abc import Sequence


class Dispatched(Struct, frozen=True, kw_only=True):
    """What one minute's dispatch did, in shards."""

    window: datetime
    due: int
    repeated: int
    """Runs queued again because their window has no tick and can still be measured."""
    evaluated: int
    """Shards whose alerts were queued to be evaluated."""
    folds: int
    """Hours queued to be folded."""
    missed: int
    """Windows without a tick that can not be measured any more: gaps."""


class Dispatcher(Struct, frozen=True, kw_only=True):
    """Queues what is due; doing so twice in a minute is harmless."""

    registry: RegistryStore
    ticks: TickStore
    polls: JobQueue
    rollups: FoldQueue
    evaluations: EvaluationQueue
    evaluate_every: timedelta

    def dispatch(self, scheduled_at: datetime) -> Dispatched:
        """Queue the shards due in the minute of ``scheduled_at``, and newest windows that were missed.

        1. A shard without systems is left out.
        2. A shard that is due now is queued for this minute.
        3. A shard whose newest settled window has no tick is queued again, twice at the most, and
           counted as a gap once it can not be measured any more.
        4. A shard's alerts are queued to be evaluated in its turn, and once in each turn those of
           clients that stand in no shard any more.
        5. Once an hour every shard's past hours are queued to be folded; those of a shard that is
           empty now too, as somebody may have left it.
        """
        now = window_at(scheduled_at)
        every = self.registry.directory()
        entries = [entry for entry in every if entry.systems_count]
        due = [entry.shard for entry in entries if is_due(entry.shard, now)]
        for shard in due:
            self.polls.send(shard, now)
        settled = [
            (entry.shard, settled_window(entry.shard, now))
            for entry in entries
            if entry.occupied_since and settled_window(entry.shard, now) > entry.occupied_since
        ]
        looked_at = [
            (shard, window)
            for shard, window in settled
            if is_repeated_at(shard, window, now) or is_gap_since(shard, window, now)
        ]
        missed = sorted(set(looked_at) - self.ticks.stored_windows(looked_at))
        repeated = [each for each in missed if is_repeated_at(*each, now)]
        for shard, window in repeated:
            self.polls.send(shard, window)
        folds = [(entry.shard, hour) for entry in every for hour in hours_to_fold(now)]
        self.rollups.send_hours(folds)
        evaluated = self._evaluate([entry.shard for entry in entries], now)
        return Dispatched(
            window=now,
            evaluated=evaluated,
            folds=len(folds),
            due=len(due),
            repeated=len(repeated),
            missed=len(missed) - len(repeated),
        )

    def _evaluate(self, shards: Sequence[ShardId], now: datetime) -> int:
        turn = [each for each in shards if is_evaluated_at(each, now, self.evaluate_every)]
        if turn:
            self.evaluations.send_shards(turn)
        minute = int(now.timestamp()) // 60
        if minute % max(1, self.evaluate_every // timedelta(minutes=1)) == 0:
            self.evaluations.send_leavers()
        return len(turn)
