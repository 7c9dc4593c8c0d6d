"""From a probe to the verdict on a system."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.checks import CONTRACT
from entelech.domain.checks.health import HealthCheck
from entelech.domain.checks.http import HttpCheck
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.probe import Certificate, Phases, Probe, Unanswered
from entelech.domain.reason import Reason
from entelech.domain.verdict import Verdict

if TYPE_CHECKING:
    from entelech.domain.checks.heartbeat import Due
    from entelech.domain.schedule import Interval

Probed = HealthCheck | HttpCheck | TcpCheck
"""The checks that ask; the others are told."""

MAX_CHECK_SECONDS = 45.0
"""A check with all its retries must end within this, to leave the worker time to store."""
FIRST_BACKOFF_SECONDS = 0.5
MAX_LAG_SHARE = 0.1
"""A worker that is late by more than this part of a duration measured itself."""


class Status(StrEnum):
    """How a system or a client is; from best known to not known."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


_STATUS = {
    Reason.OK: Status.HEALTHY,
    Reason.DEGRADED: Status.DEGRADED,
    Reason.MISSED_WINDOW: Status.UNKNOWN,
    Reason.UNKNOWN: Status.UNKNOWN,
}
_FINAL = {Reason.OK, Reason.DEGRADED, Reason.REPORTED_DOWN, Reason.BLOCKED_ADDRESS}


class CheckPolicy(Struct, frozen=True, kw_only=True):
    """The standing order for testing a client's systems."""

    timeout_s: float = 10.0
    retries: int = 2
    degraded_over_ms: int = 5000
    """An answer slower than this is degraded."""

    @property
    def longest_s(self) -> float:
        """Seconds that a check takes at most: every probe times out, with the pauses between."""
        pauses = sum(backoff_s(retry) for retry in range(1, self.retries + 1))
        return self.timeout_s * (self.retries + 1) + pauses

    def fits(self, interval: Interval) -> bool:
        """Whether a check surely ends well before the next one starts."""
        return self.longest_s <= min(0.75 * interval.length.total_seconds(), MAX_CHECK_SECONDS)


def backoff_s(retry: int) -> float:
    """Seconds to wait before the retry of that number, from 1."""
    return float(FIRST_BACKOFF_SECONDS * 2 ** (retry - 1))


class Result(Struct, frozen=True, kw_only=True):
    """The verdict of one run of a check.

    ``start_offset_ms`` counts from the start of the tick's window to the first probe.
    ``claimed_uptime_ratio`` is what the system says of itself, 0 to 1; ``claim_age_s`` how old its
    own timestamp was when it answered. None where nothing was measured or claimed.
    """

    reason: Reason
    detail: str | None
    duration_ms: float | None
    attempts: int
    start_offset_ms: int
    claimed_uptime_ratio: float | None = None
    claim_age_s: int | None = None
    is_latency_trusted: bool = True
    """False when the worker itself was late by more than a tenth of the duration."""
    phases: Phases | None = None
    """Where the time went, kept for what was slow or failed."""
    certificate: Certificate | None = None
    """Of the same connection; not kept with the result."""
    came_ms: int | None = None
    """When it came to be so, from the start of the window, where that is known; mostly negative."""

    @property
    def status(self) -> Status:
        """The status that the reason stands for."""
        return _STATUS.get(self.reason, Status.DOWN)

    def started_at(self, window: datetime) -> datetime:
        """The instant of the first probe."""
        return window + timedelta(milliseconds=self.start_offset_ms)

    def since(self, window: datetime) -> datetime:
        """When it came to be so, as far as is known."""
        if self.came_ms is None:
            return self.started_at(window)
        return window + timedelta(milliseconds=self.came_ms)

    def holds_from(self, window: datetime, interval: Interval) -> datetime:
        """From when on it tells how the system was; what was before, the window before has told."""
        since = self.since(window)
        return since if since > window - interval.length else self.started_at(window)


def is_final(reason: Reason) -> bool:
    """Whether another probe could not change the verdict: the system itself spoke, or may not be reached."""
    return reason in _FINAL


class Circumstances(Struct, frozen=True, kw_only=True):
    """Under which a probe was made.

    ``start_offset_ms`` is of the first probe of the check, ``answered_at`` of this one's end.
    ``lag_ms`` is how late the worker ran what was due meanwhile.
    """

    attempts: int
    start_offset_ms: int
    answered_at: datetime
    lag_ms: float = 0.0


def judge(
    probe: Probe, policy: CheckPolicy, circumstances: Circumstances, check: Probed = CONTRACT
) -> Result:
    """The verdict on a probe: slow only where it is not just the worker that was."""
    is_trusted = _is_latency_trusted(probe.duration_ms, circumstances.lag_ms)
    if isinstance(probe, Unanswered):
        reason, detail, claim = Verdict(probe.reason, probe.detail)
    else:
        is_slow = probe.duration_ms > policy.degraded_over_ms and is_trusted
        reason, detail, claim = check.verdict(probe, is_slow=is_slow)
    days = _days_left(probe.certificate, circumstances.answered_at)
    if reason is Reason.OK and days is not None and days < (check.min_tls_days or 0):
        reason, detail = Reason.DEGRADED, f"certificate {days}"
    return Result(
        reason=reason,
        detail=detail,
        duration_ms=probe.duration_ms,
        attempts=circumstances.attempts,
        start_offset_ms=circumstances.start_offset_ms,
        claimed_uptime_ratio=claim.uptime_ratio if claim else None,
        claim_age_s=claim.age_s(circumstances.answered_at) if claim else None,
        is_latency_trusted=is_trusted,
        phases=None if reason is Reason.OK else probe.phases,
        certificate=probe.certificate,
    )


def heard(due: Due, *, window: datetime, start_offset_ms: int) -> Result:
    """The verdict on a system that calls us."""
    since = due.since
    return Result(
        reason=due.reason,
        detail=None,
        duration_ms=None,
        attempts=1,
        start_offset_ms=start_offset_ms,
        came_ms=None if since is None else (since - window) // timedelta(milliseconds=1),
    )


def _days_left(certificate: Certificate | None, now: datetime) -> int | None:
    return None if certificate is None else (certificate.expires_at - now).days


def _is_latency_trusted(duration_ms: float | None, lag_ms: float) -> bool:
    return duration_ms is None or lag_ms <= MAX_LAG_SHARE * duration_ms


def sentence(reason: Reason, detail: str | None) -> str | None:
    """The reason in words for people, None when all is well. Holds no text of a client's system."""
    words = {
        Reason.OK: "",
        Reason.DEGRADED: _degraded(detail or ""),
        Reason.FAILURE: f"answered {detail}",
        Reason.TIMEOUT: "did not answer in time",
        Reason.DNS: "its name could not be resolved",
        Reason.CONNECTION: f"connection {detail or 'failed'}",
        Reason.TLS: detail or "TLS handshake failed",
        Reason.REDIRECT: "redirects without end",
        Reason.INVALID_CONTRACT: f"its health answer is invalid: {detail}",
        Reason.REPORTED_DOWN: "says that it is down",
        Reason.BLOCKED_ADDRESS: "its address may not be reached from here",
        Reason.MISSED_WINDOW: "was not checked in time",
        Reason.UNKNOWN: "has not been checked yet",
        Reason.UNEXPECTED_ANSWER: f"its answer is not as expected: {detail}",
        Reason.HEARTBEAT_MISSED: "its sign of life is overdue",
        Reason.HEARTBEAT_FAILED: "says that its run failed",
    }
    return words[reason] or None


def _degraded(detail: str) -> str:
    if detail.startswith("certificate "):
        return f"its certificate ends in {detail.removeprefix('certificate ')} days"
    return "answers slowly" if detail == "slow" else "says that it is degraded"
