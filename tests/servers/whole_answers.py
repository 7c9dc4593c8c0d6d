"""Answers that are whole: the status or the body tells."""

from __future__ import annotations

import gzip
import zlib

from entelech.domain.reason import Reason
from tests.servers.behaviour import NO_JSON, OK, OVERSIZED, SHORT_S, TIMEOUT, Behaviour
from tests.servers.scripts import (
    HEALTHY,
    KIB,
    answer,
    chunked,
    dribbles,
    head,
    says,
    says_and_holds,
    streams_for_ever,
    waits,
)

_DOWN = b'{"status": "down"}'
_PAGE = b"<html>" + b"x" * 70 * KIB
_GZIPPED = "Content-Encoding: gzip"
_BOMB = gzip.compress(b" " * 10 * KIB * KIB)


def _raw_deflated(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


WELL = (
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

STATUSES = (
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

BODIES = (
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
        name="announces a huge chunk and stalls",
        script=says_and_holds(head("Transfer-Encoding: chunked") + b"FFFFFFFF\r\n{}"),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
    Behaviour(
        name="announces a huge length and stalls",
        script=says_and_holds(head("Content-Length: 99999999") + b"{}"),
        verdict=TIMEOUT,
        timeout_s=SHORT_S,
    ),
)
"""The answer is whole and its body tells."""
