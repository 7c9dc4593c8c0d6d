"""CPU of a probe beside httpx, and how it grows with their number."""

from __future__ import annotations

from benchmarks.line import Line, rounds
from benchmarks.names import urls
from benchmarks.processes import Targets, measured

_ROUNDS = 7
_AT_ONCE = 100
_BASELINE = "httpx, one client and context"


def http(targets: Targets) -> list[Line]:
    """A fresh connection each, without TLS."""
    ratio, spread = rounds(
        _ROUNDS,
        lambda: _cpu_us(targets, "http", "ours", 1000) / _cpu_us(targets, "http", "httpx", 400),
    )
    return [
        Line(
            name="CPU of an HTTP check",
            budget=0.20,
            measured=ratio,
            unit="x httpx",
            spread=spread,
            baseline=_BASELINE,
            anchor="0.14 (asyncio, hand parser)",
            limit="0.05 (epoll)",
        )
    ]


def https(targets: Targets) -> list[Line]:
    """A fresh connection each, with a whole verified handshake."""
    ratio, spread = rounds(
        _ROUNDS,
        lambda: _cpu_us(targets, "https", "ours", 400) / _cpu_us(targets, "https", "httpx", 200),
    )
    return [
        Line(
            name="CPU of an HTTPS check",
            budget=0.50,
            measured=ratio,
            unit="x httpx",
            spread=spread,
            baseline=_BASELINE,
            anchor="0.45 (asyncio, hand parser)",
            limit="0.39 (epoll, OpenSSL 3.0)",
        )
    ]


def scaling(targets: Targets) -> list[Line]:
    """Ten times as many waiting from the start."""
    ratio, spread = rounds(
        _ROUNDS,
        lambda: _cpu_us(targets, "https", "ours", 2000) / _cpu_us(targets, "https", "ours", 200),
    )
    return [
        Line(
            name="CPU of an HTTPS check, one of 2,000",
            budget=1.15,
            measured=ratio,
            unit="x one of 200",
            spread=spread,
            baseline="itself",
            anchor="1.06 (httpx: 3.9)",
            limit="1.0",
        )
    ]


def _cpu_us(targets: Targets, scheme: str, side: str, count: int) -> float:
    port = targets.https if scheme == "https" else targets.http
    asked = urls(scheme, port, count)
    return float(measured("benchmarks.probe_client", side, targets.ca_file, _AT_ONCE, *asked))
