"""Makes single checks: what a scheduled run and a check that somebody asked for have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.auth_header import Secret
from entelech.domain.beat import Beats
from entelech.domain.check import Circumstances, Result, backoff_s, heard, is_final, judge
from entelech.domain.checks.heartbeat import HeartbeatCheck, beat_id
from entelech.domain.errors import UnavailableError
from entelech.domain.reason import Reason
from entelech.ports.clock import AsyncClock
from entelech.ports.probing import Prober, Probing
from entelech.ports.ticks import BeatStore
from entelech.services.pacing import LagMeter, Pacer
from entelech.services.unlocking import HeaderReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from entelech.domain.shard import Row


class Bench(Struct, frozen=True, kw_only=True):
    """What the checks of a run share."""

    probe: Probing
    headers: asyncio.Future[Mapping[str, Secret]]
    beats: asyncio.Future[Mapping[str, Beats]]
    pacer: Pacer
    lag: LagMeter
    clock: AsyncClock

    async def check(self, row: Row, *, since: datetime, retries: int) -> Result | None:
        """Probe until the verdict is final or the retries are used up; offsets count from ``since``.

        None: it timed out while the worker itself was late, which says nothing about the system.

        Raises:
            UnavailableError: the header that the system wants cannot be read. It stays unmeasured:
                the fault is ours, not its own.
        """
        if isinstance(row.check, HeartbeatCheck):
            return await self._listen(row, row.check, since)
        header = await self._header_of(row)
        await self.pacer.turn()
        start_offset_ms = int((self.clock.now() - since).total_seconds() * 1000)
        attempts = 0
        while True:
            attempts += 1
            began = self.lag.now()
            probed = await self.probe(row.url, row.policy.timeout_s, header)
            circumstances = Circumstances(
                attempts=attempts,
                start_offset_ms=start_offset_ms,
                answered_at=self.clock.now(),
                lag_ms=self.lag.worst_ms(began),
            )
            result = judge(probed, row.policy, circumstances, row.check)
            if is_final(result.reason) or attempts > retries:
                is_telling = result.is_latency_trusted or result.reason is not Reason.TIMEOUT
                return result if is_telling else None
            await self.clock.sleep(backoff_s(attempts))
            await self.pacer.turn()

    async def _listen(self, row: Row, check: HeartbeatCheck, since: datetime) -> Result:
        """What its signs of life say of a system now."""
        beats = await asyncio.shield(self.beats)
        now = self.clock.now()
        name = beat_id(row.client_id, row.system_name)
        offset_ms = int((now - since).total_seconds() * 1000)
        due = check.due(beats.get(name, Beats()), now, since=row.heard_since)
        return heard(due, window=since, start_offset_ms=offset_ms)

    async def _header_of(self, row: Row) -> tuple[str, str] | None:
        """Name and value to show; None where the system wants none."""
        if row.auth is None:
            return None
        secret = (await asyncio.shield(self.headers)).get(row.auth.secret_name)
        if secret is None:
            raise UnavailableError(f"The header of '{row.system_name}' cannot be read.")
        return row.auth.name, secret.reveal()


class Examiner(Struct, frozen=True, kw_only=True):
    """Sets up benches."""

    prober: Prober
    headers: HeaderReader
    beats: BeatStore
    clock: AsyncClock
    cpu_share: float
    """How much of a CPU probes may take, so that our own load never makes the latency we measure."""

    @asynccontextmanager
    async def bench(self, rows: Sequence[Row]) -> AsyncIterator[Bench]:
        """A bench for checks of these rows, in the running event loop."""
        lag = LagMeter()
        try:
            async with self.prober.open() as probe:
                yield Bench(
                    probe=probe,
                    # in threads of their own: who wants neither does not wait for those of others
                    headers=asyncio.ensure_future(asyncio.to_thread(self.headers.values, rows)),
                    beats=asyncio.ensure_future(asyncio.to_thread(self._beats, rows)),
                    pacer=Pacer(cpu_share=self.cpu_share, clock=self.clock),
                    lag=lag,
                    clock=self.clock,
                )
        finally:
            lag.stop()

    def _beats(self, rows: Sequence[Row]) -> Mapping[str, Beats]:
        """The signs of life of those of the systems that send some, by beat id."""
        calling = [row for row in rows if isinstance(row.check, HeartbeatCheck)]
        if not calling:
            return {}
        return self.beats.beats(
            [(row.client_id, beat_id(row.client_id, row.system_name)) for row in calling]
        )
