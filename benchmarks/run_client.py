"""Runs one window of a shard in a process of its own and prints what it found, as JSON.

``python -m benchmarks.run_client CA_FILE CPU_SHARE URL...``: the real ``Checker`` and prober,
a store in memory. ``latencies_ms`` holds what was reported of each system that was healthy.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.cpus import MEASURED_CPU, keep_to
from benchmarks.names import look_up
from entelech.adapters.loop_clock import LoopClock
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy, Result, Status
from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from tests.builders import a_config, a_row
from tests.fakes.beats import FakeBeatStore
from tests.fakes.memory import Memory
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import a_suspector
from tests.fakes.ticks import FakeTickStore

_POLICY = CheckPolicy(timeout_s=5, retries=0)
_BUDGET_S = 50
_WARMING = 10


def run(ca_pem: str, cpu_share: float, urls: list[str]) -> dict[str, object]:
    """Warm up on some of the systems, then poll them all."""
    prober = AsyncioProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=ca_pem,
        resolver=Resolver(look_up),
    )
    _results(prober, urls[-_WARMING:], cpu_share)
    cpu_s, started_s = time.process_time(), time.perf_counter()
    results, lag_ms = _results(prober, urls, cpu_share)
    healthy = {url for url, each in results.items() if each.status is Status.HEALTHY}
    return {
        "cpu_s": time.process_time() - cpu_s,
        "wall_s": time.perf_counter() - started_s,
        "lag_ms": lag_ms,
        "healthy": sorted(healthy),
        "latencies_ms": sorted(results[url].duration_ms or 0 for url in healthy),
        "trusted": sum(results[url].is_latency_trusted for url in healthy),
    }


def _results(
    prober: AsyncioProber, urls: list[str], cpu_share: float
) -> tuple[dict[str, Result], int]:
    shard, clock, memory = ShardId(interval=Interval.MINUTE, number=0), LoopClock(), Memory()
    rows = [a_row(n, url=url, policy=_POLICY) for n, url in enumerate(urls)]
    memory.configs[shard] = a_config(*rows, shard=shard)
    checker = Checker(
        store=FakeTickStore(memory),
        examiner=Examiner(
            prober=prober,
            headers=a_reader(),
            beats=FakeBeatStore(),
            clock=clock,
            cpu_share=cpu_share,
        ),
        suspector=a_suspector(),
        clock=clock,
    )
    ran = checker.run(shard, newest_due(shard, clock.now()), budget_s=_BUDGET_S)
    if ran.errors:
        raise ran.errors[0]
    found = {slot: each for tick in ran.ticks for slot, each in tick.results.items()}
    by_url = {row.url: found[row.slot] for row in rows if row.slot in found}
    return by_url, max(tick.lag_ms for tick in ran.ticks)


if __name__ == "__main__":
    keep_to(MEASURED_CPU)
    ca_file, share, *asked = sys.argv[1:]
    answer = run(Path(ca_file).read_text(encoding="ascii"), float(share), asked)
    sys.stdout.write(json.dumps(answer) + "\n")
