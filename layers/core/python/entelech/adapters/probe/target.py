"""What a URL asks for: where to connect and what to send there."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from entelech.adapters.probe.faults import UnusableUrlError
from entelech.domain.address import literal_address

MAX_REDIRECTS = 3
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f.]*:[0-9a-f:.]*")
_SAFE = "/:@!$&'()*+,;=~%-._?"
"""Stands in a path or query as it is. Source: RFC 3986, 3.3 and 3.4; an escape is not made twice."""
_HEADERS = (
    "User-Agent: entelech-monitor\r\nAccept: application/json, */*;q=0.5\r\n"
    "Accept-Encoding: gzip, deflate\r\nConnection: close\r\n\r\n"
)


class Target(Struct, frozen=True, kw_only=True):
    """One hop. ``address`` None: ``host`` is a name."""

    url: str
    is_tls: bool
    host: str
    port: int
    authority: str
    path: str
    """With the query."""
    address: str | None
    request: bytes
    """May hold a client's secret. Empty: the connection is all that is wanted."""

    def __repr__(self) -> str:
        return f"Target({self.url!r})"

    @property
    def scheme(self) -> str:
        return "https" if self.is_tls else "http"

    @property
    def origin(self) -> tuple[bool, str, int]:
        """Who it is that is asked. Source: RFC 6454."""
        return self.is_tls, self.host, self.port

    def showing(self, header: tuple[str, str]) -> Target:
        """The same with a header more."""
        line = f"{header[0]}: {header[1]}\r\n\r\n".encode("ascii")
        return replace(self, request=self.request[:-2] + line)

    def redirected(self, location: bytes) -> Target:
        """Where a ``Location`` leads from here.

        Raises:
            UnusableUrlError: to nothing that can be probed.
        """
        try:
            onward = _target(urljoin(self.url, location.decode("utf-8", "replace")))
        except ValueError:
            raise UnusableUrlError from None
        if not onward.request:
            raise UnusableUrlError
        return onward


def _target(url: str) -> Target:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        raise UnusableUrlError from None
    if parts.scheme not in {"http", "https", "tcp"} or not _HOST.fullmatch(host):
        raise UnusableUrlError
    if port == 0 or "@" in parts.netloc:
        raise UnusableUrlError
    if parts.scheme == "tcp":
        return _port(url, host, port)
    is_tls = parts.scheme == "https"
    path = quote(parts.path or "/", safe=_SAFE) + (
        "?" + quote(parts.query, safe=_SAFE) if parts.query else ""
    )
    authority = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return Target(
        url=url,
        is_tls=is_tls,
        host=host,
        port=port or (443 if is_tls else 80),
        authority=authority,
        path=path,
        address=literal_address(host),
        request=f"GET {path} HTTP/1.1\r\nHost: {authority}\r\n{_HEADERS}".encode("ascii"),
    )


def _port(url: str, host: str, port: int | None) -> Target:
    if port is None:
        raise UnusableUrlError
    return Target(
        url=url,
        is_tls=False,
        host=host,
        port=port,
        authority="",
        path="",
        address=literal_address(host),
        request=b"",
    )


target_of = lru_cache(maxsize=1024)(_target)
"""The target of a system's URL, kept from tick to tick. Redirects are not: their number has no end.

Raises:
    UnusableUrlError: it is none that can be probed.
"""
