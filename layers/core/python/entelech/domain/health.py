"""The health of one client: the answer of ``get_system_health``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.check import Status, sentence
from entelech.domain.probe import Phases
from entelech.domain.service_level import ServiceLevel
from entelech.domain.uptime import Uptime, is_disputed

if TYPE_CHECKING:
    from entelech.domain.client import System
    from entelech.domain.reading import Reading


class SystemHealth(Struct, frozen=True, kw_only=True):
    """One system. Null is what is not known; times are UTC, durations milliseconds.

    ``uptime_percentage`` is measured by us over the last 24 full hours and rounded down, and
    ``coverage_percentage`` the part of them that something is known of; the claim is the system's
    own, disputed where it is off the measurement by more than a point.
    The certificate is the one that the system showed last; ``tls_issuer`` is text of whoever signed it.
    A response time is not trusted when our own worker was late; ``phases`` tell where the time of
    a slow or failed check went.
    """

    system_name: str
    status: Status
    response_time_ms: float | None
    is_response_time_trusted: bool | None
    phases: Phases | None
    uptime_percentage: float | None
    coverage_percentage: float | None
    claimed_uptime_percentage: float | None
    is_claim_disputed: bool | None
    is_claim_stale: bool | None
    last_check: datetime | None
    status_since: datetime | None
    reason_code: str
    reason: str | None
    is_critical: bool
    is_in_maintenance: bool
    tls_expires_at: datetime | None
    tls_days_left: int | None
    tls_issuer: str | None
    check_type: str
    endpoint: str


class HealthSummary(Struct, frozen=True, kw_only=True):
    """Systems by status; ``avg_response_time`` is the mean of the latest answers, milliseconds."""

    total_systems: int
    healthy_systems: int
    degraded_systems: int
    down_systems: int
    unknown_systems: int
    avg_response_time: float | None


class ClientHealth(Struct, frozen=True, kw_only=True):
    """A client's systems and what they make of it. ``data_through`` is the newest check's instant.

    ``service_level`` says what the uptime counts.
    """

    client_id: str
    client_name: str
    is_active: bool
    overall_status: Status
    status_since: datetime | None
    systems: Sequence[SystemHealth]
    service_level: ServiceLevel
    summary: HealthSummary
    data_through: datetime | None


def overall_status(readings: Sequence[Reading]) -> Status:
    """Down when a critical system is; degraded when any system is, or one of the others is down.

    Unknown systems neither help nor hurt, unless nothing else is known.
    """
    if any(each.status is Status.DOWN and each.is_critical for each in readings):
        return Status.DOWN
    if any(each.status in {Status.DOWN, Status.DEGRADED} for each in readings):
        return Status.DEGRADED
    if any(each.status is Status.HEALTHY for each in readings):
        return Status.HEALTHY
    return Status.UNKNOWN


def decisive(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that the overall status rests on, longest first."""
    overall = overall_status(readings)
    causes = {
        Status.DOWN: [each for each in readings if each.status is Status.DOWN and each.is_critical],
        Status.DEGRADED: [
            each for each in readings if each.status in {Status.DOWN, Status.DEGRADED}
        ],
        Status.HEALTHY: [each for each in readings if each.status is Status.HEALTHY],
        Status.UNKNOWN: list(readings),
    }[overall]
    return sorted(causes, key=lambda each: each.since.timestamp() if each.since else math.inf)


def reason_in_words(readings: Sequence[Reading]) -> str | None:
    """What the overall status rests on, for people; None while all is well. Holds no text of a client's."""
    causes = decisive(readings)
    if not causes or overall_status(readings) is Status.HEALTHY:
        return None
    words = sentence(causes[0].reason, causes[0].detail)
    return f"{causes[0].system_name}: {words}" if words else None


def status_since(readings: Sequence[Reading]) -> datetime | None:
    """Since when the client has its overall status; None when that is not known.

    The start of the longest trouble; when all is well, the end of the latest one.
    """
    instants = [each.since for each in decisive(readings) if each.since is not None]
    if not instants:
        return None
    return max(instants) if overall_status(readings) is Status.HEALTHY else min(instants)


def mean_response_ms(readings: Sequence[Reading]) -> float | None:
    """The mean duration of the latest answers in milliseconds, None when there are none."""
    durations = [each.duration_ms for each in readings if each.duration_ms is not None]
    return round(sum(durations) / len(durations), 1) if durations else None


def count(readings: Sequence[Reading], status: Status) -> int:
    """How many of the systems have that status."""
    return sum(each.status is status for each in readings)


def summary(readings: Sequence[Reading]) -> HealthSummary:
    """The systems counted by status."""
    return HealthSummary(
        total_systems=len(readings),
        healthy_systems=count(readings, Status.HEALTHY),
        degraded_systems=count(readings, Status.DEGRADED),
        down_systems=count(readings, Status.DOWN),
        unknown_systems=count(readings, Status.UNKNOWN),
        avg_response_time=mean_response_ms(readings),
    )


def system_health(
    reading: Reading,
    system: System,
    measured: Uptime,
    *,
    is_in_maintenance: bool,
    now: datetime,
) -> SystemHealth:
    """One system as the answer shows it."""
    ratio, shown = reading.claimed_uptime_ratio, reading.certificate
    return SystemHealth(
        system_name=reading.system_name,
        status=reading.status,
        response_time_ms=None if reading.duration_ms is None else round(reading.duration_ms, 1),
        is_response_time_trusted=reading.is_latency_trusted,
        phases=reading.phases,
        uptime_percentage=measured.percent,
        coverage_percentage=measured.coverage_percent,
        claimed_uptime_percentage=None if ratio is None else round(ratio * 100, 4),
        is_claim_disputed=is_disputed(measured, ratio),
        is_claim_stale=reading.is_claim_stale,
        last_check=reading.measured_at,
        status_since=reading.since,
        reason_code=reading.reason.value,
        reason=sentence(reading.reason, reading.detail),
        is_critical=reading.is_critical,
        is_in_maintenance=is_in_maintenance,
        tls_expires_at=shown.expires_at if shown else None,
        tls_days_left=(shown.expires_at - now).days if shown else None,
        tls_issuer=shown.issuer if shown else None,
        check_type=system.check.type,
        endpoint=system.endpoint,
    )


def newest_check(readings: Sequence[Reading]) -> datetime | None:
    """The instant of the newest check among the readings."""
    return max((each.measured_at for each in readings if each.measured_at), default=None)
