"""What a demo system says on ``/health`` and ``/metrics``: plausible, and the same for the same question."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from local.demo_script import Behaviour

ENDPOINTS_CHECKED = 5
HOURLY_RATE = 25
"""US dollars, the rate of the seed's example."""
HEALTHY_ENDPOINTS = {Behaviour.DEGRADED: 3, Behaviour.RECOVERING: 4}
LONGEST_PERIOD_DAYS = 400
FIRST_DAY = date(2025, 1, 1)
WEEKLY_GROWTH = 0.003
NIGHT, WORKED = 0.05, 0.9
"""Shares of a day's runs before six, and from six to eighteen o'clock."""
SILENT_SYSTEM = (6, 1)
"""Answers well, and does nothing after nine on every fifth day."""
RESTATING_SYSTEM = (10, 0)
"""Tells a thirtieth less of a day until it has been over for 30 hours."""
SETTLES = timedelta(hours=30)


class BadQueryError(ValueError):
    """The dates of a metrics question cannot be read; the text says how to write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSystem:
    """One system of one client, by their places in the fleet."""

    client: int
    system: int

    def health(self, behaviour: Behaviour, moment: datetime) -> dict[str, object]:
        """Body of ``/health``."""
        troubled = behaviour in HEALTHY_ENDPOINTS
        return {
            "status": "degraded" if troubled else "healthy",
            "timestamp": _utc_text(moment),
            "uptime_percentage": round(99.2 + 0.79 * self._share("uptime"), 2),
            "endpoints_checked": ENDPOINTS_CHECKED,
            "endpoints_healthy": HEALTHY_ENDPOINTS.get(behaviour, ENDPOINTS_CHECKED),
            "response_time_ms": round(self.latency_seconds(moment) * 1000, 1),
            "system_info": {
                "version": f"1.{int(self._share('version') * 9)}.0",
                "environment": "production",
            },
        }

    def metrics(self, start: datetime, end: datetime, now: datetime) -> dict[str, object]:
        """Body of ``/metrics`` for the period; of a day that is partly inside, what was done by then."""
        volume = round(
            sum(
                self._volume(day, now) * (self._done(day, last) - self._done(day, first))
                for day, first, last in _days(start, end)
            )
        )
        failed = round(volume * (0.005 + 0.05 * self._share("failures")))
        hours = round((volume - failed) * (0.15 + 0.2 * self._share("hours")), 1)
        return {
            "period": {"start": _utc_text(start), "end": _utc_text(end)},
            "total_automations": volume,
            "successful_automations": volume - failed,
            "failed_automations": failed,
            "total_processing_time": round(volume * (1.5 + 2 * self._share("seconds")), 1),
            "cost_savings": round(hours * HOURLY_RATE, 2),
            "efficiency_gains": {
                "time_saved_hours": hours,
                "error_reduction_percentage": round(70 + 25 * self._share("errors"), 1),
                "process_improvement": round(30 + 30 * self._share("process"), 1),
            },
        }

    def latency_seconds(self, moment: datetime) -> float:
        """Time that a healthy answer takes: 20 to 180 ms, steady for a minute."""
        return 0.02 + 0.1 * self._share("speed") + 0.06 * self._share(f"{moment:%H:%M}")

    def _volume(self, day: date, now: datetime) -> float:
        """Automations of a whole day as told now: fewer on Saturday and Sunday, more each week."""
        weekday = 0.4 if day.weekday() >= 5 else 1.0
        growth = math.exp(WEEKLY_GROWTH * (day - FIRST_DAY).days / 7)
        is_over_since = now - datetime.combine(day + timedelta(days=1), time.min, UTC)
        is_short = self._is(RESTATING_SYSTEM) and timedelta() <= is_over_since < SETTLES
        return (
            (12 + 50 * self._share("volume"))
            * weekday
            * growth
            * (0.85 + 0.3 * self._share(day.isoformat()))
            * (29 / 30 if is_short else 1)
        )

    def _done(self, day: date, share: float) -> float:
        """The part of a day's runs that is done after that part of the day; most by daylight."""
        if self._is(SILENT_SYSTEM) and day.toordinal() % 5 == 0:
            share = min(share, 9 / 24)
        by_night = min(share, 0.25) / 0.25 * NIGHT
        by_day = min(max(share - 0.25, 0), 0.5) / 0.5 * WORKED
        return by_night + by_day + max(share - 0.75, 0) / 0.25 * NIGHT

    def _is(self, place: tuple[int, int]) -> bool:
        return (self.client, self.system) == place

    def _share(self, what: str) -> float:
        """Return a number from 0 to 1 that looks random and never changes."""
        digest = hashlib.sha256(f"{self.client}/{self.system}/{what}".encode()).digest()
        return int.from_bytes(digest[:4], "big") / 2**32


def read_period(start: str, end: str) -> tuple[datetime, datetime]:
    """Read the two dates of a metrics question; a bare end date means the whole of that day.

    Raises:
        BadQueryError: one is missing or malformed, or they are the wrong way round or too far apart.
    """
    try:
        period = _moment(start, time.min), _moment(end, time(23, 59, 59))
    except ValueError as error:
        raise BadQueryError("start_date and end_date: expected ISO dates or times") from error
    if not timedelta(0) <= period[1] - period[0] <= timedelta(days=LONGEST_PERIOD_DAYS):
        raise BadQueryError(f"end_date: expected 0 to {LONGEST_PERIOD_DAYS} days after start_date")
    return period


def _moment(text: str, missing_time: time) -> datetime:
    if len(text) == len("2025-01-15"):
        return datetime.combine(date.fromisoformat(text), missing_time, UTC)
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _days(start: datetime, end: datetime) -> list[tuple[date, float, float]]:
    """Days that the period touches, each with the shares of it between which it is inside."""
    found = []
    midnight = datetime.combine(start.date(), time.min, UTC)
    while midnight <= end:
        following = midnight + timedelta(days=1)
        first, last = max(start, midnight) - midnight, min(end, following) - midnight
        found.append((midnight.date(), first / timedelta(days=1), last / timedelta(days=1)))
        midnight = following
    return found


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
