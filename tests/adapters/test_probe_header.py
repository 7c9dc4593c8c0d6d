"""The header that a system wants: shown to its own origin, and never past it. Both probers."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.http_probe import HttpxProber
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.probe import Answered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.domain.probe import Probe

HEADER = ("X-Token", "s3cret")
LOOPBACK = AddressPolicy(allow_loopback=True)
PROBERS = pytest.mark.parametrize("prober", [AsyncioProber, HttpxProber])


class Server:
    """Redirects to ``onward`` if there is one; remembers what it was shown at each path."""

    def __init__(self) -> None:
        self.onward: dict[str, str] = {}
        self.shown: list[tuple[str, str | None]] = []
        self.url = ""


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.shown.append((self.path, self.headers.get("X-Token")))
            onward = server.onward.get(self.path)
            self.send_response(302 if onward else 200)
            if onward:
                self.send_header("Location", onward)
            body = b'{"status":"healthy"}'
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        server.url = f"http://127.0.0.1:{listening.server_port}"
        yield server
        listening.shutdown()
        thread.join()


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        yield stack.enter_context(serving()), stack.enter_context(serving())


def probed(
    kind: type[AsyncioProber | HttpxProber], url: str, header: tuple[str, str] | None
) -> Probe:
    async def run() -> Probe:
        async with kind(addresses=LOOPBACK).open() as probe:
            return await probe(url, 5.0, header)

    return asyncio.run(run())


@PROBERS
def test_a_header_is_shown_as_it_is(
    servers: tuple[Server, Server], prober: type[AsyncioProber | HttpxProber]
) -> None:
    home, _ = servers

    assert isinstance(probed(prober, f"{home.url}/health", HEADER), Answered)
    assert isinstance(probed(prober, f"{home.url}/health", None), Answered)

    assert home.shown == [("/health", "s3cret"), ("/health", None)]


@PROBERS
def test_a_header_follows_a_redirect_within_its_origin(
    servers: tuple[Server, Server], prober: type[AsyncioProber | HttpxProber]
) -> None:
    home, _ = servers
    home.onward["/health"] = "/v2/health"

    probed(prober, f"{home.url}/health", HEADER)

    assert home.shown == [("/health", "s3cret"), ("/v2/health", "s3cret")]


@PROBERS
def test_a_header_is_not_shown_to_another_origin_nor_again_after_it(
    servers: tuple[Server, Server], prober: type[AsyncioProber | HttpxProber]
) -> None:
    """The other one must not choose what at home is asked with the secret."""
    home, other = servers
    home.onward["/health"] = f"{other.url}/away"
    other.onward["/away"] = f"{home.url}/chosen"

    probed(prober, f"{home.url}/health", HEADER)

    assert other.shown == [("/away", None)]
    assert home.shown == [("/health", "s3cret"), ("/chosen", None)]
