"""What servers say, and how: the material of behaviours."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.peer import Peer, Script

HEALTHY = b'{"status": "healthy", "uptime_percentage": 99.5}'
KIB = 1024


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
