"""What was told of each day of a client, what it had been before, and what could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.backfill import BackfillShown
from entelech.domain.metric_day import IngestSource
from entelech.domain.money import Money
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.domain.metric_day import MetricDay, SystemDay, Told


class ToldShown(Struct, frozen=True, kw_only=True):
    """Figures that were taken. Null is what the system did not say."""

    taken_at: datetime
    source: IngestSource
    total_automations: int
    successful_automations: int
    failed_automations: int
    cost_savings: float | None
    currency: str


class RejectedIngest(Struct, frozen=True, kw_only=True):
    """Attempts in a row that could not be used, and why; ``detail`` is in words of our own."""

    source: IngestSource
    reason: Reason
    detail: str | None
    first_at: datetime
    last_at: datetime
    count: int


class SystemIngest(Struct, frozen=True, kw_only=True):
    """One system's part of a day. ``earlier`` and ``rejected`` have the newest first."""

    system_name: str
    revision: int
    figures: ToldShown | None
    earlier: Sequence[ToldShown]
    rejected: Sequence[RejectedIngest]


class IngestDay(Struct, frozen=True, kw_only=True):
    """A day in the client's zone. ``is_complete``: every system has told the whole of it."""

    date: str
    is_complete: bool
    systems: Sequence[SystemIngest]


class IngestList(Struct, frozen=True, kw_only=True):
    """Days of which something is known, the newest first; ``next_cursor`` is null on the last page.

    ``backfill`` is how far the asking for the client's past has come; null before it begins.
    """

    client_id: str
    days: Sequence[IngestDay]
    backfill: BackfillShown | None
    next_cursor: str | None


def ingest_day(day: MetricDay, ends_at: datetime) -> IngestDay:
    """The day as it is shown."""
    return IngestDay(
        date=day.day.isoformat(),
        is_complete=not day.missing(ends_at),
        systems=[_system(each) for _, each in sorted(day.systems.items())],
    )


def _system(system: SystemDay) -> SystemIngest:
    return SystemIngest(
        system_name=system.system_name,
        revision=system.revision,
        figures=_told(system.told) if system.told else None,
        earlier=[_told(each) for each in system.earlier],
        rejected=[
            RejectedIngest(
                source=each.source,
                reason=each.reason,
                detail=each.detail,
                first_at=each.first_at,
                last_at=each.last_at,
                count=each.count,
            )
            for each in system.rejections
        ],
    )


def _told(told: Told) -> ToldShown:
    figures, savings = told.figures, told.figures.cost_savings
    return ToldShown(
        taken_at=told.taken_at,
        source=told.source,
        total_automations=figures.total,
        successful_automations=figures.successful,
        failed_automations=figures.failed,
        cost_savings=None
        if savings is None
        else Money(amount=savings, currency=told.currency).number,
        currency=told.currency,
    )
