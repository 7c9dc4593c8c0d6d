"""What servers of clients do, well and badly, and the verdict that each deserves.

``reference`` and ``why`` stand where the prober over httpx sees it another way, by intent.
"""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from dataclasses import dataclass

from entelech.domain.reason import Reason
from tests.servers.peer import Peer, Script

Verdict = tuple[Reason, str | None]

OK: Verdict = (Reason.OK, None)
TIMEOUT: Verdict = (Reason.TIMEOUT, None)
BROKEN: Verdict = (Reason.CONNECTION, "closed before a whole answer")
RESET: Verdict = (Reason.CONNECTION, "reset")
TLS: Verdict = (Reason.TLS, None)
REDIRECT: Verdict = (Reason.REDIRECT, None)
OVERSIZED: Verdict = (Reason.INVALID_CONTRACT, "body is over 64 KiB")
NO_JSON: Verdict = (Reason.INVALID_CONTRACT, "body")

SHORT_S = 0.4
"""For servers that never come to an end."""
HEALTHY = b'{"status": "healthy", "uptime_percentage": 99.5}'
KIB = 1024


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """One way to answer. The names are those that the tests' resolver knows."""

    name: str
    script: Script
    verdict: Verdict
    reference: Verdict | None = None
    why: str = ""
    host: str = "system.test"
    scheme: str = "http"
    listener: str = ""
    """Which port it is, where that is not what the scheme promises: see ``served``."""
    certificate: str = "good"
    timeout_s: float = 8.0
    degraded_over_ms: int = 5000

    def __post_init__(self) -> None:
        assert bool(self.reference) == bool(self.why), self.name


def answer(body: bytes = HEALTHY, *fields: str, status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    return head(f"Content-Length: {len(body)}", *fields, status=status) + body


def head(*fields: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    return "\r\n".join([f"{version} {status}", *fields, "", ""]).encode("latin-1")


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks)
    return head("Transfer-Encoding: chunked") + body + end


def says(data: bytes) -> Script:
    """Reads the request, says this, closes."""

    def script(peer: Peer) -> None:
        peer.path()
        peer.send(data)

    return script


def says_and_holds(data: bytes) -> Script:
    """Reads the request, says this, and leaves the connection open."""

    def script(peer: Peer) -> None:
        peer.path()
        peer.send(data)
        peer.hold()

    return script


def says_and_resets(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.path()
        peer.send(data)
        time.sleep(0.05)  # what was sent must be there before the reset overtakes it
        peer.reset()

    return script


def dribbles(data: bytes, *, every_s: float, first: bytes = b"") -> Script:
    def script(peer: Peer) -> None:
        peer.path()
        peer.send(first)
        peer.dribble(data, every_s=every_s)

    return script


def waits(seconds: float, data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.path()
        time.sleep(seconds)
        peer.send(data)

    return script


def redirects(location: str, *, then: bytes | None = None, status: str = "302 Found") -> Script:
    """Redirects every path but /final; ``{plain}`` and ``{tls}`` in a location are the ports."""

    def script(peer: Peer) -> None:
        if peer.path() == "/final" and then is not None:
            peer.send(then)
        else:
            peer.send(answer(b"", f"Location: {location.format(**peer.ports)}", status=status))

    return script


def redirects_times(count: int) -> Script:
    """Redirects to /1, /2 and so on, and answers at the ``count``-th."""

    def script(peer: Peer) -> None:
        hop = peer.path().rpartition("/")[2]
        number = int(hop) if hop.isdigit() else 0
        if number == count:
            peer.send(answer())
        else:
            peer.send(answer(b"", f"Location: /{number + 1}", status="307 Temporary Redirect"))

    return script


def redirects_with_an_endless_body(peer: Peer) -> None:
    if peer.path() == "/final":
        peer.send(answer())
        return
    peer.send(head("Location: /final", status="302 Found"))
    while True:
        peer.send(b" " * KIB)


def hangs(peer: Peer) -> None:
    peer.hold()


def resets_at_once(peer: Peer) -> None:
    peer.reset()


def resets_after_request(peer: Peer) -> None:
    peer.path()
    peer.reset()


def closes_at_once(peer: Peer) -> None:
    peer.connection.shutdown(socket.SHUT_WR)
    peer.hold()


def closes_tls_unshaken(peer: Peer) -> None:
    """Takes the client's first flight and goes."""
    peer.connection.recv(4096)


def resets_tls_unshaken(peer: Peer) -> None:
    peer.connection.recv(4096)
    peer.reset()


def streams_for_ever(first: bytes, piece: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.path()
        peer.send(first)
        while True:
            peer.send(piece)

    return script


_DOWN = b'{"status": "down"}'
_PAGE = b"<html>" + b"x" * 70 * KIB
_GZIPPED = "Content-Encoding: gzip"
_BOMB = gzip.compress(b" " * 10 * KIB * KIB)


def _raw_deflated(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


_WELL = (
    Behaviour(name="answers with a length", script=says_and_holds(answer()), verdict=OK),
    Behaviour(name="answers until it closes", script=says(head() + HEALTHY), verdict=OK),
    Behaviour(name="speaks HTTP/1.0", script=says(head(version="HTTP/1.0") + HEALTHY), verdict=OK),
    Behaviour(
        name="ends lines with LF alone", script=says(answer().replace(b"\r", b"")), verdict=OK
    ),
    Behaviour(
        name="folds a header over two lines",
        script=says(answer(HEALTHY, "X-Old: a\r\n b")),
        verdict=OK,
    ),
    Behaviour(name="has no reason phrase", script=says(answer(status="200")), verdict=OK),
    Behaviour(
        name="repeats its length",
        script=says(answer(HEALTHY, f"Content-Length: {len(HEALTHY)}")),
        verdict=OK,
    ),
    Behaviour(
        name="sends chunks", script=says_and_holds(chunked(HEALTHY[:9], HEALTHY[9:])), verdict=OK
    ),
    Behaviour(
        name="sends chunks with extensions and trailers",
        script=says_and_holds(
            head("Transfer-Encoding: Chunked")
            + b"%X;a=b;c\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n" % (len(HEALTHY), HEALTHY)
        ),
        verdict=OK,
    ),
    Behaviour(
        name="sends chunks and a length",
        script=says(chunked(HEALTHY).replace(b"\r\n", b"\r\nContent-Length: 3\r\n", 1)),
        verdict=OK,
    ),
    Behaviour(name="sends gzip", script=says(answer(gzip.compress(HEALTHY), _GZIPPED)), verdict=OK),
    Behaviour(
        name="sends gzip in chunks",
        script=says(
            chunked(gzip.compress(HEALTHY)).replace(b"\r\n", f"\r\n{_GZIPPED}\r\n".encode(), 1)
        ),
        verdict=OK,
    ),
    Behaviour(
        name="sends deflate",
        script=says(answer(zlib.compress(HEALTHY), "Content-Encoding: deflate")),
        verdict=OK,
    ),
    Behaviour(
        name="sends raw deflate",
        script=says(answer(_raw_deflated(HEALTHY), "Content-Encoding: deflate")),
        verdict=OK,
    ),
    Behaviour(
        name="says identity", script=says(answer(HEALTHY, "Content-Encoding: identity")), verdict=OK
    ),
    Behaviour(
        name="says continue and early hints first",
        script=says(
            head(status="100 Continue") + head("Link: </a>", status="103 Early Hints") + answer()
        ),
        verdict=OK,
    ),
    Behaviour(name="says more than its length", script=says(answer() + b"more"), verdict=OK),
    Behaviour(
        name="dribbles its body", script=dribbles(HEALTHY, every_s=0.004, first=head()), verdict=OK
    ),
    Behaviour(name="dribbles all of it", script=dribbles(answer(), every_s=0.002), verdict=OK),
    Behaviour(
        name="answers within the timeout, slowly",
        script=waits(0.25, answer()),
        verdict=(Reason.DEGRADED, "slow"),
        degraded_over_ms=150,
    ),
    Behaviour(
        name="answers before it is asked", script=lambda peer: peer.send(answer()), verdict=OK
    ),
    Behaviour(name="answers over TLS", script=says_and_holds(answer()), verdict=OK, scheme="https"),
    Behaviour(
        name="answers over TLS until it closes, without a goodbye",
        script=says(head() + HEALTHY),
        verdict=OK,
        scheme="https",
    ),
    Behaviour(
        name="dribbles over TLS",
        script=dribbles(answer(), every_s=0.001),
        verdict=OK,
        scheme="https",
    ),
    Behaviour(
        name="sends much over TLS",
        script=says(answer(HEALTHY + b" " * (64 * KIB - len(HEALTHY)))),
        verdict=OK,
        scheme="https",
    ),
    Behaviour(
        name="has a second address that works",
        script=says(answer()),
        verdict=OK,
        host="first-refuses.test",
    ),
)
"""All is well, or as good as well."""

_STATUSES = (
    Behaviour(name="says no content", script=says(head(status="204 No Content")), verdict=NO_JSON),
    Behaviour(
        name="says not modified",
        script=says(head("Content-Length: 9", status="304 Not Modified")),
        verdict=(Reason.FAILURE, "HTTP 304"),
    ),
    Behaviour(
        name="fails", script=says(answer(status="500 Oops")), verdict=(Reason.FAILURE, "HTTP 500")
    ),
    Behaviour(
        name="wants a login",
        script=says(answer(b"{}", "WWW-Authenticate: Basic", status="401 Unauthorized")),
        verdict=(Reason.FAILURE, "HTTP 401"),
    ),
    Behaviour(
        name="does not know the page",
        script=says(answer(b"<h1>no</h1>", status="404 Not Found")),
        verdict=(Reason.FAILURE, "HTTP 404"),
    ),
    Behaviour(
        name="says that it is down, with 503",
        script=says(answer(_DOWN, status="503 Service Unavailable")),
        verdict=(Reason.REPORTED_DOWN, None),
    ),
    Behaviour(
        name="says that it is down, with 200",
        script=says(answer(_DOWN)),
        verdict=(Reason.REPORTED_DOWN, None),
    ),
    Behaviour(
        name="says that it is degraded",
        script=says(answer(b'{"status": "degraded"}')),
        verdict=(Reason.DEGRADED, "reported"),
    ),
    Behaviour(
        name="fails with a page of 70 KiB",
        script=says(answer(_PAGE, status="500 Oops")),
        verdict=(Reason.FAILURE, "HTTP 500"),
    ),
    Behaviour(
        name="fails with a page in broken gzip",
        script=says(answer(b"no gzip", _GZIPPED, status="502 Bad Gateway")),
        verdict=(Reason.FAILURE, "HTTP 502"),
    ),
    Behaviour(
        name="has a status of its own",
        script=says(answer(status="799 Busy")),
        verdict=(Reason.FAILURE, "HTTP 799"),
    ),
)
"""The status or the body tells."""

_BODIES = (
    Behaviour(name="is empty", script=says(answer(b"")), verdict=NO_JSON),
    Behaviour(name="is no JSON", script=says(answer(b"<html>")), verdict=NO_JSON),
    Behaviour(name="is half a JSON", script=says(answer(b'{"status": "hea')), verdict=NO_JSON),
    Behaviour(name="is a list", script=says(answer(b"[1]")), verdict=NO_JSON),
    Behaviour(name="nests deeply", script=says(answer(b"[" * 60_000)), verdict=NO_JSON),
    Behaviour(
        name="has no status",
        script=says(answer(b'{"ok": true}')),
        verdict=(Reason.INVALID_CONTRACT, "status"),
    ),
    Behaviour(
        name="has a status of the wrong type",
        script=says(answer(b'{"status": 1}')),
        verdict=(Reason.INVALID_CONTRACT, "status"),
    ),
    Behaviour(
        name="says NaN",
        script=says(answer(b'{"status": "healthy", "uptime_percentage": NaN}')),
        verdict=(Reason.INVALID_CONTRACT, "uptime_percentage"),
    ),
    Behaviour(
        name="says a number as text",
        script=says(answer(b'{"status": "healthy", "response_time_ms": "12"}')),
        verdict=(Reason.INVALID_CONTRACT, "response_time_ms"),
    ),
    Behaviour(name="holds NUL", script=says(answer(b'{"status": "healthy\0"}')), verdict=NO_JSON),
    Behaviour(
        name="is Latin-1",
        script=says(answer(b'{"status": "healthy", "x": "\xe9"}')),
        verdict=NO_JSON,
    ),
    Behaviour(
        name="starts with a byte order mark",
        script=says(answer(b"\xef\xbb\xbf" + HEALTHY)),
        verdict=OK,
    ),
    Behaviour(
        name="says gzip and is none", script=says(answer(HEALTHY, _GZIPPED)), verdict=NO_JSON
    ),
    Behaviour(
        name="is gzip that breaks off",
        script=says(answer(gzip.compress(HEALTHY)[:-20], _GZIPPED)),
        verdict=NO_JSON,
    ),
    Behaviour(
        name="is gzip without its checksum",
        script=says(answer(gzip.compress(HEALTHY)[:-8], _GZIPPED)),
        verdict=NO_JSON,
        reference=OK,
        why="httpx takes what it could decode; a stream that breaks off is not whole",
    ),
    Behaviour(
        name="is in a coding that nobody asked for",
        script=says(answer(b"\x1b\x2f", "Content-Encoding: br")),
        verdict=NO_JSON,
    ),
    Behaviour(name="is a gzip bomb", script=says(answer(_BOMB, _GZIPPED)), verdict=OVERSIZED),
    Behaviour(name="is 70 KiB", script=says(answer(HEALTHY + b" " * 70 * KIB)), verdict=OVERSIZED),
    Behaviour(name="is endless", script=streams_for_ever(head(), b" " * KIB), verdict=OVERSIZED),
    Behaviour(
        name="is endless in chunks",
        script=streams_for_ever(
            head("Transfer-Encoding: chunked"), b"400\r\n" + b" " * KIB + b"\r\n"
        ),
        verdict=OVERSIZED,
    ),
    Behaviour(
        name="has a huge chunk",
        script=says_and_holds(head("Transfer-Encoding: chunked") + b"FFFFFFFF\r\n{}"),
        verdict=OVERSIZED,
        reference=TIMEOUT,
        why="a size that would never be read is known from its announcement",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="has a huge length",
        script=says_and_holds(head("Content-Length: 99999999") + b"{}"),
        verdict=OVERSIZED,
        reference=TIMEOUT,
        why="a size that would never be read is known from its announcement",
        timeout_s=SHORT_S,
    ),
)
"""The answer is whole and its body tells."""

_BROKEN = (
    Behaviour(name="never answers", script=hangs, verdict=TIMEOUT, timeout_s=SHORT_S),
    Behaviour(
        name="stops within its headers",
        script=says_and_holds(b"HTTP/1.1 200 OK\r\nContent-"),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="dribbles headers too slowly",
        script=dribbles(answer(), every_s=0.1),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="dribbles a body too slowly",
        script=dribbles(HEALTHY, every_s=0.1, first=head()),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="says less than its length and holds",
        script=says_and_holds(answer()[:-5]),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
    Behaviour(name="says less than its length", script=says(answer()[:-5]), verdict=BROKEN),
    Behaviour(name="closes at once", script=closes_at_once, verdict=BROKEN),
    Behaviour(name="closes after the request", script=says(b""), verdict=BROKEN),
    Behaviour(name="closes within its headers", script=says(answer()[:30]), verdict=BROKEN),
    Behaviour(name="resets at once", script=resets_at_once, verdict=RESET),
    Behaviour(name="resets after the request", script=resets_after_request, verdict=RESET),
    Behaviour(
        name="resets within its headers", script=says_and_resets(answer()[:30]), verdict=RESET
    ),
    Behaviour(name="resets within its body", script=says_and_resets(answer()[:-5]), verdict=RESET),
    Behaviour(
        name="has two lengths", script=says(answer(HEALTHY, "Content-Length: 4")), verdict=BROKEN
    ),
    Behaviour(
        name="has a length below zero",
        script=says(head("Content-Length: -1") + b"{}"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has a length in words",
        script=says(head("Content-Length: ten") + b"{}"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has an unknown transfer coding",
        script=says(head("Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has a chunk size that is no number",
        script=says(head("Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has a chunk longer than it says",
        script=says(head("Transfer-Encoding: chunked") + b"1\r\n{}\r\n0\r\n\r\n"),
        verdict=BROKEN,
    ),
    Behaviour(name="has no last chunk", script=says(chunked(HEALTHY, end=b"")), verdict=BROKEN),
    Behaviour(
        name="has trailers without end",
        script=says(chunked(HEALTHY, end=b"0\r\nX: y\r\n")),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has a header of 20 KiB",
        script=says(answer(HEALTHY, f"X-Long: {'x' * 20 * KIB}")),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has 2,000 headers",
        script=says(answer(HEALTHY, *[f"X-{index}: some value" for index in range(2000)])),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has headers without end",
        script=streams_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has interim answers without end",
        script=streams_for_ever(b"", head(status="102 Processing")),
        verdict=BROKEN,
        reference=TIMEOUT,
        why="h11 has no bound for interim answers",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="has a header without a colon",
        script=says(answer(HEALTHY, "nonsense")),
        verdict=BROKEN,
    ),
    Behaviour(
        name="has a space before a colon", script=says(answer(HEALTHY, "X-A : b")), verdict=BROKEN
    ),
    Behaviour(
        name="has NUL in a header", script=says(answer(HEALTHY, "X-A: b\0c")), verdict=BROKEN
    ),
    Behaviour(name="has a status in words", script=says(answer(status="OK OK")), verdict=BROKEN),
    Behaviour(
        name="has a status of two digits", script=says(answer(status="20 OK")), verdict=BROKEN
    ),
    Behaviour(
        name="switches protocols",
        script=says_and_holds(head("Upgrade: h2c", status="101 Switching Protocols")),
        verdict=BROKEN,
    ),
    Behaviour(
        name="speaks HTTP/2",
        script=says_and_holds(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"),
        verdict=BROKEN,
    ),
    Behaviour(
        name="is of another version",
        script=says(head("Content-Length: 2", version="HTTP/3.0") + b"{}"),
        verdict=BROKEN,
        reference=(Reason.INVALID_CONTRACT, "status"),
        why="what another version means by its lines is not ours to guess",
    ),
    Behaviour(
        name="speaks SSH",
        script=says_and_holds(b"SSH-2.0-OpenSSH_9.2\r\n"),
        verdict=BROKEN,
        reference=TIMEOUT,
        why="the first bytes tell; h11 waits for a blank line",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="speaks TLS where HTTP is expected",
        script=says_and_holds(b"\x15\x03\x03\x00\x02\x02\x46"),
        verdict=BROKEN,
    ),
)
"""No whole answer comes."""

_TLS_FAULTS = (
    *(
        Behaviour(
            name=f"has a certificate that is {kind}",
            script=says(answer()),
            verdict=(Reason.TLS, detail),
            scheme="https",
            certificate=kind,
        )
        for kind, detail in (
            ("expired", "certificate expired"),
            ("not-yet-valid", "certificate is not valid yet"),
            ("self-signed", "certificate is self-signed"),
            ("wrong-host", "certificate is for another host"),
            ("untrusted", "certificate is not trusted"),
        )
    ),
    Behaviour(
        name="speaks HTTP where TLS is expected",
        script=lambda peer: peer.send(answer(status="400 Bad Request")),
        verdict=TLS,
        scheme="https",
        listener="plain",
    ),
    Behaviour(
        name="closes within the handshake",
        script=closes_tls_unshaken,
        verdict=TLS,
        scheme="https",
        listener="plain",
    ),
    Behaviour(
        name="resets within the handshake",
        script=resets_tls_unshaken,
        verdict=RESET,
        scheme="https",
        listener="plain",
    ),
    Behaviour(
        name="hangs within the handshake",
        script=hangs,
        verdict=TIMEOUT,
        scheme="https",
        listener="plain",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="hangs behind TLS", script=hangs, verdict=TIMEOUT, scheme="https", timeout_s=SHORT_S
    ),
    Behaviour(
        name="says less than its length behind TLS",
        script=says(answer()[:-5]),
        verdict=BROKEN,
        scheme="https",
    ),
)

_REDIRECTS = (
    Behaviour(name="redirects three times", script=redirects_times(3), verdict=OK),
    Behaviour(name="redirects four times", script=redirects_times(4), verdict=REDIRECT),
    Behaviour(name="redirects to itself", script=redirects("/health"), verdict=REDIRECT),
    Behaviour(name="redirects relatively", script=redirects("final", then=answer()), verdict=OK),
    Behaviour(
        name="redirects to another host",
        script=redirects("http://other.test:{plain}/final", then=answer(), status="308 Moved"),
        verdict=OK,
    ),
    Behaviour(
        name="redirects without a scheme",
        script=redirects("//other.test:{plain}/final", then=answer()),
        verdict=OK,
    ),
    Behaviour(
        name="redirects to TLS",
        script=redirects("https://system.test:{tls}/final", then=answer()),
        verdict=OK,
    ),
    Behaviour(
        name="redirects away from TLS",
        script=redirects("http://system.test:{plain}/final", then=answer()),
        verdict=OK,
        scheme="https",
    ),
    Behaviour(
        name="redirects to a wrong certificate",
        script=redirects("https://other.test:{tls}/final", then=answer()),
        verdict=(Reason.TLS, "certificate is for another host"),
    ),
    Behaviour(
        name="redirects to a private address",
        script=redirects("http://10.0.0.1/final"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to a name of a private address",
        script=redirects("http://private.test/final"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to the metadata service in decimal",
        script=redirects("http://2852039166/latest"),
        verdict=(Reason.BLOCKED_ADDRESS, None),
    ),
    Behaviour(
        name="redirects to a dead name",
        script=redirects("http://dead.test/final"),
        verdict=(Reason.DNS, None),
    ),
    Behaviour(
        name="redirects to another scheme",
        script=redirects("ftp://system.test/final"),
        verdict=REDIRECT,
    ),
    Behaviour(name="redirects to nonsense", script=redirects("http://[::"), verdict=REDIRECT),
    Behaviour(
        name="redirects to nowhere",
        script=says(answer(b"", status="302 Found")),
        verdict=(Reason.FAILURE, "HTTP 302"),
    ),
    Behaviour(
        name="redirects with an endless body",
        script=redirects_with_an_endless_body,
        verdict=OK,
    ),
    Behaviour(
        name="offers choices",
        script=says(answer(b"{}", "Location: /final", status="300 Multiple Choices")),
        verdict=(Reason.FAILURE, "HTTP 300"),
    ),
)

_UNREACHABLE = (
    Behaviour(name="has a dead name", script=hangs, verdict=(Reason.DNS, None), host="dead.test"),
    Behaviour(
        name="has a name that is looked up for ever",
        script=hangs,
        verdict=(Reason.DNS, None),
        reference=TIMEOUT,
        why="the reference does not know what it was waiting for",
        host="stuck.test",
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="has a name of a private address",
        script=hangs,
        verdict=(Reason.BLOCKED_ADDRESS, None),
        host="private.test",
    ),
    Behaviour(
        name="has a mapped private address",
        script=hangs,
        verdict=(Reason.BLOCKED_ADDRESS, None),
        host="[::ffff:10.0.0.1]",
    ),
    Behaviour(
        name="has addresses of both kinds", script=says(answer()), verdict=OK, host="mixed.test"
    ),
    Behaviour(
        name="refuses",
        script=hangs,
        verdict=(Reason.CONNECTION, "refused"),
        listener="refusing",
    ),
)

BEHAVIOURS = (
    *_WELL, *_STATUSES, *_BODIES, *_BROKEN, *_TLS_FAULTS, *_REDIRECTS, *_UNREACHABLE
)  # fmt: skip
