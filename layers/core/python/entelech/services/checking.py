"""Runs one window of a shard: probes its systems, stores the tick, settles the state."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entelech.domain.check import Result, backoff_s, is_final, judge
from entelech.domain.schedule import ShardId, is_worth_polling, windows_after
from entelech.domain.shard import Row, ShardConfig, Tick, Transition, next_state, transitions
from entelech.ports import Clock, Prober, Probing, TickStore
from entelech.services.pacing import Pacer

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.ids import Slot

_SETTLE_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of one message.

    ``tick`` is None where nothing was polled: the window is too old, or the shard has no systems.
    ``is_new`` says whether this run stored it; a redelivered message finds it stored.
    """

    tick: Tick | None
    is_new: bool
    systems_count: int
    transitions: Sequence[Transition]
    errors: Sequence[BaseException] = ()
    """What broke inside single checks: our own faults, which leave their systems unmeasured."""


@dataclass(frozen=True, kw_only=True)
class Checker:
    """Checks the systems of a shard. The same message any number of times leaves the same rows."""

    store: TickStore
    prober: Prober
    clock: Clock
    starts_per_second: float
    """How many probes may start in a second, so that our own load never makes the latency we measure."""

    def run(self, shard: ShardId, window: datetime, *, budget_s: float) -> Run:
        """Poll the window and settle the state from its tick.

        1. A window that has a tick is not polled again.
        2. A window older than one interval is not polled any more.
        3. Checks still under way after ``budget_s`` seconds are given up, the others kept.
        4. The tick is stored once; whoever comes second goes on with the stored one.
        5. The state is made from the newest stored tick, never from an older one.
        """
        config, tick = self.store.open(shard, window)
        is_new = False
        errors: list[BaseException] = []
        if tick is None and config.rows and is_worth_polling(shard, window, self.clock.now()):
            tick, errors = asyncio.run(self._poll(config, window, budget_s))
            is_new = self.store.add_tick(tick)
            tick = tick if is_new else self.store.newest_tick(shard, [window], config)
        found = self._settle(config, tick) if tick else []
        return Run(
            tick=tick,
            is_new=is_new,
            systems_count=len(config.rows),
            transitions=found,
            errors=errors,
        )

    async def _poll(
        self, config: ShardConfig, window: datetime, budget_s: float
    ) -> tuple[Tick, list[BaseException]]:
        pacer = Pacer(starts_per_second=self.starts_per_second, clock=self.clock)
        async with self.prober.open() as probe:
            checks = {
                asyncio.create_task(self._check(row, window, pacer, probe)): row.slot
                for row in config.rows
            }
            done, late = await asyncio.wait(checks, timeout=budget_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        errors = [error for task in done if (error := task.exception()) is not None]
        results: dict[Slot, Result] = {
            checks[task]: task.result() for task in done if task.exception() is None
        }
        now = self.clock.now()
        return Tick(shard=config.shard, window=window, results=results, finished_at=now), errors

    async def _check(self, row: Row, window: datetime, pacer: Pacer, probe: Probing) -> Result:
        """Probe until the verdict is final or the retries are used up."""
        await pacer.turn()
        start_offset_ms = int((self.clock.now() - window).total_seconds() * 1000)
        attempts = 0
        while True:
            attempts += 1
            result = judge(
                await probe(row.health_url, row.policy.timeout_s),
                policy=row.policy,
                now=self.clock.now(),
                attempts=attempts,
                start_offset_ms=start_offset_ms,
            )
            if is_final(result.reason) or attempts > row.policy.retries:
                return result
            await self.clock.sleep(backoff_s(attempts))
            await pacer.turn()

    def _settle(self, config: ShardConfig, tick: Tick) -> list[Transition]:
        """Bring the state up to the newest stored tick, and say what changed.

        A run that finds nothing to change writes nothing, so a slower run of an earlier window
        could write after it. Whoever writes therefore looks again for a newer tick; either it sees
        that one, or the newer run, which stored its tick first, sees what was written here.
        """
        found: list[Transition] = []
        for _ in range(_SETTLE_TRIES):
            before = self.store.state(config.shard, config)
            later = windows_after(config.shard, tick.window, self.clock.now())
            newer = self.store.newest_tick(config.shard, later, config) if later else None
            tick = newer or tick
            if before.last_window is not None and before.last_window >= tick.window:
                break
            after = next_state(config, before, tick)
            if after.slots == before.slots:
                break
            if self.store.save_state(after):
                found += transitions(config, before, after)
        return found
