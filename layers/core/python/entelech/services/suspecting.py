"""Marks minutes in which our own watching is to be doubted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entelech.domain.schedule import is_due
from entelech.domain.suspicion import Cause, Suspicion, are_too_many, newly_failed
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import SuspicionStore

if TYPE_CHECKING:
    from entelech.domain.shard import ShardConfig, ShardState, Tick


@dataclass(frozen=True, kw_only=True)
class Suspector:
    """Looks at each run once it is settled; doing so twice is harmless, and mostly costs nothing."""

    registry: RegistryStore
    store: SuspicionStore

    def consider(self, config: ShardConfig, state: ShardState, tick: Tick) -> None:
        """Mark the minute of the tick where it is suspect.

        Each shard writes down its own failures; whoever comes last sees those of all.
        """
        window = tick.window
        if tick.is_suspect:
            self.store.mark(Suspicion(window=window, cause=Cause.CANARY))
        failed = newly_failed(config, state, window)
        if not failed:
            return
        self.store.note_failures(window, tick.shard, len(failed))
        count = sum(self.store.failures(window).values())
        entries = self.registry.directory()
        clients = sum(each.clients_count for each in entries if is_due(each.shard, window))
        if are_too_many(count, clients):
            cause = Cause.MANY_FAILURES
            self.store.mark(Suspicion(window=window, cause=cause, failed=count, clients=clients))
