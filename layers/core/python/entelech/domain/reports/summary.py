"""The first part of a report: what happened, in a few sentences that are all true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.check import Status
from entelech.domain.history import Figures
from entelech.domain.reports.model import (
    ComparisonLine,
    CriticalIssue,
    ExecutiveSummary,
    PerformancePart,
    PeriodComparison,
    ServiceVerdict,
    SystemFigures,
)
from entelech.domain.reports.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable


_NOTABLE_PERCENT = 5.0
_NOTABLE_POINTS = 1.0
"""Changes of less are not worth a sentence."""
_MAX_POINTS = 5
_MAX_NAMES = 4
_SEVERAL = 2
_MUCH_SLOWER = 20.0
"""Percent."""
_WELL = 95.0
"""A success rate from which on it is called good, in percent."""


class Known(Struct, frozen=True, kw_only=True):
    """What the sentences are made of."""

    days: int
    client: Figures
    service: ServiceVerdict
    systems: list[SystemFigures]
    issues: list[CriticalIssue]
    performance: PerformancePart
    comparison: PeriodComparison
    absorbed: int
    words: Words


def executive_summary(known: Known) -> ExecutiveSummary:
    """Verdict first, then what stands behind it."""
    return ExecutiveSummary(
        overall_health=overall_health(known).value,
        verdict=_verdict(known),
        details=_details(known),
        key_achievements=_told(known, _ACHIEVEMENTS),
        areas_for_improvement=_told(known, _IMPROVEMENTS),
    )


def overall_health(known: Known) -> Status:
    """Down if a system still was when the period ended, degraded if the promise was not kept."""
    if known.service.is_met is None:
        return Status.UNKNOWN
    if any(not each.is_over for each in known.issues):
        return Status.DOWN
    return Status.HEALTHY if known.service.is_met else Status.DEGRADED


def highlights(known: Known) -> list[str]:
    """How fast the systems answered."""
    timed = [each for each in known.systems if each.p95_response_ms is not None]
    said = []
    if known.client.p95_response_ms is not None:
        answer = known.words.milliseconds(known.client.p95_response_ms)
        said.append(known.words.say("p95_of_all", time=answer))
    if len({each.p95_response_ms for each in timed}) > 1:
        slowest = max(timed, key=lambda each: (each.p95_response_ms or 0, each.system))
        time = known.words.milliseconds(slowest.p95_response_ms)
        said.append(known.words.say("slowest_system", system=slowest.system, time=time))
    if known.absorbed:
        said.append(known.words.say("retries_absorbed", failures=known.absorbed))
    return said


def _verdict(known: Known) -> str:
    words = known.words
    if known.service.is_met is None:
        return words.say("verdict_unknown")
    if not known.service.is_met:
        return words.say("verdict_missed")
    if known.client.downtime_seconds == 0 and not known.issues:
        return words.say("verdict_no_downtime")
    return words.say("verdict_met")


def _details(known: Known) -> str:
    words, service = known.words, known.service
    if service.is_met is None:
        return words.say("details_unknown")
    parts = [
        words.say(
            "details_uptime",
            uptime=words.percent(known.client.uptime_percentage),
            target=words.percent(service.target_percentage),
        )
    ]
    if known.issues:
        seconds = sum((each.end - each.start).total_seconds() for each in known.issues)
        parts.append(
            words.say("details_outages", outages=len(known.issues), time=words.span(seconds))
        )
        longest = known.issues[0]
        if len(known.issues) > 1:
            parts.append(
                words.say(
                    "details_longest",
                    system=longest.system,
                    time=words.span((longest.end - longest.start).total_seconds()),
                    cause=longest.cause,
                )
            )
    coverage = known.client.coverage_percentage
    if coverage is not None and coverage < _WELL:
        parts.append(words.say("details_coverage", coverage=words.percent(coverage)))
    return " ".join(parts)


def _told(known: Known, sentences: tuple[Callable[[Known], str | None], ...]) -> list[str]:
    found = (sentence(known) for sentence in sentences)
    return [each for each in found if each is not None][:_MAX_POINTS]


def _change(known: Known, figure: str) -> ComparisonLine:
    return next(each for each in known.comparison.lines if each.figure == figure)


def _target_kept(known: Known) -> str | None:
    left = known.service.error_budget_left_seconds
    if not known.service.is_met or left is None:
        return None
    if known.client.downtime_seconds == 0:
        return known.words.say("well_no_downtime", days=known.days)
    return known.words.say("well_target", time=known.words.span(left))


def _systems_without_outage(known: Known) -> str | None:
    """Only where others had one: else the sentence before says it."""
    well = [
        each.system
        for each in known.systems
        if not each.outages and each.uptime_percentage is not None
    ]
    if not well or not known.issues:
        return None
    if len(well) > _MAX_NAMES:
        return known.words.say("well_systems_many", systems=len(well), days=known.days)
    return known.words.say("well_systems", systems=known.words.names(well), days=known.days)


def _volume_grew(known: Known) -> str | None:
    line = _change(known, "total_automations")
    if line.change is None or line.change < _NOTABLE_PERCENT:
        return None
    change = known.words.percent(line.change, 1)
    return known.words.say("well_volume", change=change, runs=int(line.now or 0))


def _success_rose(known: Known) -> str | None:
    line = _change(known, "success_rate")
    if line.change is None or line.change < _NOTABLE_POINTS:
        return None
    rate = known.words.percent(line.now)
    return known.words.say(
        "well_success_rose", points=known.words.number(line.change, 1), rate=rate
    )


def _success_is_high(known: Known) -> str | None:
    summary = known.performance.automation_summary
    if _success_rose(known) or summary.success_rate is None or summary.success_rate < _WELL:
        return None
    return known.words.say(
        "well_success",
        runs=summary.total_automations or 0,
        rate=known.words.percent(summary.success_rate),
    )


def _was_worth(known: Known) -> str | None:
    roi = known.performance.roi_analysis
    if not roi.time_saved_hours or not roi.total_savings:
        return None
    return known.words.say(
        "well_saved",
        hours=known.words.number(roi.time_saved_hours, 1),
        money=known.words.money(roi.total_savings),
    )


def _failures_absorbed(known: Known) -> str | None:
    if not known.absorbed:
        return None
    return known.words.say("well_absorbed", failures=known.absorbed)


def _target_missed(known: Known) -> str | None:
    left = known.service.error_budget_left_seconds
    if known.service.is_met is not False or left is None:
        return None
    return known.words.say("improve_target", time=known.words.span(-left))


def _one_cause(known: Known) -> str | None:
    """The outage that took most of the downtime, where there was more than one."""
    if len(known.issues) < _SEVERAL:
        return None
    lengths = [(each.end - each.start).total_seconds() for each in known.issues]
    if lengths[0] < sum(lengths) / 2:
        return None
    return known.words.say(
        "improve_one_outage",
        system=known.issues[0].system,
        time=known.words.span(lengths[0]),
        total=known.words.span(sum(lengths)),
        cause=known.issues[0].cause,
    )


def _only_outage(known: Known) -> str | None:
    if len(known.issues) != 1:
        return None
    only = known.issues[0]
    time = known.words.span((only.end - only.start).total_seconds())
    return known.words.say("improve_outage", system=only.system, time=time, cause=only.cause)


def _runs_failed(known: Known) -> str | None:
    summary = known.performance.automation_summary
    if not summary.failed_automations or (summary.success_rate or 0) >= _WELL:
        return None
    return known.words.say(
        "improve_failed",
        failed=summary.failed_automations,
        runs=summary.total_automations or 0,
        rate=known.words.percent(summary.success_rate),
    )


def _volume_fell(known: Known) -> str | None:
    line = _change(known, "total_automations")
    if line.change is None or line.change > -_NOTABLE_PERCENT:
        return None
    return known.words.say("improve_volume", change=known.words.percent(-line.change, 1))


def _slower(known: Known) -> str | None:
    line = _change(known, "p95_response_ms")
    if line.change is None or line.change < _MUCH_SLOWER:
        return None
    return known.words.say(
        "improve_slower",
        change=known.words.percent(line.change, 1),
        time=known.words.milliseconds(line.now),
    )


def _not_seen(known: Known) -> str | None:
    coverage = known.client.coverage_percentage
    if coverage is None or coverage >= _WELL:
        return None
    return known.words.say("improve_coverage", missing=known.words.percent(100 - coverage))


_ACHIEVEMENTS = (
    *(_target_kept, _volume_grew, _success_rose, _success_is_high, _was_worth),
    *(_systems_without_outage, _failures_absorbed),
)
_IMPROVEMENTS = (
    *(_target_missed, _one_cause, _only_outage, _runs_failed, _volume_fell, _slower, _not_seen),
)
