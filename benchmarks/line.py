"""A line of the table: a figure, its budget, and what it is compared with."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TOLERANCE = 1.25
"""A timed line fails the run only past this part of its budget, on a machine that others share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``measured`` None was not measured. ``spread`` is the smallest and largest of the rounds.

    ``is_exact`` lines count and do not time, so they must keep their budget to the letter.
    """

    name: str
    budget: float | None
    measured: float | None
    unit: str
    spread: tuple[float, float] | None = None
    baseline: str = ""
    anchor: str = ""
    limit: str = ""
    is_exact: bool = False

    @property
    def ok(self) -> bool:
        return self.budget is None or self.measured is None or self.measured <= self.budget

    @property
    def fails(self) -> bool:
        if self.ok or self.budget is None or self.measured is None:
            return False
        return self.is_exact or self.measured > TOLERANCE * self.budget


def rounds(count: int, measure: Callable[[], float]) -> tuple[float, tuple[float, float]]:
    """Median and spread of so many measurements."""
    found = [measure() for _ in range(count)]
    return statistics.median(found), (min(found), max(found))
