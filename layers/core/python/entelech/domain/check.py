"""From a probe to the verdict on a system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from entelech.domain.contract import Claim, ClaimedStatus, read_claim
from entelech.domain.errors import InvalidError
from entelech.domain.probe import Answered, Phases, Probe, Unanswered
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.domain.schedule import Interval

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPolicy:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
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

    @property
    def status(self) -> Status:
        """The status that the reason stands for."""
        return _STATUS.get(self.reason, Status.DOWN)

    def started_at(self, window: datetime) -> datetime:
        """The instant of the first probe."""
        return window + timedelta(milliseconds=self.start_offset_ms)


def is_final(reason: Reason) -> bool:
    """Whether another probe could not change the verdict: the system itself spoke, or may not be reached."""
    return reason in _FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Under which a probe was made.

    ``start_offset_ms`` is of the first probe of the check, ``answered_at`` of this one's end.
    ``lag_ms`` is how late the worker ran what was due meanwhile.
    """

    attempts: int
    start_offset_ms: int
    answered_at: datetime
    lag_ms: float = 0.0


def judge(probe: Probe, policy: CheckPolicy, circumstances: Circumstances) -> Result:
    """The verdict on a probe."""
    is_trusted = _is_latency_trusted(probe.duration_ms, circumstances.lag_ms)
    claim: Claim | None = None
    if isinstance(probe, Unanswered):
        reason, detail = probe.reason, probe.detail
    else:
        claim, fault = _claim_in(probe)
        reason, detail = _verdict(probe, claim, fault, policy, is_latency_trusted=is_trusted)
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
    )


def _is_latency_trusted(duration_ms: float | None, lag_ms: float) -> bool:
    return duration_ms is None or lag_ms <= MAX_LAG_SHARE * duration_ms


def _claim_in(probe: Answered) -> tuple[Claim | None, str | None]:
    try:
        return read_claim(probe.body), None
    except InvalidError as error:
        return None, error.field


def _verdict(
    probe: Answered,
    claim: Claim | None,
    fault: str | None,
    policy: CheckPolicy,
    *,
    is_latency_trusted: bool,
) -> tuple[Reason, str | None]:
    """Reason and detail, most telling first.

    1. A body that says down is believed whatever its HTTP status.
    2. Another HTTP status than 2xx is a failure.
    3. A body against the contract is invalid, with the field.
    4. The system says degraded; 5. it is slow, and not just the worker; 6. all is well.
    """
    if claim is not None and claim.status is ClaimedStatus.DOWN:
        return Reason.REPORTED_DOWN, None
    if not 200 <= probe.http_status < 300:
        return Reason.FAILURE, f"HTTP {probe.http_status}"
    if claim is None:
        return Reason.INVALID_CONTRACT, fault
    if claim.status is ClaimedStatus.DEGRADED:
        return Reason.DEGRADED, "reported"
    if probe.duration_ms > policy.degraded_over_ms and is_latency_trusted:
        return Reason.DEGRADED, "slow"
    return Reason.OK, None


def sentence(reason: Reason, detail: str | None) -> str | None:
    """The reason in words for people, None when all is well. Holds no text of a client's system."""
    words = {
        Reason.OK: "",
        Reason.DEGRADED: {"slow": "answers slowly"}.get(detail or "", "says that it is degraded"),
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
    }
    return words[reason] or None
