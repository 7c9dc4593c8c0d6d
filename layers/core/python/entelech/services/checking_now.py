"""Makes the checks that somebody asked for: apart from the ticks, so that nothing counts them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.manual_check import Finding, ManualCheck, ManualState, finding
from entelech.ports.clock import Clock
from entelech.ports.manual import ManualCheckStore
from entelech.ports.registry import RegistryStore
from entelech.services.examining import Examiner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.check import Result
    from entelech.domain.ids import ClientId
    from entelech.domain.shard import Row

_OVER = {ManualState.FINISHED, ManualState.GIVEN_UP}


class ManualChecker(Struct, frozen=True, kw_only=True):
    """The worker's part. It writes neither ticks nor state."""

    registry: RegistryStore
    store: ManualCheckStore
    examiner: Examiner
    clock: Clock

    def run(self, client_id: ClientId, check_id: str, *, budget_s: float) -> ManualCheck | None:
        """Check the systems and store what came of them; what takes longer stays unknown.

        None: there is no such check, it is over, or another worker took it at the same moment.
        """
        asked = self.store.check(client_id, check_id)
        if asked is None or asked.state(self.clock.now()) in _OVER:
            return None
        begun = asked.started(self.clock.now())
        if not self.store.save(begun):
            return None
        findings = asyncio.run(self._examine(begun, self._rows(begun), budget_s))
        done = begun.finished(findings, self.clock.now())
        return done if self.store.save(done) else None

    def _rows(self, check: ManualCheck) -> list[Row]:
        client = self.registry.client(check.client_id)
        if client is None or client.membership is None:
            return []
        rows = self.registry.shard(client.membership.shard).rows
        return [
            row
            for row in rows
            if row.client_id == check.client_id and row.system_name in check.systems
        ]

    async def _examine(
        self, check: ManualCheck, rows: Sequence[Row], budget_s: float
    ) -> list[Finding]:
        since = self.clock.now()
        async with self.examiner.bench(rows) as bench:
            tasks = {
                row.system_name: asyncio.create_task(
                    bench.check(row, since=since, retries=row.policy.retries)
                )
                for row in rows
            }
            if tasks:
                _, late = await asyncio.wait(tasks.values(), timeout=budget_s)
                for task in late:
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
        return [_finding(name, tasks.get(name), since) for name in check.systems]


def _finding(name: str, task: asyncio.Task[Result | None] | None, since: datetime) -> Finding:
    """A check that was cut off, or that a fault of our own ended, says nothing of the system."""
    is_known = task is not None and not task.cancelled() and task.exception() is None
    return finding(name, task.result() if is_known and task else None, since)
