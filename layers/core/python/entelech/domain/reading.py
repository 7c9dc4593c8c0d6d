"""What the latest ticks say of a system now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from entelech.domain.check import Result, Status
from entelech.domain.ids import Slot
from entelech.domain.probe import Certificate, Phases
from entelech.domain.reason import Reason
from entelech.domain.schedule import Interval
from entelech.domain.shard import ShardState, SlotState, Tick

STALE_AFTER_INTERVALS = 2
"""Nothing measured for so long means that the status is not known."""


class Reading(Struct, frozen=True, kw_only=True):
    """One system now. None is what is not known."""

    system_name: str
    is_critical: bool
    status: Status
    since: datetime | None
    reason: Reason
    detail: str | None
    duration_ms: float | None
    measured_at: datetime | None
    claimed_uptime_ratio: float | None
    is_latency_trusted: bool | None
    phases: Phases | None
    is_claim_stale: bool | None
    """Whether the system's own timestamp stands still: older than two intervals when it answered."""
    certificate: Certificate | None = None


class Latest(Struct, frozen=True, kw_only=True):
    """A shard's state and its ticks of the latest windows, newest first."""

    interval: Interval
    state: ShardState
    ticks: Sequence[Tick]
    certificates: Mapping[Slot, Certificate] = field(default_factory=dict)

    def reading(
        self, system_name: str, slot: Slot | None, now: datetime, *, is_critical: bool
    ) -> Reading:
        """The system of that slot now; unknown when no slot or no fresh result is there."""
        tick, result = self._fresh_result(slot, now)
        if tick is None or result is None:
            return unmeasured(
                system_name, is_critical=is_critical, was_known=slot in self.state.slots
            )
        at = result.started_at(tick.window)
        return Reading(
            system_name=system_name,
            is_critical=is_critical,
            status=result.status,
            since=_since(self.state.slots, slot, result, tick.window),
            reason=result.reason,
            detail=result.detail,
            duration_ms=result.duration_ms,
            measured_at=at,
            claimed_uptime_ratio=result.claimed_uptime_ratio,
            is_latency_trusted=result.is_latency_trusted,
            phases=result.phases,
            is_claim_stale=_is_claim_stale(result, self.interval),
            certificate=self.certificates.get(slot) if slot is not None else None,
        )

    def _fresh_result(self, slot: Slot | None, now: datetime) -> tuple[Tick | None, Result | None]:
        for tick in self.ticks:
            result = tick.results.get(slot) if slot is not None else None
            if result is not None and is_fresh(result.started_at(tick.window), self.interval, now):
                return tick, result
        return None, None


def is_fresh(measured_at: datetime, interval: Interval, now: datetime) -> bool:
    """Whether what was measured then still says how it is: it is at most two intervals old."""
    return now - measured_at <= STALE_AFTER_INTERVALS * interval.length


def _since(
    states: Mapping[Slot, SlotState], slot: Slot | None, result: Result, window: datetime
) -> datetime:
    state = states.get(slot) if slot is not None else None
    is_same = state is not None and state.status is result.status
    return state.since if state is not None and is_same else result.since(window)


def _is_claim_stale(result: Result, interval: Interval) -> bool | None:
    if result.claim_age_s is None:
        return None
    return result.claim_age_s > STALE_AFTER_INTERVALS * interval.length.total_seconds()


def unmeasured(system_name: str, *, is_critical: bool, was_known: bool) -> Reading:
    """A system that nothing fresh is known of; ``was_known`` whether it ever was."""
    return Reading(
        system_name=system_name,
        is_critical=is_critical,
        status=Status.UNKNOWN,
        since=None,
        reason=Reason.MISSED_WINDOW if was_known else Reason.UNKNOWN,
        detail=None,
        duration_ms=None,
        measured_at=None,
        claimed_uptime_ratio=None,
        is_latency_trusted=None,
        phases=None,
        is_claim_stale=None,
    )
