"""Maintenance as it leaves through API and MCP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.period import Period

if TYPE_CHECKING:
    from entelech.domain.maintenance import MaintenanceWindow

_AHEAD = timedelta(days=400)
_SHOWN = 3


class Occurrence(Struct, frozen=True, kw_only=True):
    """One time of a window, [start, end)."""

    start: datetime
    end: datetime


class Maintenance(Struct, frozen=True, kw_only=True):
    """A window. ``systems`` empty: all of the client's; ``recurrence`` null: once.

    ``next`` are the first occurrences that are not over, at most three within 400 days; the first
    may be under way.
    """

    window_id: str
    name: str
    systems: Sequence[str]
    starts_at: datetime
    duration_minutes: int
    time_zone: str
    recurrence: str | None
    ended_at: datetime | None
    is_under_way: bool
    next: Sequence[Occurrence]


class MaintenanceList(Struct, frozen=True, kw_only=True):
    """All windows of a client that are not long over, by their start."""

    client_id: str
    windows: Sequence[Maintenance]


def maintenance(window: MaintenanceWindow, now: datetime) -> Maintenance:
    """The window as it is shown at ``now``."""
    ahead = window.occurrences(Period(start=now - window.duration, end=now + _AHEAD))
    left = [each for each in ahead if each.end > now]
    return Maintenance(
        window_id=window.window_id,
        name=window.name,
        systems=window.systems,
        starts_at=window.starts_at,
        duration_minutes=int(window.duration.total_seconds()) // 60,
        time_zone=window.zone,
        recurrence=window.recurrence,
        ended_at=window.ended_at,
        is_under_way=any(now in each for each in left),
        next=[Occurrence(start=each.start, end=each.end) for each in left[:_SHOWN]],
    )


def maintenance_list(
    client_id: str, windows: Sequence[MaintenanceWindow], now: datetime
) -> MaintenanceList:
    """The windows as they are shown at ``now``."""
    ordered = sorted(windows, key=lambda each: (each.starts_at, each.window_id))
    return MaintenanceList(
        client_id=client_id, windows=[maintenance(each, now) for each in ordered]
    )
