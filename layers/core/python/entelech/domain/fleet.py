"""All clients at once: the answer of ``get_all_clients_status`` and of the dashboard's summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain import health
from entelech.domain.check import Status
from entelech.domain.maintenance import planned_at
from entelech.domain.rounding import percent
from entelech.domain.service_level import ServiceLevel, service_level

if TYPE_CHECKING:
    from entelech.domain.board import Sums
    from entelech.domain.client import Client
    from entelech.domain.fleet_day import TodayRuns
    from entelech.domain.ids import ClientId
    from entelech.domain.reading import Reading
    from entelech.domain.schedule import Interval
    from entelech.domain.shard import Resident

_RANK = {Status.DOWN: 0, Status.DEGRADED: 1, Status.UNKNOWN: 2, Status.HEALTHY: 3}


class ClientStatus(Struct, frozen=True, kw_only=True):
    """One client's line. Null is what is not known; times are UTC.

    ``reason`` names the system that the status rests on, in words of our own. Uptime is that of the
    last 24 full hours and of the last 30 complete days, by the service level, rounded down;
    ``coverage_percentage`` is the part of the 24 hours that something is known of.
    ``is_in_maintenance``: work on some of its systems is planned for now.
    """

    client_id: str
    client_name: str
    industry: str | None
    is_active: bool
    overall_status: Status
    status_since: datetime | None
    reason_code: str | None
    reason: str | None
    systems_count: int
    healthy_systems: int
    degraded_systems: int
    down_systems: int
    unknown_systems: int
    response_time_ms: float | None
    uptime_percentage: float | None
    coverage_percentage: float | None
    uptime_30d_percentage: float | None
    service_level: ServiceLevel
    is_in_maintenance: bool
    today_automations: int | None
    today_success_rate: float | None
    last_check: datetime | None
    interval_minutes: int


class OverallSummary(Struct, frozen=True, kw_only=True):
    """Active clients by status, and today's totals over all of them."""

    healthy_clients: int
    degraded_clients: int
    down_clients: int
    unknown_clients: int
    total_automations_today: int | None
    overall_success_rate: float | None


class PollerHealth(Struct, frozen=True, kw_only=True):
    """Whether the checks themselves run. ``last_tick_at`` is when the newest run ended.

    ``suspect_since`` is the minute since which our own watching is to be doubted; null where it is not.
    """

    last_tick_at: datetime | None
    is_stale: bool
    suspect_since: datetime | None


class FleetStatus(Struct, frozen=True, kw_only=True):
    """All clients that the caller may see, worst first, a page at a time.

    The totals count all of them, not the page. ``next_cursor`` is null on the last page.
    """

    dashboard_updated: datetime
    total_clients: int
    active_clients: int
    clients: Sequence[ClientStatus]
    overall_summary: OverallSummary
    data_through: datetime | None
    poller: PollerHealth
    next_cursor: str | None


def client_status(
    client_id: ClientId,
    resident: Resident,
    interval: Interval,
    readings: Sequence[Reading],
    *,
    sums: Sums | None,
    runs: TodayRuns | None = None,
    now: datetime,
) -> ClientStatus:
    """An active client's line, from the readings of its systems and what is on the board of it."""
    causes = health.decisive(readings)
    overall = health.overall_status(readings)
    cause = causes[0] if causes and overall is not Status.HEALTHY else None
    work = planned_at(resident.maintenance, now)
    policy = resident.uptime_policy
    return ClientStatus(
        client_id=client_id,
        client_name=resident.client_name,
        industry=resident.industry,
        is_active=True,
        overall_status=overall,
        status_since=health.status_since(readings),
        reason_code=cause.reason.value if cause else None,
        reason=health.reason_in_words(readings),
        systems_count=len(readings),
        healthy_systems=health.count(readings, Status.HEALTHY),
        degraded_systems=health.count(readings, Status.DEGRADED),
        down_systems=health.count(readings, Status.DOWN),
        unknown_systems=health.count(readings, Status.UNKNOWN),
        response_time_ms=health.mean_response_ms(readings),
        uptime_percentage=sums.day_uptime(policy, now).percent if sums else None,
        coverage_percentage=sums.day_uptime(policy, now).coverage_percent if sums else None,
        uptime_30d_percentage=sums.month_uptime(policy).percent if sums else None,
        service_level=service_level(policy),
        is_in_maintenance=any(work.covers(each.system_name) for each in readings),
        today_automations=runs.total if runs else None,
        today_success_rate=_success_percent([(runs.successful, runs.total)] if runs else []),
        last_check=health.newest_check(readings),
        interval_minutes=int(interval),
    )


def inactive_client(client: Client, deactivated_at: datetime) -> ClientStatus:
    """A client that we do not watch now: nothing is known of it since then."""
    registration = client.registration
    return ClientStatus(
        client_id=client.client_id,
        client_name=registration.client_name,
        industry=registration.industry,
        is_active=False,
        overall_status=Status.UNKNOWN,
        status_since=deactivated_at,
        reason_code=None,
        reason=None,
        systems_count=len(registration.systems),
        healthy_systems=0,
        degraded_systems=0,
        down_systems=0,
        unknown_systems=len(registration.systems),
        response_time_ms=None,
        uptime_percentage=None,
        coverage_percentage=None,
        uptime_30d_percentage=None,
        service_level=service_level(registration.uptime_policy),
        is_in_maintenance=False,
        today_automations=None,
        today_success_rate=None,
        last_check=None,
        interval_minutes=int(registration.interval),
    )


def overall_summary(
    active: Sequence[ClientStatus], runs: Sequence[TodayRuns] = ()
) -> OverallSummary:
    """The active clients counted by status, and what of their days is known."""

    def count(status: Status) -> int:
        return sum(each.overall_status is status for each in active)

    today = [(each.successful, each.total) for each in runs]
    return OverallSummary(
        healthy_clients=count(Status.HEALTHY),
        degraded_clients=count(Status.DEGRADED),
        down_clients=count(Status.DOWN),
        unknown_clients=count(Status.UNKNOWN),
        total_automations_today=sum(total for _, total in today) if today else None,
        overall_success_rate=_success_percent(today),
    )


def _success_percent(today: Sequence[tuple[int, int]]) -> float | None:
    """Of successful and all runs; a ratio of sums, None without runs."""
    total = sum(each for _, each in today)
    return percent(Decimal(sum(good for good, _ in today)) / total) if total else None


def urgency(line: ClientStatus) -> tuple[int, str, str]:
    """Sorts worst first, then longest, then by id; inactive clients last. A total order."""
    rank = _RANK[line.overall_status] if line.is_active else len(_RANK)
    since = line.status_since.isoformat() if line.status_since else "~"
    return rank, since, line.client_id
