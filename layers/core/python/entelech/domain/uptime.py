"""Uptime: what of the time that counts a system was up, by a policy that is printed beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.business_hours import BusinessHours
from entelech.domain.check import Status
from entelech.domain.tally import Tally, joined_outages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.tally import Outage

DISAGREEMENT_HUNDREDTHS = 100
"""A claim that is off the measurement by more than this is flagged; hundredths of a percent."""


class UptimePolicy(Struct, frozen=True, kw_only=True):
    """What counts, as agreed with the client.

    ``degraded_weight_percent`` is how much of degraded time counts as up, 0 to 100.
    ``target_hundredths`` is the uptime that was promised, in hundredths of a percent.
    """

    degraded_weight_percent: int = 100
    is_maintenance_counted: bool = False
    target_hundredths: int = 9_950
    business_hours: BusinessHours | None = None
    """The only hours that count; None: all do."""


class Uptime(Struct, frozen=True, kw_only=True):
    """Whole milliseconds, so that nothing is lost on the way to a percentage."""

    up_weighted: int
    """Milliseconds up times 100, degraded ones times their weight."""
    counted_ms: int
    watched_ms: int
    observed_ms: int

    @property
    def hundredths(self) -> int | None:
        """Uptime in hundredths of a percent, rounded down; None where nothing counts.

        Rounded down, so that 100.00 means no downtime at all.
        """
        return self.up_weighted * 100 // self.counted_ms if self.counted_ms else None

    @property
    def percent(self) -> float | None:
        """Uptime in percent with two digits, rounded down; None where nothing counts."""
        return None if self.hundredths is None else self.hundredths / 100

    @property
    def coverage_percent(self) -> float | None:
        """What of the watched time something was known, rounded down; None where nothing was watched."""
        return self.observed_ms * 10_000 // self.watched_ms / 100 if self.watched_ms else None


def uptime(tally: Tally, policy: UptimePolicy) -> Uptime:
    """Up over up, degraded and down; unknown time and, unless agreed otherwise, maintenance aside."""
    healthy, degraded, down = (
        tally.known_ms.get(status, 0)
        + (tally.planned_ms.get(status, 0) if policy.is_maintenance_counted else 0)
        for status in (Status.HEALTHY, Status.DEGRADED, Status.DOWN)
    )
    return Uptime(
        up_weighted=100 * healthy + policy.degraded_weight_percent * degraded,
        counted_ms=healthy + degraded + down,
        watched_ms=tally.watched_ms,
        observed_ms=tally.observed_ms,
    )


def counted_outages(outages: Sequence[Outage], policy: UptimePolicy) -> tuple[Outage, ...]:
    """The outages that count, by time."""
    if policy.is_maintenance_counted:
        # what the border of a maintenance window has cut in two was one outage
        return joined_outages(replace(each, is_planned=False) for each in outages)
    return tuple(each for each in outages if not each.is_planned)


def mean_time_to_recover(outages: Sequence[Outage]) -> timedelta | None:
    """The mean length of the outages after which it was known to be up; None where it never was."""
    ended = [each for each in outages if each.is_recovered]
    if not ended:
        return None
    return timedelta(milliseconds=sum(each.length_ms for each in ended) // len(ended))


def mean_time_between_failures(outages: Sequence[Outage], counted: Uptime) -> timedelta | None:
    """Time that counts and was not down, by the outages in it; None where there were none."""
    if not outages:
        return None
    down_ms = sum(each.length_ms for each in outages)
    return timedelta(milliseconds=max(0, counted.counted_ms - down_ms) // len(outages))


def error_budget_left_ms(counted: Uptime, policy: UptimePolicy) -> int | None:
    """Milliseconds that it may still be down and keep its target; negative once it is missed."""
    if not counted.counted_ms:
        return None
    allowed = counted.counted_ms * (10_000 - policy.target_hundredths) * 100
    used = (100 * counted.counted_ms - counted.up_weighted) * 10_000
    return (allowed - used) // 1_000_000


def is_disputed(measured: Uptime, claimed_ratio: float | None) -> bool | None:
    """Whether the system's own figure is off ours; None where one of the two is missing."""
    if measured.hundredths is None or claimed_ratio is None:
        return None
    return abs(measured.hundredths - round(claimed_ratio * 10_000)) > DISAGREEMENT_HUNDREDTHS
