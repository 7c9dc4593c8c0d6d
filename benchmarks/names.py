"""Names of systems that exist nowhere but here, and the lookup that knows them."""

from __future__ import annotations

import threading

DOMAIN = "bench.test"
DEAD = f"dead.{DOMAIN}"
_never = threading.Event()


def urls(scheme: str, port: int, count: int) -> list[str]:
    """So many systems, each with a name of its own."""
    return [f"{scheme}://s{n}.{DOMAIN}:{port}/health" for n in range(count)]


def dead_urls(count: int) -> list[str]:
    """Systems whose names nobody answers for."""
    return [f"http://s{n}.{DEAD}/health" for n in range(count)]


def look_up(host: str, _port: int) -> list[str]:
    """A dead name is looked up for ever, as it is by a resolver that gets no answer."""
    if host.endswith(DEAD):
        _never.wait()
    return ["127.0.0.1"]
