"""A client's day of work: what each of its systems said, and what it had said before.

A day can be told again: the newest figures count, and those that they replace are kept. While a day
runs its figures grow; that is no restatement, and the hours keep it (``intraday``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.ids import ClientId
from entelech.domain.money import total
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

REVISIONS_KEPT = 20
REJECTIONS_KEPT = 5


class IngestSource(StrEnum):
    """How figures came: we asked, or were told."""

    PULL = "pull"
    PUSH = "push"


class Figures(Struct, frozen=True, kw_only=True):
    """What a system says of its work in a time. None is what it does not say."""

    total: int
    successful: int
    failed: int
    processing_s: Decimal | None = None
    cost_savings: Decimal | None = None
    """In the currency of the client at that time."""
    hours_saved: Decimal | None = None
    error_reduction_percent: Decimal | None = None
    process_improvement_percent: Decimal | None = None


class Told(Struct, frozen=True, kw_only=True):
    """Figures that were taken, in which currency their money is, how and when."""

    figures: Figures
    currency: str
    source: IngestSource
    taken_at: datetime


class Rejection(Struct, frozen=True, kw_only=True):
    """Attempts in a row that gave no figures for the same reason; ``detail`` is in words of our own."""

    source: IngestSource
    reason: Reason
    detail: str | None
    first_at: datetime
    last_at: datetime
    count: int = 1


class SystemDay(Struct, frozen=True, kw_only=True):
    """One system's part of a day. ``revision`` grows by one with every change, from 1.

    ``told`` None: nothing was taken yet. ``earlier`` and ``rejections`` have the newest first.
    """

    system_name: str
    revision: int = 0
    told: Told | None = None
    earlier: tuple[Told, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    def restated(self, told: Told, *, ends_at: datetime) -> SystemDay:
        """With newer figures of a day that ends then; the same object where they say nothing new."""
        before = self.told
        if before is None:
            return replace(self, revision=self.revision + 1, told=told)
        was_final = before.taken_at >= ends_at
        is_final = told.taken_at >= ends_at
        says_the_same = (before.figures, before.currency) == (told.figures, told.currency)
        if says_the_same and was_final == is_final:
            return self
        is_replaced = was_final or told.figures.total < before.figures.total
        kept = (before, *self.earlier) if is_replaced and not says_the_same else self.earlier
        return replace(self, revision=self.revision + 1, told=told, earlier=kept[:REVISIONS_KEPT])

    def rejected(self, rejection: Rejection) -> SystemDay:
        """After one more attempt that gave nothing; what was taken stays."""
        before, *older = self.rejections or (None,)
        if before is not None and _kind(before) == _kind(rejection):
            joined = replace(before, last_at=rejection.last_at, count=before.count + 1)
            kept: tuple[Rejection, ...] = (joined, *(each for each in older if each))
        else:
            kept = (rejection, *self.rejections)
        return replace(self, revision=self.revision + 1, rejections=kept[:REJECTIONS_KEPT])

    def is_whole(self, ends_at: datetime) -> bool:
        """Whether the figures are those of the whole day, which ends then."""
        return self.told is not None and self.told.taken_at >= ends_at

    def is_behind(self) -> bool:
        """Whether the latest attempt gave nothing."""
        if not self.rejections:
            return False
        return self.told is None or self.rejections[0].last_at > self.told.taken_at


class MetricDay(Struct, frozen=True, kw_only=True):
    """A day in the zone that the client had then; systems by name, of which something is known."""

    client_id: ClientId
    day: date
    systems: Mapping[str, SystemDay] = field(default_factory=dict)

    @property
    def told(self) -> Mapping[str, Told]:
        """What counts, by system."""
        return {name: each.told for name, each in self.systems.items() if each.told is not None}

    def missing(self, ends_at: datetime) -> Mapping[str, str]:
        """Systems whose figures are not those of the whole day, which ends then, and why."""
        return {
            name: _why(each) for name, each in self.systems.items() if not each.is_whole(ends_at)
        }


class Work(Struct, frozen=True, kw_only=True):
    """Sums of figures. Of what not all figures tell, the runs that tell it are counted beside it.

    ``savings`` are by currency. ``improvement_weight`` is the runs behind ``improvement_sum``, which
    adds percent times runs.
    """

    total: int = 0
    successful: int = 0
    failed: int = 0
    processing_s: Decimal = Decimal(0)
    timed_runs: int = 0
    savings: Mapping[str, Decimal] = field(default_factory=dict)
    hours_saved: Decimal | None = None
    improvement_sum: Decimal = Decimal(0)
    improvement_weight: int = 0

    def plus(self, other: Work) -> Work:
        """Both."""
        savings = dict(self.savings)
        for currency, amount in other.savings.items():
            savings[currency] = savings.get(currency, Decimal(0)) + amount
        return Work(
            total=self.total + other.total,
            successful=self.successful + other.successful,
            failed=self.failed + other.failed,
            processing_s=self.processing_s + other.processing_s,
            timed_runs=self.timed_runs + other.timed_runs,
            savings=savings,
            hours_saved=total([self.hours_saved, other.hours_saved]),
            improvement_sum=self.improvement_sum + other.improvement_sum,
            improvement_weight=self.improvement_weight + other.improvement_weight,
        )

    @property
    def success_ratio(self) -> Decimal | None:
        """0 to 1; None without runs."""
        return Decimal(self.successful) / self.total if self.total else None

    @property
    def mean_processing_s(self) -> Decimal | None:
        """Seconds a run; None without timed runs."""
        return self.processing_s / self.timed_runs if self.timed_runs else None

    @property
    def improvement_percent(self) -> Decimal | None:
        """The mean by volume; None where nobody tells it."""
        if not self.improvement_weight:
            return None
        return self.improvement_sum / self.improvement_weight


def work_of(told: Iterable[tuple[Figures, str]]) -> Work | None:
    """All of the figures, each with its currency, as one; None where there are none."""
    sum_so_far: Work | None = None
    for figures, currency in told:
        work = _work(figures, currency)
        sum_so_far = work if sum_so_far is None else sum_so_far.plus(work)
    return sum_so_far


def _work(figures: Figures, currency: str) -> Work:
    savings, improvement = figures.cost_savings, figures.process_improvement_percent
    return Work(
        total=figures.total,
        successful=figures.successful,
        failed=figures.failed,
        processing_s=figures.processing_s or Decimal(0),
        timed_runs=0 if figures.processing_s is None else figures.total,
        savings={} if savings is None else {currency: savings},
        hours_saved=figures.hours_saved,
        improvement_sum=(improvement or Decimal(0)) * figures.total,
        improvement_weight=0 if improvement is None else figures.total,
    )


def _kind(rejection: Rejection) -> tuple[IngestSource, Reason, str | None]:
    return rejection.source, rejection.reason, rejection.detail


def _why(system: SystemDay) -> str:
    if system.is_behind():
        newest = system.rejections[0]
        return newest.detail or newest.reason.value
    return "not told since the day ended"
