"""The poll function's share of a CPU at its memory, and the starts that it paces to."""

from __future__ import annotations

from entelech import wiring
from entelech.services.pacing import USUAL_CPU_S
from entelech.wiring.health import FULL_VCPU_MB

MEMORY_MB = 512
"""Of the poll function; a test compares it with the deployment."""


def vcpu_share(memory_mb: int) -> float:
    """Vcpus that come with so much memory, one at the most."""
    return min(1.0, memory_mb / FULL_VCPU_MB)


def cpu_share(memory_mb: int) -> float:
    """How much of a CPU the pacer gives to probes there."""
    return wiring.probing_cpu_share(memory_mb)


def starts_per_second(memory_mb: int) -> float:
    """What the pacer allows there at the most."""
    return cpu_share(memory_mb) / USUAL_CPU_S
