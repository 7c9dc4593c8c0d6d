"""Runs one window of a shard: probes its systems, stores the ticks, settles the state."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.probe import Unanswered
from entelech.domain.schedule import is_worth_polling, windows_after
from entelech.domain.shard import (
    Lane,
    Row,
    ShardConfig,
    Tick,
    Transition,
    lane_of,
    merged,
    next_state,
    transitions,
)
from entelech.domain.suspicion import NETWORK_FAILURES
from entelech.ports.clock import Clock
from entelech.ports.ticks import TickStore
from entelech.services.examining import Bench, Examiner
from entelech.services.suspecting import Suspector

if TYPE_CHECKING:
    from entelech.domain.check import Result
    from entelech.domain.schedule import ShardId
    from entelech.ports.probing import Probing
    from entelech.ports.ticks import OpenedShard

_SETTLE_TRIES = 6
_CANARY_TRIES = 2
_CANARY_TIMEOUT_S = 5.0


class Run(Struct, frozen=True, kw_only=True):
    """What became of one message.

    ``ticks`` are those that this run stored, a lane each; a redelivered message stores none.
    ``measured_count`` of ``systems_count`` systems have a result in the window by now.
    """

    ticks: Sequence[Tick] = ()
    systems_count: int
    measured_count: int = 0
    transitions: Sequence[Transition] = ()
    errors: Sequence[BaseException] = ()
    """What broke inside single checks: our own faults, which leave their systems unmeasured."""


class _Batch(Struct, frozen=True, kw_only=True):
    """The checks of one lane."""

    lane: Lane
    config: ShardConfig
    rows: Sequence[Row]
    window: datetime
    budget_s: float


class Checker(Struct, frozen=True, kw_only=True):
    """Checks the systems of a shard. The same message any number of times leaves the same rows."""

    store: TickStore
    examiner: Examiner
    suspector: Suspector
    clock: Clock
    canary_url: str = ""
    """A place of our own on the far side of the network; none where empty."""

    def run(self, shard: ShardId, window: datetime, *, budget_s: float) -> Run:
        """Poll the window and settle the state from its ticks.

        1. A window that has its ticks is not polled again, one older than an interval not any more.
        2. Systems known not to answer are asked in a lane of their own and only once: the tick of
           the others is stored without waiting for them.
        3. Checks still under way after ``budget_s`` seconds are given up, the others kept.
        4. Each lane's tick is stored once; whoever comes second goes on with the stored one.
        5. The state is made from the newest stored ticks, never from older ones.
        6. Where our own canary is not reached either, what looks like a broken network is not kept.
        7. Certificates are stored where one is another than before.
        """
        opened = self.store.open(shard, window)
        config, stored = opened.config, dict(opened.ticks)
        found: list[Transition] = []
        if stored:
            found += self._settle(shard, window)
        batches = self._batches(opened, window, budget_s)
        ticks, errors = asyncio.run(self._poll(batches, found)) if batches else ([], [])
        self._keep_certificates(opened, ticks)
        measured = merged([*stored.values(), *ticks])
        return Run(
            ticks=ticks,
            systems_count=len(config.rows),
            measured_count=len(measured.results) if measured else 0,
            transitions=found,
            errors=errors,
        )

    def _keep_certificates(self, opened: OpenedShard, ticks: Sequence[Tick]) -> None:
        slots = {row.slot for row in opened.config.rows}
        found = {slot: each for slot, each in opened.certificates.items() if slot in slots}
        for tick in ticks:
            seen = {slot: each.certificate for slot, each in tick.results.items()}
            found |= {slot: each for slot, each in seen.items() if each is not None}
        if found != opened.certificates:
            self.store.save_certificates(opened.config.shard, found)

    def _batches(self, opened: OpenedShard, window: datetime, budget_s: float) -> list[_Batch]:
        """What is left to poll. The main lane has a tick even without systems: it shows the run."""
        config = opened.config
        if not config.rows or not is_worth_polling(config.shard, window, self.clock.now()):
            return []
        done = {slot for tick in opened.ticks.values() for slot in tick.results}
        lanes: dict[Lane, list[Row]] = {Lane.MAIN: [], Lane.SLOW: []}
        for row in config.rows:
            if row.slot not in done:
                lanes[lane_of(row, opened.state)].append(row)
        return [
            _Batch(lane=lane, config=config, rows=rows, window=window, budget_s=budget_s)
            for lane, rows in lanes.items()
            if lane not in opened.ticks and (rows or lane is Lane.MAIN)
        ]

    async def _poll(
        self, batches: Sequence[_Batch], found: list[Transition]
    ) -> tuple[list[Tick], list[BaseException]]:
        ticks: list[Tick] = []
        errors: list[BaseException] = []
        rows = [row for batch in batches for row in batch.rows]
        async with self.examiner.bench(rows) as bench:
            canary = asyncio.ensure_future(self._is_reached(bench.probe))
            lanes = [
                asyncio.create_task(self._poll_lane(each, bench, canary, errors))
                for each in batches
            ]
            for lane in asyncio.as_completed(lanes):
                tick = await lane
                if self.store.add_tick(tick):
                    ticks.append(tick)
                found += self._settle(tick.shard, tick.window)
        return ticks, errors

    async def _poll_lane(
        self,
        batch: _Batch,
        bench: Bench,
        canary: asyncio.Future[bool],
        errors: list[BaseException],
    ) -> Tick:
        since = bench.lag.now()
        checks = {
            asyncio.create_task(self._check(row, batch, bench)): row.slot for row in batch.rows
        }
        done, late = await asyncio.wait(checks, timeout=batch.budget_s) if checks else ([], [])
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        errors += [error for task in done if (error := task.exception()) is not None]
        found = {checks[task]: task.result() for task in done if task.exception() is None}
        results = {slot: result for slot, result in found.items() if result is not None}
        is_suspect = not await asyncio.shield(canary)
        if is_suspect:
            results = {k: v for k, v in results.items() if v.reason not in NETWORK_FAILURES}
        return Tick(
            shard=batch.config.shard,
            window=batch.window,
            lane=batch.lane,
            results=results,
            finished_at=self.clock.now(),
            lag_ms=round(bench.lag.worst_ms(since)),
            is_suspect=is_suspect,
        )

    async def _check(self, row: Row, batch: _Batch, bench: Bench) -> Result | None:
        retries = row.policy.retries if batch.lane is Lane.MAIN else 0
        return await bench.check(row, since=batch.window, retries=retries)

    async def _is_reached(self, probe: Probing) -> bool:
        """Whether the canary answers, whatever it says; where there is none, all is well."""
        if not self.canary_url:
            return True
        for _ in range(_CANARY_TRIES):
            if not isinstance(await probe(self.canary_url, _CANARY_TIMEOUT_S), Unanswered):
                return True
        return False

    def _settle(self, shard: ShardId, window: datetime) -> list[Transition]:
        """Bring the state up to the newest stored ticks, and say what changed.

        A run that finds nothing to change writes nothing, so a slower run of an earlier window
        could write after it. Whoever writes therefore looks again for a newer tick; either it sees
        that one, or the newer run, which stored its tick first, sees what was written here. The
        config is read again too: a system that was registered meanwhile keeps its state.
        """
        found: list[Transition] = []
        for _ in range(_SETTLE_TRIES):
            windows = [*windows_after(shard, window, self.clock.now()), window]
            config, before, tick = self.store.latest(shard, windows)
            if tick is None or (before.last_window and before.last_window > tick.window):
                break
            after = next_state(config, before, tick)
            if after.slots == before.slots:
                self.suspector.consider(config, before, tick)
                break
            if self.store.save_state(after):
                self.suspector.consider(config, after, tick)
                found += transitions(config, before, after)
        return found
