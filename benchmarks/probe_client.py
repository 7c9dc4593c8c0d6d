"""Probes one URL n times and prints the CPU microseconds of a probe, or all its latencies.

``python -m benchmarks.probe_client httpx|ours URL CA_FILE N cpu|latency STARTS_PER_SECOND``
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from entelech.adapters.clock import SystemClock
from entelech.adapters.http_probe import HttpxProber
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.probe import Answered
from entelech.services.pacing import Pacer

if TYPE_CHECKING:
    from entelech.ports import Prober, Probing

_AT_ONCE = 100
_TIMEOUT_S = 20.0


async def _probe_all(probe: Probing, url: str, count: int, pacer: Pacer | None) -> list[float]:
    turns = asyncio.Semaphore(count if pacer else _AT_ONCE)

    async def one() -> float:
        async with turns:
            if pacer:
                await pacer.turn()
            found = await probe(url, _TIMEOUT_S)
        if not isinstance(found, Answered):
            raise TypeError(found.reason)
        return found.duration_ms

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def _run(prober: Prober, url: str, count: int, kind: str, starts_per_second: float) -> object:
    async with prober.open() as probe:
        await _probe_all(probe, url, 20, None)  # what is made once is made now
        if kind == "latency":
            pacer = Pacer(starts_per_second=starts_per_second, clock=SystemClock())
            return await _probe_all(probe, url, count, pacer)
        before_s = time.process_time()
        await _probe_all(probe, url, count, None)
        return (time.process_time() - before_s) / count * 1e6


def main(name: str, url: str, ca_file: str, count: str, kind: str, starts: str) -> None:
    kinds = {"httpx": HttpxProber, "ours": AsyncioProber}
    pem = Path(ca_file).read_text(encoding="ascii")
    prober = kinds[name](addresses=AddressPolicy(allow_loopback=True), extra_ca_pem=pem)
    found = asyncio.run(_run(prober, url, int(count), kind, float(starts)))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
