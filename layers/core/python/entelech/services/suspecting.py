"""Marks minutes in which our own watching is to be doubted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.period import Period
from entelech.domain.schedule import is_due
from entelech.domain.suspicion import SuspectCause, Suspicion, are_too_many, newly_failed
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import SuspicionStore

if TYPE_CHECKING:
    from entelech.domain.shard import ShardConfig, ShardState, Tick


_MINUTE = timedelta(minutes=1)


class Suspector(Struct, frozen=True, kw_only=True):
    """Looks at each run once it is settled; doing so twice is harmless, and mostly costs nothing."""

    registry: RegistryStore
    store: SuspicionStore

    def consider(self, config: ShardConfig, state: ShardState, tick: Tick) -> None:
        """Mark the minute of the tick where it is suspect.

        Each shard writes down its own failures; whoever comes last sees those of all.
        """
        window = tick.window
        if tick.is_suspect:
            self._mark(
                Suspicion(window=window, cause=SuspectCause.CANARY, interval=tick.shard.interval)
            )
        failed = newly_failed(config, state, window)
        if not failed:
            return
        self.store.note_failures(window, tick.shard, len(failed))
        noted = self.store.failures(window)
        count = sum(noted.values())
        entries = self.registry.directory()
        clients = sum(each.clients_count for each in entries if is_due(each.shard, window))
        if are_too_many(count, clients):
            self.store.mark(
                Suspicion(
                    window=window,
                    cause=SuspectCause.MANY_FAILURES,
                    interval=max(shard.interval for shard in noted),
                    failed=count,
                    clients=clients,
                )
            )

    def _mark(self, suspicion: Suspicion) -> None:
        """Other shards may have marked the same minute; the longest interval counts."""
        minute = Period(start=suspicion.window, end=suspicion.window + _MINUTE)
        same = [each for each in self.store.suspicions(minute) if each.cause is suspicion.cause]
        if all(each.interval < suspicion.interval for each in same):
            self.store.mark(suspicion)
