"""Figures of clients' work, with defaults that make sense together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech.domain.metric_day import Figures, IngestSource, Told
from tests.builders import NOON

if TYPE_CHECKING:
    from datetime import datetime


def figures(total: int = 100, successful: int | None = None, **overrides: Any) -> Figures:
    """A system's work: all of it successful unless said otherwise, and nothing of its worth."""
    good = total if successful is None else successful
    return Figures(**{"total": total, "successful": good, "failed": total - good, **overrides})


def told(work: Figures, taken_at: datetime = NOON, **overrides: Any) -> Told:
    return Told(
        **{
            "figures": work,
            "currency": "USD",
            "source": IngestSource.PULL,
            "taken_at": taken_at,
            **overrides,
        }
    )


def a_metrics_body(start: str, end: str, **overrides: Any) -> dict[str, Any]:
    """An answer of ``/metrics``. Source: the developer guide's example."""
    return {
        "period": {"start": start, "end": end},
        "total_automations": 450,
        "successful_automations": 428,
        "failed_automations": 22,
        "total_processing_time": 1125.5,
        "cost_savings": 2840.75,
        "efficiency_gains": {
            "time_saved_hours": 112.5,
            "error_reduction_percentage": 87.3,
            "process_improvement": 45.2,
        },
        **overrides,
    }
