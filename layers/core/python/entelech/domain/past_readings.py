"""Readings of the past, as they would have been made then.

A reading of a folded metric is made each quarter-hour, one of a status also where an outage begins
and ends, one of a day's work when the day was over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.check import Status
from entelech.domain.histogram import Histogram
from entelech.domain.history_readings import measured
from entelech.domain.metric import MetricSource
from entelech.domain.metric_reading import MetricReading
from entelech.domain.period import QUARTER, Period
from entelech.domain.rollup import Rollup
from entelech.domain.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from entelech.domain.client import Client
    from entelech.domain.metric_day import Figures
    from entelech.domain.rule import Rule

_EVALUATED_EVERY = timedelta(minutes=5)


class Seen(NamedTuple):
    """A reading as it was made then."""

    at: datetime
    reading: MetricReading


def can_be_tested(rule: Rule) -> bool:
    """Whether what the rule reads is kept: certificates, heartbeats and ages of figures are not."""
    if rule.metric.source is MetricSource.INGEST:
        return rule.metric_name not in {"volume_ratio", "data_age"}
    return rule.metric.source in {MetricSource.CHECKS, MetricSource.HISTORY}


def series_of(
    rule: Rule, client: Client, system_name: str | None, quarters: Sequence[Rollup], within: Period
) -> list[Seen]:
    """The readings of a metric that is measured by us, each quarter-hour of the time."""
    tallies = {
        each.period.start: (
            each.client if system_name is None else each.systems.get(system_name, Tally())
        )
        for each in quarters
    }
    if rule.metric_name == "status":
        return _statuses(tallies, within)
    return _windows(rule, client, system_name, tallies, within)


def series_of_days(rule: Rule, days: Sequence[tuple[datetime, Sequence[Figures]]]) -> list[Seen]:
    """The readings of a metric of work: one a day, at its end."""
    return [
        Seen(ends_at, MetricReading(value=value, samples=len(figures), measured_at=ends_at))
        for ends_at, figures in days
        for value in [_worked(rule.metric_name, figures)]
    ]


def _statuses(tallies: Mapping[datetime, Tally], within: Period) -> list[Seen]:
    """Down from the start of an outage to its end, looked at every five minutes meanwhile."""
    found: dict[datetime, int] = {}
    for start, tally in tallies.items():
        degraded = tally.known_ms.get(Status.DEGRADED, 0)
        found[start] = 1 if degraded else 0
        for outage in tally.outages:
            at = outage.start
            while at < outage.end:
                found[at] = 2
                at += _EVALUATED_EVERY
            found.setdefault(outage.end, 0)
    return [
        Seen(at, MetricReading(value=Decimal(found[at]), samples=1, measured_at=at))
        for at in sorted(found)
        if at in within
    ]


class _Sums(Struct, frozen=True, kw_only=True):
    """Running sums over the quarters before an instant."""

    known: tuple[int, int, int] = (0, 0, 0)
    planned: tuple[int, int, int] = (0, 0, 0)
    checks: int = 0
    answers: int = 0
    answered_ms: int = 0


_STATUSES = (Status.HEALTHY, Status.DEGRADED, Status.DOWN)


def _windows(
    rule: Rule,
    client: Client,
    system_name: str | None,
    tallies: Mapping[datetime, Tally],
    within: Period,
) -> list[Seen]:
    """Sums are carried along, so that a long window costs no more than a short one."""
    windowed = replace(rule, window_minutes=max(15, rule.window_minutes))
    sums = {}
    so_far = _Sums()
    at = within.start - timedelta(minutes=windowed.window_minutes)
    while at <= within.end:
        sums[at] = so_far
        so_far = _plus(so_far, tallies.get(at, Tally()))
        at += QUARTER
    found = []
    at = within.start
    while at <= within.end:
        end, now = sums[at], at

        def of(minutes: int, now: datetime = now, end: _Sums = end) -> Rollup:
            start = now - max(QUARTER, minutes // 15 * QUARTER)
            tally = _minus(end, sums[start])
            systems = {} if system_name is None else {system_name: tally}
            return Rollup(period=Period(start=start, end=now), client=tally, systems=systems)

        found.append(Seen(at, measured(windowed, client, system_name, of, at)))
        at += QUARTER
    return found


def _plus(sums: _Sums, tally: Tally) -> _Sums:
    return _Sums(
        known=_three(sums.known, tally.known_ms),
        planned=_three(sums.planned, tally.planned_ms),
        checks=sums.checks + tally.checks,
        answers=sums.answers + tally.latency.count,
        answered_ms=sums.answered_ms + tally.latency.total_ms,
    )


def _three(sums: tuple[int, int, int], more: Mapping[Status, int]) -> tuple[int, int, int]:
    a, b, c = (one + more.get(status, 0) for one, status in zip(sums, _STATUSES, strict=True))
    return a, b, c


def _minus(end: _Sums, start: _Sums) -> Tally:
    def part(one: tuple[int, int, int], other: tuple[int, int, int]) -> dict[Status, int]:
        lengths = (a - b for a, b in zip(one, other, strict=True))
        return {s: n for s, n in zip(_STATUSES, lengths, strict=True) if n}

    answers = end.answers - start.answers
    return Tally(
        known_ms=part(end.known, start.known),
        planned_ms=part(end.planned, start.planned),
        checks=end.checks - start.checks,
        latency=Histogram(
            counts={0: answers} if answers else {}, total_ms=end.answered_ms - start.answered_ms
        ),
    )


def _worked(metric_name: str, figures: Sequence[Figures]) -> Decimal | None:
    """The metric of one day of some systems; None where none of them says it."""
    made = _WORK.get(metric_name)
    return made(figures) if figures and made is not None else None


def _success(figures: Sequence[Figures]) -> Decimal | None:
    runs = sum(each.total for each in figures)
    return Decimal(sum(each.successful for each in figures)) * 100 / runs if runs else None


def _processing(figures: Sequence[Figures]) -> Decimal | None:
    timed = [(each.total, each.processing_s) for each in figures if each.processing_s is not None]
    runs = sum(total for total, _ in timed)
    return sum((spent for _, spent in timed), Decimal(0)) / runs if runs else None


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


_WORK: Mapping[str, Callable[[Sequence[Figures]], Decimal | None]] = {
    "daily_automations": lambda figures: Decimal(sum(each.total for each in figures)),
    "success_rate": _success,
    "avg_processing_time": _processing,
    "cost_savings": lambda figures: _sum([each.cost_savings for each in figures]),
    "time_saved_hours": lambda figures: _sum([each.hours_saved for each in figures]),
}
