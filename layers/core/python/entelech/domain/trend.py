"""The fleet day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class TrendDay:
    """One UTC day. Null is what is not known."""

    date: str
    total_automations: int | None
    successful_automations: int | None
    success_rate: float | None
    uptime_percentage: float | None


@dataclass(frozen=True, kw_only=True)
class SystemTrends:
    """The last ``days`` complete days, oldest first."""

    days: int
    series: Sequence[TrendDay]


def without_history(days: int, now: datetime) -> SystemTrends:
    """The days, of which nothing is known before anything is folded or ingested."""
    dates = [(now - timedelta(days=ago)).date().isoformat() for ago in range(days, 0, -1)]
    return SystemTrends(
        days=days,
        series=[
            TrendDay(
                date=date,
                total_automations=None,
                successful_automations=None,
                success_rate=None,
                uptime_percentage=None,
            )
            for date in dates
        ],
    )
