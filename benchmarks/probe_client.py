"""Probes systems in a process of its own and prints the CPU microseconds of a probe.

``python -m benchmarks.probe_client ours|httpx CA_FILE AT_ONCE URL...``; bodies are parsed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cpus import MEASURED_CPU, keep_to
from benchmarks.names import look_up
from benchmarks.plain_httpx import PlainHttpx
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.probe import Answered

if TYPE_CHECKING:
    from entelech.ports.probing import Prober, Probing

_TIMEOUT_S = 30.0


def _prober(side: str, ca_pem: str) -> Prober:
    if side == "httpx":
        return PlainHttpx(ca_pem)
    return AsyncioProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=ca_pem,
        resolver=Resolver(look_up),
    )


async def _probe_all(probe: Probing, urls: list[str], at_once: int) -> None:
    """All of them are waiting from the start, so many at a time are under way."""
    turns = asyncio.Semaphore(at_once)

    async def one(url: str) -> None:
        async with turns:
            found = await probe(url, _TIMEOUT_S)
        if not isinstance(found, Answered):
            raise TypeError(found)
        if json.loads(found.body)["status"] != "healthy":
            raise ValueError(found.body)

    await asyncio.gather(*map(one, urls))


async def _cpu_us(prober: Prober, urls: list[str], at_once: int) -> float:
    async with prober.open() as probe:
        await _probe_all(probe, urls, at_once)  # as each was, a minute before
        before_s = time.process_time()
        await _probe_all(probe, urls, at_once)
        return (time.process_time() - before_s) / len(urls) * 1e6


if __name__ == "__main__":
    keep_to(MEASURED_CPU)
    side, ca_file, at_once, *asked = sys.argv[1:]
    prober = _prober(side, Path(ca_file).read_text(encoding="ascii"))
    sys.stdout.write(f"{asyncio.run(_cpu_us(prober, asked, int(at_once)))}\n")
