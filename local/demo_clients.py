"""All systems of all demo clients as real HTTP and HTTPS servers in one process.

Run as ``python -m local.demo_clients <folder of the authority> <first port>``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import ssl
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from entelech.adapters.clock import SystemClock
from entelech.ports.clock import Clock
from local.demo_answers import BadQueryError, DemoSystem, read_period
from local.demo_authority import server_contexts
from local.demo_fleet import FLEET, HTTPS_SYSTEM, SYSTEMS_PER_CLIENT
from local.demo_script import Behaviour, behaviour_at
from local.loopback import HOST

SLOW_SECONDS = 2.4
HUNG_SECONDS = 60.0
REQUEST_SECONDS = 10.0
REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Internal Server Error",
}


@dataclass(slots=True, kw_only=True)
class DemoServer:
    """One system on one port; its listener follows the script."""

    about: DemoSystem
    port: int
    valid: ssl.SSLContext | None
    expired: ssl.SSLContext | None
    clock: Clock
    listener: asyncio.Server | None = None
    plays: Behaviour | None = field(default=None)

    async def follow_script(self) -> None:
        """Open, close or exchange the listener when the script has come to another behaviour."""
        behaviour = self._behaviour()
        if behaviour is self.plays:
            return
        if self.listener is not None:
            self.listener.close()
            self.listener = None
        if behaviour is not Behaviour.REFUSED:
            tls = self.expired if behaviour is Behaviour.EXPIRED_CERTIFICATE else self.valid
            self.listener = await asyncio.start_server(
                self._serve, HOST, self.port, ssl=tls, limit=16 * 1024
            )
        self.plays = behaviour

    def _behaviour(self) -> Behaviour:
        return behaviour_at(self.about.client, self.about.system, self.clock.now())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            status, body = await self._answer(head.split(b"\r\n", 1)[0].decode("latin-1"))
            writer.write(_response(status, body))
            await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _answer(self, request_line: str) -> tuple[int, str]:
        method, _, target = request_line.partition(" ")
        url = urlsplit(target.rsplit(" ", 1)[0])
        if method != "GET":
            return 405, json.dumps({"error": "only GET is answered"})
        behaviour, now = self._behaviour(), self.clock.now()
        await asyncio.sleep(_pause_seconds(behaviour, self.about.latency_seconds(now)))
        if behaviour is Behaviour.FAILING:
            return 500, json.dumps({"error": "the workflow engine does not answer"})
        if url.path == "/health":
            text = json.dumps(self.about.health(behaviour, now))
            return 200, text[: len(text) // 2] if behaviour is Behaviour.BAD_JSON else text
        if url.path == "/metrics":
            return self._metrics(parse_qs(url.query))
        return 404, json.dumps({"error": "known paths: /health, /metrics"})

    def _metrics(self, query: dict[str, list[str]]) -> tuple[int, str]:
        try:
            start, end = read_period(
                query.get("start_date", [""])[0], query.get("end_date", [""])[0]
            )
        except BadQueryError as error:
            return 400, json.dumps({"error": str(error)})
        return 200, json.dumps(self.about.metrics(start, end, self.clock.now()))


def _pause_seconds(behaviour: Behaviour, usual: float) -> float:
    return {Behaviour.SLOW: SLOW_SECONDS, Behaviour.HUNG: HUNG_SECONDS}.get(behaviour, usual)


def _response(status: int, body: str) -> bytes:
    content = body.encode()
    head = (
        f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + content


def make_servers(authority: Path, first_port: int, clock: Clock) -> list[DemoServer]:
    """One server for each system of the fleet, none of them listening yet."""
    valid, expired = server_contexts(authority)
    return [
        DemoServer(
            about=DemoSystem(client=client, system=system),
            port=first_port + client * SYSTEMS_PER_CLIENT + system,
            valid=valid if system == HTTPS_SYSTEM else None,
            expired=expired if system == HTTPS_SYSTEM else None,
            clock=clock,
        )
        for client in range(len(FLEET))
        for system in range(SYSTEMS_PER_CLIENT)
    ]


async def play(servers: list[DemoServer]) -> None:
    """Follow the script until told to end."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    while not ended.is_set():
        for server in servers:
            await server.follow_script()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), 1.0)


if __name__ == "__main__":
    asyncio.run(play(make_servers(Path(sys.argv[1]), int(sys.argv[2]), SystemClock())))
