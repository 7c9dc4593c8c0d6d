"""``SuspicionStore`` in memory, and what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.services.suspecting import Suspector
from tests.fakes.memory import Memory
from tests.fakes.registry import FakeRegistryStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.period import Period
    from entelech.domain.schedule import ShardId
    from entelech.domain.suspicion import Suspicion


class FakeSuspicionStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def note_failures(self, window: datetime, shard: ShardId, clients: int) -> None:
        self._memory.do(lambda: self._memory.failures.update({(window, shard): clients}))

    def failures(self, window: datetime) -> Mapping[ShardId, int]:
        found = {shard: n for (at, shard), n in self._memory.failures.items() if at == window}
        return self._memory.do(lambda: found)

    def mark(self, suspicion: Suspicion) -> None:
        key = (suspicion.window, suspicion.cause)
        self._memory.do(lambda: self._memory.suspicions.update({key: suspicion}))

    def suspicions(self, period: Period) -> Sequence[Suspicion]:
        ordered = sorted(self._memory.suspicions.items())
        return self._memory.do(lambda: [each for (at, _), each in ordered if at in period])


def a_suspector(memory: Memory | None = None) -> Suspector:
    memory = memory or Memory()
    return Suspector(registry=FakeRegistryStore(memory), store=FakeSuspicionStore(memory))
