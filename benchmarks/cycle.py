"""A whole run of a shard with its storage, beside the loop that one would write first."""

from __future__ import annotations

from benchmarks.line import Line, rounds
from benchmarks.processes import NOBODY, Targets, measured

_ROUNDS = 5


def lines(targets: Targets) -> list[Line]:
    """One line. Both sides pay for their clients, as a cold function does."""

    def cpu(side: str) -> float:
        arguments = (side, targets.https, targets.ca_file, targets.table)
        return float(measured("benchmarks.cycle_client", *arguments, **NOBODY))

    ratio, spread = rounds(_ROUNDS, lambda: cpu("ours") / cpu("naive"))
    return [
        Line(
            name="Run of 200 checks with storage",
            budget=0.08,
            measured=ratio,
            unit="x naive loop",
            spread=spread,
            baseline="client a check, put and update a check",
            anchor="0.07",
            limit="0.04",
        )
    ]
