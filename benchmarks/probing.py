"""CPU of a probe beside httpx, and how it grows with their number."""

from __future__ import annotations

from benchmarks.line import Line, rounds
from benchmarks.processes import Targets, measured

_ROUNDS = 7


def lines(targets: Targets) -> list[Line]:
    """One line for HTTP, one for HTTPS, one for scaling."""
    http = f"http://127.0.0.1:{targets.http}/health"
    https = f"https://127.0.0.1:{targets.https}/health"

    def cpu(name: str, url: str, count: int) -> float:
        module = "benchmarks.probe_client"
        return float(measured(module, name, url, targets.ca_file, count, "cpu", 0))

    def against_httpx(url: str) -> tuple[float, tuple[float, float]]:
        return rounds(_ROUNDS, lambda: cpu("ours", url, 600) / cpu("httpx", url, 300))

    by_http, http_spread = against_httpx(http)
    by_https, https_spread = against_httpx(https)
    growth, growth_spread = rounds(
        _ROUNDS, lambda: cpu("ours", https, 2000) / cpu("ours", https, 200)
    )
    return [
        Line(
            name="CPU of an HTTP check",
            budget=0.20,
            measured=by_http,
            unit="x httpx",
            spread=http_spread,
            baseline="httpx, same server",
            anchor="0.14",
            limit="0.05 (epoll)",
        ),
        Line(
            name="CPU of an HTTPS check",
            budget=0.50,
            measured=by_https,
            unit="x httpx",
            spread=https_spread,
            baseline="httpx, same server",
            anchor="0.45",
            limit="0.39 (OpenSSL)",
        ),
        Line(
            name="CPU of a check, 2,000 at once",
            budget=1.15,
            measured=growth,
            unit="x 200 at once",
            spread=growth_spread,
            baseline="itself",
            anchor="1.06",
            limit="1.0",
        ),
    ]
