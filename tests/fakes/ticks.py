"""``TickStore`` in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from entelech.domain.shard import ShardConfig, ShardState, Tick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.schedule import ShardId
    from tests.fakes.memory import Memory


class FakeTickStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def open(self, shard: ShardId, window: datetime) -> tuple[ShardConfig, Tick | None]:
        return self._memory.do(lambda: self._open(shard, window))

    def newest_tick(
        self, shard: ShardId, windows: Sequence[datetime], config: ShardConfig
    ) -> Tick | None:
        return self._memory.do(lambda: self._newest(shard, windows, config))

    def add_tick(self, tick: Tick) -> bool:
        return self._memory.do(lambda: self._add(tick))

    def state(self, shard: ShardId, config: ShardConfig) -> ShardState:
        return self._memory.do(lambda: self._state(shard, config))

    def save_state(self, state: ShardState) -> bool:
        return self._memory.do(lambda: self._save(state))

    def stored_windows(
        self, windows: Sequence[tuple[ShardId, datetime]]
    ) -> frozenset[tuple[ShardId, datetime]]:
        return self._memory.do(lambda: frozenset(set(windows) & set(self._memory.ticks)))

    def _open(self, shard: ShardId, window: datetime) -> tuple[ShardConfig, Tick | None]:
        config = self._memory.configs.get(shard, ShardConfig(shard=shard))
        return config, self._newest(shard, [window], config)

    def _newest(
        self, shard: ShardId, windows: Sequence[datetime], config: ShardConfig
    ) -> Tick | None:
        slots = {row.slot for row in config.rows}
        for window in windows:
            tick = self._memory.ticks.get((shard, window))
            if tick is not None:
                seen = {slot: each for slot, each in tick.results.items() if slot in slots}
                return replace(tick, results=seen)
        return None

    def _add(self, tick: Tick) -> bool:
        key = (tick.shard, tick.window)
        if key in self._memory.ticks:
            return False
        self._memory.ticks[key] = tick
        return True

    def _state(self, shard: ShardId, config: ShardConfig) -> ShardState:
        stored = self._memory.states.get(shard, ShardState(shard=shard))
        slots = {row.slot for row in config.rows}
        return replace(
            stored, slots={slot: each for slot, each in stored.slots.items() if slot in slots}
        )

    def _save(self, state: ShardState) -> bool:
        stored = self._memory.states.get(state.shard)
        if state.last_window is None:
            return False
        if stored is not None and stored.last_window and stored.last_window >= state.last_window:
            return False
        self._memory.states[state.shard] = state
        return True
