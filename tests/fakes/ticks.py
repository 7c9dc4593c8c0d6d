"""``TickStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.shard import Lane, ShardConfig, ShardState, Tick, merged
from entelech.ports.ticks import OpenedShard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.ids import Slot
    from entelech.domain.probe import Certificate
    from entelech.domain.schedule import ShardId
    from tests.fakes.memory import Memory


class FakeTickStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def open(self, shard: ShardId, window: datetime) -> OpenedShard:
        return self._memory.do(lambda: self._open(shard, window))

    def latest(
        self, shard: ShardId, windows: Sequence[datetime]
    ) -> tuple[ShardConfig, ShardState, Tick | None]:
        return self._memory.do(lambda: self._latest(shard, windows))

    def add_tick(self, tick: Tick) -> bool:
        return self._memory.do(lambda: self._add(tick))

    def save_state(self, state: ShardState) -> bool:
        return self._memory.do(lambda: self._save(state))

    def save_certificates(self, shard: ShardId, certificates: Mapping[Slot, Certificate]) -> None:
        self._memory.do(lambda: self._memory.certificates.update({shard: dict(certificates)}))

    def stored_windows(
        self, windows: Sequence[tuple[ShardId, datetime]]
    ) -> frozenset[tuple[ShardId, datetime]]:
        stored = {(shard, at) for shard, at, lane in self._memory.ticks if lane is Lane.MAIN}
        return self._memory.do(lambda: frozenset(set(windows) & stored))

    def _open(self, shard: ShardId, window: datetime) -> OpenedShard:
        config = self._memory.configs.get(shard, ShardConfig(shard=shard))
        slots = {row.slot for row in config.rows}
        return OpenedShard(
            config=config,
            state=self._memory.state_of(shard, slots),
            ticks={tick.lane: tick for tick in self._memory.ticks_of(shard, window, slots)},
            certificates=self._memory.certificates_of(shard, slots),
        )

    def _latest(
        self, shard: ShardId, windows: Sequence[datetime]
    ) -> tuple[ShardConfig, ShardState, Tick | None]:
        config = self._memory.configs.get(shard, ShardConfig(shard=shard))
        slots = {row.slot for row in config.rows}
        found = [merged(self._memory.ticks_of(shard, each, slots)) for each in windows]
        newest = next((tick for tick in found if tick is not None), None)
        return config, self._memory.state_of(shard, slots), newest

    def _add(self, tick: Tick) -> bool:
        key = (tick.shard, tick.window, tick.lane)
        if key in self._memory.ticks:
            return False
        self._memory.ticks[key] = tick
        return True

    def _save(self, state: ShardState) -> bool:
        stored = self._memory.states.get(state.shard)
        if (stored.version if stored else 0) != state.version - 1:
            return False
        self._memory.states[state.shard] = state
        return True
