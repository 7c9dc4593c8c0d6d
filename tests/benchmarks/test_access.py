from __future__ import annotations

from benchmarks.access import cpu_us
from benchmarks.processes import server


def test_every_kind_of_credentials_is_let_in_and_costs_something() -> None:
    with server() as targets:
        assert all(cpu_us(kind, targets) > 0 for kind in ("open", "key", "session", "jwt"))
