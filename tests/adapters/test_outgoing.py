"""What a call out promises beyond where it leads: secrets, bounds, deadlines, reasons."""

from __future__ import annotations

import gzip
import threading
import time
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.outgoing import MAX_BODY_BYTES, Answer, Outgoing, OutgoingError
from entelech.adapters.probe.dns import Resolver
from entelech.domain.address import AddressPolicy
from entelech.domain.reason import Reason
from tests.servers import names
from tests.servers.certificates import server_context, trusted_pem
from tests.servers.peer import served
from tests.servers.scripts import (
    answer,
    chunked,
    closes_at_once,
    dribbles,
    hangs,
    head,
    redirects,
    redirects_times,
    resets_after_request,
    says,
    says_and_holds,
    streams_for_ever,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.peer import Peer, Script

GRACE_S = 1.0
SECRET = {"Authorization": "Bearer secret", "X-Signature": "secret", "Cookie": "secret=1"}


@pytest.fixture
def outgoing() -> Outgoing:
    return Outgoing(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=trusted_pem(),
        resolver=Resolver(names.lookup),
    )


class Listening:
    """Answers, or redirects all but /final, and keeps what it was asked."""

    def __init__(self, location: str = "") -> None:
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self._location = location

    def script(self, peer: Peer) -> None:
        asked, body = peer.request()
        self.heads.append(asked)
        self.bodies.append(body)
        if self._location and not asked.startswith("GET /final"):
            location = self._location.format(**peer.ports)
            peer.send(answer(b"", f"Location: {location}", "Set-Cookie: a=b", status="302 Found"))
        else:
            peer.send(answer(b"{}", "Retry-After: 7"))


def got(outgoing: Outgoing, ports: Mapping[str, int], timeout_s: float = 8.0) -> Answer:
    return outgoing.get(f"http://system.test:{ports['plain']}/", headers={}, timeout_s=timeout_s)


def reason_of(outgoing: Outgoing, script: Script, timeout_s: float = 8.0) -> Reason:
    with served(script) as ports, pytest.raises(OutgoingError) as caught:
        got(outgoing, ports, timeout_s)
    return caught.value.reason


# ---- what is said to whom ----


def test_a_get_says_who_asks_and_what_was_given(outgoing: Outgoing) -> None:
    peer = Listening()

    with served(peer.script) as ports:
        url = f"http://system.test:{ports['plain']}/keys?a=1"
        found = outgoing.get(url, headers={"Accept": "application/json"}, timeout_s=8)

    headers = {"content-length": "2", "retry-after": "7"}
    assert found == Answer(status=200, headers=headers, body=b"{}")
    assert peer.heads[0].split("\r\n") == [
        "GET /keys?a=1 HTTP/1.1",
        f"Host: system.test:{ports['plain']}",
        "Accept: application/json",
        "User-Agent: entelech-monitor",
        "Accept-Encoding: identity",
        "Connection: close",
    ]


def test_a_post_delivers_its_body_over_tls(outgoing: Outgoing) -> None:
    peer = Listening()

    with served(peer.script, server_context("good")) as ports:
        url = f"https://system.test:{ports['tls']}/hook"
        found = outgoing.post(url, b"x" * 100_000, headers={}, timeout_s=8)

    assert (found.status, found.headers["retry-after"], found.body) == (200, "7", b"")
    assert peer.bodies == [b"x" * 100_000]


def test_a_redirect_of_a_post_is_an_answer_and_carries_the_body_nowhere(
    outgoing: Outgoing,
) -> None:
    peer = Listening("http://other.test:{plain}/final")

    with served(peer.script) as ports:
        url = f"http://system.test:{ports['plain']}/hook"
        found = outgoing.post(url, b"{}", headers=SECRET, timeout_s=8)

    assert found.status == 302
    assert len(peer.heads) == 1


@pytest.mark.parametrize(
    ("location", "is_told"),
    [
        ("/final", True),
        ("http://system.test:{plain}/final", True),
        ("http://SYSTEM.test:{plain}/final", True),
        ("http://other.test:{plain}/final", False),
        ("http://127.0.0.1:{plain}/final", False),
        ("http://system.test.:{plain}/final", False),
        ("https://system.test:{tls}/final", False),
    ],
)
def test_secrets_go_to_the_origin_that_they_are_of_and_to_no_other(
    outgoing: Outgoing, location: str, is_told: bool
) -> None:
    peer = Listening(location)

    with served(peer.script, server_context("good")) as ports:
        url = f"http://system.test:{ports['plain']}/"
        outgoing.get(url, headers=SECRET, timeout_s=8)

    _, last = peer.heads
    assert "secret" in peer.heads[0]
    assert ("secret" in last) is is_told


def test_secrets_do_not_come_back_after_a_detour(outgoing: Outgoing) -> None:
    heads: list[str] = []

    def script(peer: Peer) -> None:
        asked, _ = peer.request()
        heads.append(asked)
        onward = {1: "other.test", 2: "system.test"}.get(len(heads))
        location = f"Location: http://{onward}:{peer.ports['plain']}/"
        peer.send(answer(b"", location, status="302 Found") if onward else answer())

    with served(script) as ports:
        outgoing.get(f"http://system.test:{ports['plain']}/", headers=SECRET, timeout_s=8)

    assert ["secret" in each for each in heads] == [True, False, False]


def test_a_cookie_is_not_kept(outgoing: Outgoing) -> None:
    peer = Listening("/final")

    with served(peer.script) as ports:
        got(outgoing, ports)

    assert "a=b" not in peer.heads[1]


def test_a_redirect_does_not_lead_away_from_tls(outgoing: Outgoing) -> None:
    peer = Listening("http://system.test:{plain}/final")

    with served(peer.script, server_context("good")) as ports, pytest.raises(OutgoingError) as hit:
        outgoing.get(f"https://system.test:{ports['tls']}/", headers={}, timeout_s=8)

    assert hit.value.reason is Reason.REDIRECT
    assert len(peer.heads) == 1


# ---- bounds ----


def test_three_redirects_are_followed_and_no_more(outgoing: Outgoing) -> None:
    with served(redirects_times(3)) as ports:
        assert got(outgoing, ports).status == 200

    assert reason_of(outgoing, redirects_times(4)) is Reason.REDIRECT


def test_a_body_is_taken_up_to_its_bound(outgoing: Outgoing) -> None:
    with served(says(chunked(b"x" * MAX_BODY_BYTES))) as ports:
        assert len(got(outgoing, ports).body) == MAX_BODY_BYTES


@pytest.mark.parametrize(
    "script",
    [
        says(answer(b"x" * (MAX_BODY_BYTES + 1))),
        says(chunked(b"x" * MAX_BODY_BYTES, b"x")),
        streams_for_ever(head(), b"x" * 1024),
        says(answer(gzip.compress(b"x" * MAX_BODY_BYTES * 100), "Content-Encoding: gzip")),
        says(answer(b"{}", "Content-Encoding: br")),
    ],
    ids=["sized", "chunked", "endless", "bomb", "encoded"],
)
def test_a_body_that_is_too_large_or_could_be_is_refused(
    outgoing: Outgoing, script: Script
) -> None:
    assert reason_of(outgoing, script) is Reason.INVALID_CONTRACT


def test_the_body_of_a_failure_is_not_read(outgoing: Outgoing) -> None:
    script = streams_for_ever(head(status="503 Service Unavailable"), b"x" * 1024)

    with served(script) as ports:
        assert got(outgoing, ports) == Answer(status=503, headers={})


def test_a_head_without_end_is_refused(outgoing: Outgoing) -> None:
    script = streams_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-Padding: " + b"x" * 1000 + b"\r\n")

    assert reason_of(outgoing, script) is Reason.CONNECTION


@pytest.mark.parametrize(
    "script",
    [
        hangs,
        says_and_holds(head("Content-Length: 5")),
        dribbles(answer(b"x" * 1000), every_s=0.05),
        dribbles(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, every_s=0.01),
        redirects_times(2),
    ],
    ids=["hangs", "half", "dribbles", "interim", "redirects"],
)
def test_all_of_a_call_ends_by_one_deadline(outgoing: Outgoing, script: Script) -> None:
    def slow(peer: Peer) -> None:
        time.sleep(0.2)
        script(peer)

    started_s = time.perf_counter()
    reason = reason_of(outgoing, slow, timeout_s=0.4)

    assert reason is Reason.TIMEOUT
    assert time.perf_counter() - started_s < 0.4 + GRACE_S


def test_a_body_that_nobody_takes_ends_by_the_deadline(outgoing: Outgoing) -> None:
    released = threading.Event()

    def script(_: Peer) -> None:
        released.wait(8)

    started_s = time.perf_counter()
    with served(script) as ports, pytest.raises(OutgoingError) as caught:
        outgoing.post(
            f"http://system.test:{ports['plain']}/", bytes(32_000_000), headers={}, timeout_s=0.4
        )
    released.set()

    assert caught.value.reason is Reason.TIMEOUT
    assert time.perf_counter() - started_s < 0.4 + GRACE_S


def test_an_answer_before_the_whole_body_is_taken_counts(outgoing: Outgoing) -> None:
    def script(peer: Peer) -> None:
        peer.connection.recv(4096)
        peer.send(answer(status="413 Content Too Large"))
        time.sleep(0.05)  # what was sent must be there before the reset overtakes it
        peer.reset()

    with served(script) as ports:
        url = f"http://system.test:{ports['plain']}/"
        found = outgoing.post(url, bytes(32_000_000), headers={}, timeout_s=8)

    assert found.status == 413


def test_a_name_that_is_looked_up_for_ever_ends_by_the_deadline(outgoing: Outgoing) -> None:
    started_s = time.perf_counter()

    with pytest.raises(OutgoingError) as caught:
        outgoing.get("https://stuck.test/", headers={}, timeout_s=0.2)

    assert caught.value.reason is Reason.DNS
    assert time.perf_counter() - started_s < 0.2 + GRACE_S


# ---- reasons ----


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (closes_at_once, Reason.CONNECTION),
        (resets_after_request, Reason.CONNECTION),
        (says(b"SSH-2.0-OpenSSH_9.9\r\n"), Reason.CONNECTION),
        (says(head("Content-Length: 5") + b"x"), Reason.CONNECTION),
        (redirects("http://dead.test/"), Reason.DNS),
        (redirects("http://10.0.0.1/"), Reason.BLOCKED_ADDRESS),
    ],
)
def test_a_call_without_answer_says_why(outgoing: Outgoing, script: Script, reason: Reason) -> None:
    assert reason_of(outgoing, script) is reason


@pytest.mark.parametrize("kind", ["untrusted", "expired", "wrong-host", "self-signed"])
def test_a_certificate_that_is_not_trusted_ends_the_call(outgoing: Outgoing, kind: str) -> None:
    peer = Listening()

    with served(peer.script, server_context(kind)) as ports, pytest.raises(OutgoingError) as hit:
        outgoing.post(f"https://system.test:{ports['tls']}/", b"{}", headers=SECRET, timeout_s=8)

    assert (hit.value.reason, peer.heads) == (Reason.TLS, [])


def test_an_address_that_refuses_leaves_time_for_the_next(outgoing: Outgoing) -> None:
    with served(says(answer())) as ports:
        url = f"http://first-refuses.test:{ports['plain']}/"

        assert outgoing.get(url, headers={}, timeout_s=8).status == 200


def test_an_error_says_nothing_of_what_is_there(outgoing: Outgoing) -> None:
    with served(says(b"SSH-2.0-OpenSSH_9.9\r\n")) as ports, pytest.raises(OutgoingError) as caught:
        got(outgoing, ports)

    assert (str(caught.value), caught.value.is_permanent) == ("connection", False)


def test_a_port_that_is_no_page_is_not_spoken_to(outgoing: Outgoing) -> None:
    with served(says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as ports:
        url = f"tcp://system.test:{ports['plain']}"
        for call in (
            lambda: outgoing.get(url, headers={}, timeout_s=8),
            lambda: outgoing.post(url, b"{}", headers={}, timeout_s=8),
        ):
            with pytest.raises(OutgoingError) as caught:
                call()
            assert (str(caught.value), caught.value.is_permanent) == ("redirect", True)


def test_what_is_blocked_is_not_worth_another_try(outgoing: Outgoing) -> None:
    with pytest.raises(OutgoingError) as caught:
        outgoing.get("http://10.0.0.1/", headers={}, timeout_s=8)

    assert (str(caught.value), caught.value.is_permanent) == ("blocked_address", True)
