"""The whole ingest against real HTTP servers on loopback: every bad answer has its reason."""

from __future__ import annotations

import json
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from entelech.adapters.metrics_source import HttpMetricsSource
from entelech.adapters.outgoing import Outgoing
from entelech.domain.address import AddressPolicy
from entelech.domain.auth_header import Secret
from entelech.domain.client import Client, System
from entelech.domain.document import instant_text
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.ports.metrics import Fault, Question
from entelech.services.ingesting import Ingester
from entelech.services.recording import Recorder
from tests.builders import NOON, TNT, a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeMetricsQueue, FakeMetricStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.secrets import a_reader
from tests.figures import a_metrics_body
from tests.servers.bad_metrics import BAD_BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.domain.metric_day import MetricDay

DAY = date(2025, 1, 15)
WHOLE = Period(start=NOON - timedelta(hours=12), end=NOON + timedelta(hours=12))
AFTER = WHOLE.end + timedelta(hours=1)
"""An hour into the next day, so that the fifteenth is asked for whole."""

TRANSPORT: dict[str, tuple[Reason, str | None]] = {
    "500": (Reason.FAILURE, "HTTP 500"),
    "404": (Reason.FAILURE, "HTTP 404"),
    "204": (Reason.INVALID_CONTRACT, "body: expected a JSON object"),
    "302": (Reason.BLOCKED_ADDRESS, None),
    "huge": (Reason.INVALID_CONTRACT, "body: expected at most 256 KiB, not encoded"),
    "gzip": (Reason.INVALID_CONTRACT, "body: expected at most 256 KiB, not encoded"),
    "slow": (Reason.TIMEOUT, None),
    "trickle": (Reason.TIMEOUT, None),
    "cut": (Reason.CONNECTION, None),
    "closed": (Reason.CONNECTION, None),
    "no HTTP": (Reason.CONNECTION, None),
}


class Bad(BaseHTTPRequestHandler):
    """Answers the fifteenth as the path says, and every other day well."""

    seen: list[tuple[str, str]] = []  # noqa: RUF012 - shared with the tests

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.seen.append((self.path, self.headers.get("X-Token", "")))
        name = url.path.split("/")[1].replace("_", " ")
        if name in BAD_BODIES and query["start_date"].startswith("2025-01-15"):
            self._send(BAD_BODIES[name][0])
        elif name in TRANSPORT and query["start_date"].startswith("2025-01-15"):
            self._misbehave(name)
        else:
            body = a_metrics_body(query["start_date"], query["end_date"])
            self._send(json.dumps(body).encode())

    def _misbehave(self, name: str) -> None:
        if name in {"500", "404", "204", "302"}:
            self.send_response(int(name))
            self.send_header("Location", "http://10.0.0.1/metrics")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif name == "huge":
            self._send(b" " * (256 * 1024 + 1))
        elif name == "gzip":
            self._send(b"{}", encoding="gzip")
        elif name == "cut":
            self._send(b"{}", length=1000)
            self.wfile.flush()
            self.close_connection = True
        elif name == "no HTTP":
            self.wfile.write(b"hello\r\n\r\n")
        else:
            self._take_time(name)

    def _take_time(self, name: str) -> None:
        if name == "slow":
            stop.wait(5)
        elif name == "trickle":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not stop.wait(0.1):
                self.wfile.write(b" ")
                self.wfile.flush()

    def _send(self, body: bytes, *, length: int | None = None, encoding: str = "identity") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


stop = threading.Event()


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    stop.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Bad) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign, assignment]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        stop.set()
        server.shutdown()
        thread.join()


def source() -> HttpMetricsSource:
    outgoing = Outgoing(addresses=AddressPolicy(allow_loopback=True))
    return HttpMetricsSource(outgoing, timeout_s=0.5)


def ingested(*endpoints: str) -> MetricDay:
    """The fifteenth of a client with these systems, after one run an hour later."""
    memory, clock = Memory(), FakeClock(AFTER)
    store = FakeMetricStore(memory, clock)
    systems = tuple(System(name=each.rpartition("/")[2], endpoint=each) for each in endpoints)
    memory.clients[TNT] = Client(
        registration=replace(a_registration(), systems=systems),
        version=1,
        created_at=NOON,
        updated_at=NOON,
    )
    Ingester(
        registry=FakeRegistryStore(memory),
        store=store,
        recorder=Recorder(store=store),
        source=source(),
        headers=a_reader(memory, clock),
        queue=FakeMetricsQueue(),
        clock=clock,
    ).ingest(TNT)
    (day,) = store.days(TNT, DAY, DAY)
    return day


def path(name: str) -> str:
    return name.replace(" ", "_")


@pytest.mark.parametrize("name", sorted(BAD_BODIES))
def test_a_body_that_breaks_the_contract_is_rejected_whole(base: str, name: str) -> None:
    day = ingested(f"{base}/{path(name)}", f"{base}/good")

    bad, good = day.systems[path(name)], day.systems["good"]
    (rejection,) = bad.rejections
    assert bad.told is None
    assert rejection.reason is Reason.INVALID_CONTRACT
    assert str(rejection.detail).startswith(f"{BAD_BODIES[name][1]}: expected ")
    assert good.told is not None
    assert good.told.figures.total == 450


@pytest.mark.parametrize("name", sorted(TRANSPORT))
def test_an_answer_that_never_comes_whole_is_rejected_with_its_reason(base: str, name: str) -> None:
    day = ingested(f"{base}/{path(name)}", f"{base}/good")

    bad = day.systems[path(name)]
    (rejection,) = bad.rejections
    assert bad.told is None
    assert (rejection.reason, rejection.detail) == TRANSPORT[name]
    assert set(day.told) == {"good"}


def test_so_many_bad_answers_are_tried() -> None:
    assert len(BAD_BODIES) + len(TRANSPORT) >= 40


def test_a_system_is_asked_by_the_guides_words_and_shown_its_header(base: str) -> None:
    Bad.seen.clear()
    question = Question(
        system_name="A",
        url=f"{base}/good/metrics",
        header=("X-Token", Secret("t")),
        periods=[WHOLE],
    )

    ((body,),) = source().ask([question])

    assert isinstance(body, bytes)
    assert Bad.seen == [
        (
            "/good/metrics?start_date=2025-01-15T00%3A00%3A00Z&end_date=2025-01-15T23%3A59%3A59Z",
            "t",
        )
    ]
    assert json.loads(body)["period"]["start"] == instant_text(WHOLE.start)


def test_a_fault_ends_a_systems_turn_and_nobody_elses(base: str) -> None:
    periods = [WHOLE, WHOLE.before()]
    questions = [
        Question(system_name=name, url=f"{base}/{name}/metrics", header=None, periods=periods)
        for name in ("500", "good")
    ]

    failed, good = source().ask(questions)

    assert failed == [Fault(reason=Reason.FAILURE, detail="HTTP 500")]
    assert len(good) == 2


def test_systems_that_hang_are_waited_for_side_by_side(base: str) -> None:
    questions = [
        Question(system_name=str(n), url=f"{base}/slow/metrics", header=None, periods=[WHOLE])
        for n in range(15)
    ]

    started_s = time.monotonic()
    found = source().ask(questions)

    assert found == [[Fault(reason=Reason.TIMEOUT)]] * 15
    assert time.monotonic() - started_s < 15 * 0.5


def test_an_address_that_users_may_not_reach_is_not_asked() -> None:
    question = Question(
        system_name="A", url="http://169.254.169.254/metrics", header=None, periods=[WHOLE]
    )

    assert source().ask([question]) == [[Fault(reason=Reason.BLOCKED_ADDRESS)]]
