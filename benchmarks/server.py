"""A client's system and DynamoDB, as a process that answers the same thing to everybody.

``python -m benchmarks.server FOLDER`` writes ``ca.pem`` there and prints the ports of HTTP, HTTPS,
HTTPS that takes 200 ms, a port that accepts and never answers, and DynamoDB.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import zlib
from pathlib import Path
from typing import ClassVar

import trustme

from benchmarks.cpus import SERVERS_CPU, keep_to
from benchmarks.names import DOMAIN

SLOW_S = 0.2
HEALTH = json.dumps(
    {
        "status": "healthy",
        "timestamp": "2025-01-15T14:30:00Z",
        "uptime_percentage": 99.8,
        "endpoints_checked": 5,
        "endpoints_healthy": 5,
        "response_time_ms": 245.3,
        "system_info": {"version": "1.2.0", "environment": "production"},
    }
).encode()


def _answer(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class System(asyncio.Protocol):
    """Answers each request after ``delay_s`` and closes."""

    answer: ClassVar[bytes] = _answer(HEALTH, "Content-Type: application/json", "Connection: close")
    delay_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, _data: bytes) -> None:
        asyncio.get_running_loop().call_later(self.delay_s, self._finish)

    def _finish(self) -> None:
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.write(self.answer)
        self._transport.close()


class SlowSystem(System):
    delay_s = SLOW_S


class Hung(asyncio.Protocol):
    """Takes connections and says nothing."""


class Table(asyncio.Protocol):
    """DynamoDB that has written everything and finds nothing, on kept connections."""

    _body = b'{"Responses":{},"UnprocessedKeys":{},"Items":[],"Count":0}'
    answer: ClassVar[bytes] = _answer(
        _body, "Content-Type: application/x-amz-json-1.0", f"x-amz-crc32: {zlib.crc32(_body)}"
    )

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (size := self._whole()) is not None:
            self._received = self._received[size:]
            if isinstance(self._transport, asyncio.WriteTransport):
                self._transport.write(self.answer)

    def _whole(self) -> int | None:
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return None
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", 0))
        return len(head) + 4 + length if len(rest) >= length else None


async def _serve(folder: Path) -> None:
    keep_to(SERVERS_CPU)
    authority = trustme.CA()
    (folder / "ca.pem").write_bytes(authority.cert_pem.bytes())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # with an authority in between, as public servers have
    authority.create_child_ca().issue_cert(f"*.{DOMAIN}", "127.0.0.1").configure_cert(tls)
    loop = asyncio.get_running_loop()
    ports = []
    kinds = ((System, None), (System, tls), (SlowSystem, tls), (Hung, None), (Table, None))
    for kind, context in kinds:
        server = await loop.create_server(kind, "127.0.0.1", 0, backlog=4096, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
    sys.stdout.write(" ".join(map(str, ports)) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
