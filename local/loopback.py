"""Loopback addresses and ports: the only ones that the local product touches."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

HOST = "127.0.0.1"


class NotLoopbackError(ValueError):
    """An address outside this machine was given to the local product."""


def require_loopback(url: str) -> str:
    """Return the url when its host is loopback itself, not a name that may lead elsewhere.

    Raises:
        NotLoopbackError: the host is anything but a loopback address or ``localhost``.
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost" or _is_loopback_address(host):
        return url
    raise NotLoopbackError(f"the local product speaks to loopback only, not to {host or url!r}")


def _is_loopback_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def port_near(preferred: int) -> int:
    """The preferred port, so that addresses stay the same from run to run, or any free one."""
    return preferred if is_free(preferred) else any_free_port()
