"""False alarms among healthy systems whose neighbours hang or have dead names."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from benchmarks.line import Line
from entelech.adapters.clock import SystemClock
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy, Status
from entelech.domain.ids import Slot
from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.services.checking import Checker
from tests.builders import a_config, a_row
from tests.fakes.memory import Memory
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from benchmarks.processes import Targets

DEAD, HUNG, HEALTHY = 10, 110, 190
_POLICY = CheckPolicy(timeout_s=5, retries=0)


def lines(targets: Targets) -> list[Line]:
    """One line: how many of the healthy ones were not seen healthy."""
    released = threading.Event()

    def look_up(_host: str, _port: int) -> list[str]:
        released.wait(30)
        return []

    shard = ShardId(interval=Interval.MINUTE, number=0)
    urls = [f"http://dead-{n}.test/health" for n in range(DEAD)]
    urls += [f"http://127.0.0.1:{targets.hung}/{n}/health" for n in range(HUNG)]
    urls += [f"https://127.0.0.1:{targets.https}/{n}/health" for n in range(HEALTHY)]
    rows = [a_row(n, health_url=url, policy=_POLICY) for n, url in enumerate(urls)]
    memory, clock = Memory(), SystemClock()
    memory.configs[shard] = a_config(*rows, shard=shard)
    prober = AsyncioProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=targets.ca_file.read_text(encoding="ascii"),
        resolver=Resolver(look_up),
    )
    checker = Checker(
        store=FakeTickStore(memory), prober=prober, clock=clock, starts_per_second=100
    )
    window = newest_due(shard, clock.now())
    run = checker.run(shard, window, budget_s=40)
    released.set()
    results = {slot: each for tick in run.ticks for slot, each in tick.results.items()}
    healthy = range(DEAD + HUNG, len(urls))
    alarms = sum(
        results[Slot(slot)].status is not Status.HEALTHY if Slot(slot) in results else 1
        for slot in healthy
    )
    return [
        Line(
            name="False alarms, 10 dead names + 110 hung + 190 healthy",
            budget=0,
            measured=alarms,
            unit="of 190",
            baseline="library defaults",
            anchor="190",
            limit="0",
            is_exact=True,
        )
    ]
