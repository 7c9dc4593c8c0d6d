"""The last day and month of clients, as small as a list shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.board import (
    HOURS_SHOWN,
    Cell,
    ClientBoard,
    last_days,
)
from entelech.domain.period import HOUR
from entelech.domain.service_level import ServiceLevel, service_level
from entelech.domain.uptime import uptime

if TYPE_CHECKING:
    from entelech.domain.client import Client
    from entelech.domain.uptime import UptimePolicy


class SparkHour(Struct, frozen=True, kw_only=True):
    """A full UTC hour. Null is what is not known."""

    start: datetime
    uptime_percentage: float | None
    coverage_percentage: float | None
    downtime_seconds: int | None
    p95_response_ms: int | None


class SparkDay(Struct, frozen=True, kw_only=True):
    """A complete day of the client's zone."""

    date: str
    uptime_percentage: float | None
    coverage_percentage: float | None
    downtime_seconds: int


class Sparkline(Struct, frozen=True, kw_only=True):
    """A client's last 24 full hours, each of them, and those of its last 30 days that are known."""

    client_id: str
    service_level: ServiceLevel
    hours: Sequence[SparkHour]
    days: Sequence[SparkDay]


class SparklineList(Struct, frozen=True, kw_only=True):
    """In the order that was asked for, without clients that the caller does not see."""

    clients: Sequence[Sparkline]


def sparkline(client: Client, board: ClientBoard, now: datetime) -> Sparkline:
    """The client's line at ``now``."""
    policy = client.registration.uptime_policy
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    starts = [this_hour - n * HOUR for n in range(HOURS_SHOWN, 0, -1)]
    return Sparkline(
        client_id=client.client_id,
        service_level=service_level(policy),
        hours=[_hour(start, board.hours.get(start), policy) for start in starts],
        days=[
            SparkDay(
                date=day.isoformat(),
                uptime_percentage=uptime(cell.tally, policy).percent,
                coverage_percentage=uptime(cell.tally, policy).coverage_percent,
                downtime_seconds=_down_seconds(cell, policy),
            )
            for day in last_days(board)
            for cell in [board.days[day]]
        ],
    )


def _hour(start: datetime, cell: Cell | None, policy: UptimePolicy) -> SparkHour:
    counted = uptime(cell.tally, policy) if cell else None
    return SparkHour(
        start=start,
        uptime_percentage=counted.percent if counted else None,
        coverage_percentage=counted.coverage_percent if counted else None,
        downtime_seconds=_down_seconds(cell, policy) if cell else None,
        p95_response_ms=cell.p95_ms if cell else None,
    )


def _down_seconds(cell: Cell, policy: UptimePolicy) -> int:
    planned_ms = cell.planned_ms[2] if policy.is_maintenance_counted else 0
    return (cell.known_ms[2] + planned_ms) // 1000
