"""What our own prober promises beyond its verdicts: figures, addresses, deadlines, isolation."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import entelech
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy
from entelech.domain.ids import Slot
from entelech.domain.probe import Answered, Certificate, Connected, Unanswered
from entelech.domain.reason import Reason
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from tests.builders import NOON, SHARD, a_config, a_row, at
from tests.fakes.beats import FakeBeatStore
from tests.fakes.memory import Memory
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import a_suspector
from tests.fakes.ticks import FakeTickStore
from tests.servers import names
from tests.servers.certificates import EXPIRES_AT, server_context, trusted_pem
from tests.servers.peer import Peer, served
from tests.servers.scripts import answer, hangs, redirects, says, says_and_holds, waits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from entelech.adapters.probe.dns import Lookup
    from entelech.domain.probe import Probe

GRACE_S = 1.0
"""For a busy machine to notice that a deadline has passed."""


def a_prober(lookup: Lookup = names.lookup) -> AsyncioProber:
    return AsyncioProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=trusted_pem(),
        resolver=Resolver(lookup),
    )


def probed(url: str, *, prober: AsyncioProber | None = None, timeout_s: float = 8.0) -> Probe:
    async def once() -> Probe:
        async with (prober or a_prober()).open() as probe:
            return await probe(url, timeout_s)

    return asyncio.run(once())


# ---- figures ----


def test_an_answer_says_where_its_time_went() -> None:
    def slow_lookup(host: str, port: int) -> Sequence[str]:
        time.sleep(0.1)
        return names.lookup(host, port)

    with served(waits(0.2, answer()), server_context("good")) as ports:
        found = probed(f"https://system.test:{ports['tls']}/health", prober=a_prober(slow_lookup))

    assert isinstance(found, Answered)
    phases = found.phases
    assert phases is not None
    assert phases.tls_ms is not None
    parts_ms = [phases.dns_ms, phases.connect_ms, phases.tls_ms, phases.first_byte_ms]
    assert phases.dns_ms >= 100
    assert phases.first_byte_ms >= 200
    assert all(each > 0 for each in parts_ms)
    assert sum(parts_ms) <= phases.total_ms == found.duration_ms


def test_phases_of_redirects_are_summed() -> None:
    def script(peer: Peer) -> None:
        is_last = peer.path() == "/final"
        time.sleep(0.1)
        peer.send(answer() if is_last else answer(b"", "Location: /final", status="302 Found"))

    with served(script) as ports:
        found = probed(f"http://system.test:{ports['plain']}/health")

    assert found.phases is not None
    assert found.phases.first_byte_ms >= 200  # 100 ms a hop
    assert found.phases.tls_ms is None


def test_a_probe_that_heard_nothing_has_no_phases() -> None:
    with served(hangs) as ports:
        found = probed(f"http://system.test:{ports['plain']}/health", timeout_s=0.1)

    assert isinstance(found, Unanswered)
    assert found.phases is None
    assert found.duration_ms is not None
    assert found.duration_ms >= 100


TRUSTED = Certificate(expires_at=EXPIRES_AT, issuer="Trusted Works")


def test_an_answer_over_tls_names_expiry_and_issuer_of_its_certificate() -> None:
    with served(says(answer()), server_context("good")) as ports:
        found = probed(f"https://system.test:{ports['tls']}/health")

    assert found.certificate == TRUSTED


def test_a_timeout_behind_tls_names_the_certificate_too() -> None:
    with served(hangs, server_context("good")) as ports:
        found = probed(f"https://system.test:{ports['tls']}/health", timeout_s=0.5)

    assert (type(found), found.certificate) == (Unanswered, TRUSTED)


def test_a_port_is_well_when_it_takes_the_connection() -> None:
    """Nothing is sent, and nothing is waited for."""
    with served(hangs) as ports:
        found = probed(f"tcp://system.test:{ports['plain']}", timeout_s=5)

    assert isinstance(found, Connected)
    assert found.duration_ms < 4000


def test_a_port_that_refuses_or_must_not_be_reached_says_so() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    inside = AsyncioProber(addresses=AddressPolicy(), resolver=Resolver(names.lookup))

    found = [probed(f"tcp://127.0.0.1:{port}"), probed(f"tcp://127.0.0.1:{port}", prober=inside)]

    assert [each.reason for each in found if isinstance(each, Unanswered)] == [
        Reason.CONNECTION,
        Reason.BLOCKED_ADDRESS,
    ]


def test_no_redirect_leads_to_a_bare_port() -> None:
    with served(redirects("tcp://127.0.0.1:{plain}", then=answer())) as ports:
        found = probed(f"http://system.test:{ports['plain']}/health")

    assert isinstance(found, Unanswered)


@pytest.mark.parametrize(
    ("first", "location", "certificate"),
    [
        ("http", "https://system.test:{tls}/final", TRUSTED),
        ("https", "http://system.test:{plain}/final", None),
    ],
)
def test_the_certificate_is_that_of_the_last_hop(
    first: str, location: str, certificate: Certificate | None
) -> None:
    with served(redirects(location, then=answer()), server_context("good")) as ports:
        port = ports[{"http": "plain", "https": "tls"}[first]]
        found = probed(f"{first}://system.test:{port}/health")

    assert isinstance(found, Answered)
    assert found.certificate == certificate


# ---- addresses ----


def test_an_address_that_hangs_leaves_time_for_the_next() -> None:
    """A full backlog takes no connection and refuses none: what a firewall that drops looks like."""
    with served(says(answer())) as ports, full_backlog("::1", ports["plain"]):
        found = probed(
            f"http://first-refuses.test:{ports['plain']}/health",
            timeout_s=2.0,
        )

    assert isinstance(found, Answered)


@contextlib.contextmanager
def full_backlog(address: str, port: int) -> Iterator[None]:
    """A listener that has as many connections waiting as it takes."""
    with contextlib.ExitStack() as stack:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = stack.enter_context(socket.socket(family))
        try:
            listener.bind((address, port))
        except OSError:
            pytest.skip(f"{address} is no address of this machine")
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket(family))
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect((address, port))
        yield


# ---- deadlines ----


def test_a_probe_that_is_cancelled_lets_go_of_its_connection() -> None:
    has_begun, has_gone = threading.Event(), threading.Event()

    def script(peer: Peer) -> None:
        peer.path()
        has_begun.set()
        peer.hold()
        has_gone.set()

    async def cancelled(url: str) -> None:
        async with a_prober().open() as probe:
            task = asyncio.create_task(probe(url, 8.0))
            await asyncio.to_thread(has_begun.wait, 8.0)
            task.cancel()
            await asyncio.wait([task])

    with served(script) as ports:
        asyncio.run(cancelled(f"http://system.test:{ports['plain']}/health"))

        assert has_gone.wait(8.0)


_SENT = st.lists(
    st.sampled_from(
        [
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: /health\r\n",
            b"Content-Length: 20\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"\r\n",
            b"5\r\nabcde\r\n",
            b"0\r\n\r\n",
            b'{"status":"healthy"}',
        ]
    )
    | st.binary(max_size=30),
    max_size=8,
)


@given(pieces=_SENT, holds=st.booleans())
@settings(max_examples=40)
def test_whatever_a_server_sends_the_probe_ends_in_time(pieces: list[bytes], holds: bool) -> None:
    data = b"".join(pieces)
    started_s = time.perf_counter()

    with served(says_and_holds(data) if holds else says(data)) as ports:
        found = probed(f"http://127.0.0.1:{ports['plain']}/health", timeout_s=0.1)

    assert isinstance(found, Answered | Unanswered)
    assert time.perf_counter() - started_s < 0.1 + GRACE_S


def test_a_stuck_lookup_keeps_neither_the_process_nor_a_library() -> None:
    program = """
        import asyncio, sys, threading
        from entelech.adapters.probe.dns import Resolver
        from entelech.adapters.probe.prober import AsyncioProber
        from entelech.domain.address import AddressPolicy

        resolver = Resolver(lambda host, port: threading.Event().wait())
        prober = AsyncioProber(addresses=AddressPolicy(), resolver=resolver)

        async def once():
            async with prober.open() as probe:
                return await probe("https://system.test/health", 0.1)

        print(asyncio.run(once()).reason, {"httpx", "anyio", "h11"} & set(sys.modules))
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
        env={"PYTHONPATH": str(Path(entelech.__file__).parents[1])},
    )

    assert done.stdout == "dns set()\n"


# ---- isolation ----


class RunningClock:
    """Stands still at one instant, while elapsed time runs."""

    def now(self) -> datetime:
        return at(seconds=1)

    def elapsed_s(self) -> float:
        return time.perf_counter()

    def worked_s(self) -> float:
        return time.process_time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


DEAD, HUNG, HEALTHY = range(10), range(10, 120), range(120, 310)


def test_endpoints_that_die_or_hang_raise_no_false_alarm_for_others() -> None:
    """Source: with libraries' defaults, 10 dead names cost all 190 healthy endpoints their check."""
    with served(says(answer())) as well, served(hangs) as hung:
        urls = [
            *[f"http://stuck.test:{well['plain']}/{slot}" for slot in DEAD],
            *[f"http://system.test:{hung['plain']}/{slot}" for slot in HUNG],
            *[f"http://system.test:{well['plain']}/{slot}" for slot in HEALTHY],
        ]
        policy = CheckPolicy(timeout_s=3.0, retries=0)
        memory = Memory()
        memory.configs[SHARD] = a_config(
            *[a_row(slot, url=url, policy=policy) for slot, url in enumerate(urls)]
        )
        checker = Checker(
            store=FakeTickStore(memory),
            examiner=Examiner(
                prober=a_prober(),
                headers=a_reader(),
                beats=FakeBeatStore(),
                clock=RunningClock(),
                cpu_share=1.3,
            ),
            suspector=a_suspector(),
            clock=RunningClock(),
        )

        run = checker.run(SHARD, NOON, budget_s=50)

    (tick,) = run.ticks
    reasons = {slot: result.reason for slot, result in tick.results.items()}
    assert not run.errors
    assert {slot: reasons[Slot(slot)] for slot in HEALTHY} == dict.fromkeys(HEALTHY, Reason.OK)
    assert {reasons[Slot(slot)] for slot in DEAD} == {Reason.DNS}
    assert {reasons.get(Slot(slot)) for slot in HUNG} <= {Reason.TIMEOUT, None}  # None: we lagged
