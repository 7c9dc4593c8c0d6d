"""False alarms among healthy systems whose neighbours hang or have dead names."""

from __future__ import annotations

from benchmarks.line import Line
from benchmarks.names import dead_urls, urls
from benchmarks.processes import Targets, measured
from benchmarks.worker import MEMORY_MB, cpu_share

_DEAD, _HUNG, _HEALTHY = 10, 110, 190


def lines(targets: Targets) -> list[Line]:
    """How many of the healthy ones, polled last, were not found healthy."""
    healthy = urls("https", targets.https, _HEALTHY)
    asked = [*dead_urls(_DEAD), *urls("http", targets.hung, _HUNG), *healthy]
    arguments = (targets.ca_file, cpu_share(MEMORY_MB), *asked)
    found = measured("benchmarks.run_client", *arguments)["healthy"]
    return [
        Line(
            name=f"False alarms: {_DEAD} dead names, {_HUNG} hung, {_HEALTHY} healthy",
            budget=0,
            measured=len(set(healthy) - set(found)),
            unit="alarms",
            baseline="library defaults: 190",
            anchor="0 (64 lookup threads)",
            limit="0",
            is_exact=True,
        )
    ]
