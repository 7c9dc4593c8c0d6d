"""Starts the demo clients beside the product, on the same ports each time as long as they are free."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

from local import children
from local.demo_authority import make_authority
from local.demo_fleet import FLEET, SYSTEMS_PER_CLIENT
from local.environment import for_child
from local.loopback import is_free

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from local.places import Places

FIRST_PORTS = range(8700, 9700, 100)
START_SECONDS = 20.0


class NoPortsError(RuntimeError):
    """No block of ports is free for the demo clients."""


@contextlib.contextmanager
def running(places: Places, *, held: Sequence[int] = ()) -> Iterator[tuple[int, children.Child]]:
    """Run every demo client; their first port is what is yielded, beside the process."""
    authority = make_authority(places.authority).parent
    first_port = _free_block()
    child = children.start(
        "the demo clients",
        [sys.executable, "-m", "local.demo_clients", authority, str(first_port)],
        env=for_child(tools=places.tools),
        cwd=places.checkout,
        log=places.logs / "demo-clients.log",
        held=held,
    )
    try:
        _wait_until_listening(child, first_port)
        yield first_port, child
    finally:
        child.stop()


def _free_block() -> int:
    size = len(FLEET) * SYSTEMS_PER_CLIENT
    for first in FIRST_PORTS:
        if all(is_free(port) for port in range(first, first + size)):
            return first
    raise NoPortsError(f"no {size} ports in a row are free from {FIRST_PORTS.start} on")


def _wait_until_listening(child: children.Child, first_port: int) -> None:
    """At most three systems are refused at a time, so four of them tell that the process serves."""
    deadline = time.monotonic() + START_SECONDS
    while all(is_free(first_port + number) for number in range(4)):
        if child.has_ended():
            raise child.failed("ended while starting")
        if time.monotonic() > deadline:
            raise child.failed("did not start")
        time.sleep(0.1)
