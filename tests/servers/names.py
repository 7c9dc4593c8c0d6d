"""The names that tests of probers know; none is ever asked of the network."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADDRESSES = {
    "system.test": ["127.0.0.1"],
    "system.test.": ["127.0.0.1"],
    "other.test": ["127.0.0.1"],
    "first-refuses.test": ["::1", "127.0.0.1"],
    "private.test": ["10.0.0.1"],
    "mixed.test": ["10.0.0.1", "127.0.0.1"],
    "2852039166": ["169.254.169.254"],  # as getaddrinfo reads it
}
_never = threading.Event()


def lookup(host: str, port: int) -> Sequence[str]:
    """What a resolver says. "stuck.test" is looked up for ever; other names do not exist."""
    del port
    if host == "stuck.test":
        _never.wait()
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    if host not in _ADDRESSES:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    return _ADDRESSES[host]
