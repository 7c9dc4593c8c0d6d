"""Servers from which no whole answer comes."""

from __future__ import annotations

from entelech.domain.reason import Reason
from tests.servers.behaviour import BROKEN, RESET, SHORT_S, TIMEOUT, TLS, Behaviour
from tests.servers.scripts import (
    HEALTHY,
    KIB,
    answer,
    chunked,
    closes_at_once,
    closes_tls_unshaken,
    dribbles,
    hangs,
    head,
    resets_after_request,
    resets_at_once,
    resets_tls_unshaken,
    says,
    says_and_holds,
    says_and_resets,
    streams_for_ever,
)

UNFINISHED = (
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

TLS_FAULTS = (
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
