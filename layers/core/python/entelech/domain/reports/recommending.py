"""Recommendations: small rules, one function each. Each cites what it saw, or says nothing."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.reason import Reason
from entelech.domain.reports.business import money
from entelech.domain.reports.health import figures_of, minutes_of
from entelech.domain.reports.inputs import ReportInputs
from entelech.domain.reports.model import PerformancePart, Recommendation, Recommendations
from entelech.domain.reports.words import Words
from entelech.domain.rollup import Rollup
from entelech.domain.uptime import counted_outages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from entelech.domain.reports.inputs import WorkDay
    from entelech.domain.tally import Outage

_REPEATED = 3
_MANY_CHECKS = 100
_FLAKY_PERCENT = 1.0
_SLOWER = 1.3
_POOR_SUCCESS = 95.0
_ENOUGH_RUNS = 50
_GROWN_PERCENT = 20
_RETURN = 3.0


class Priority(StrEnum):
    """How soon."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_ORDER = {Priority.HIGH.value: 0, Priority.MEDIUM.value: 1, Priority.LOW.value: 2}


class Seen(Struct, frozen=True, kw_only=True):
    """What rules look at."""

    inputs: ReportInputs
    whole: Rollup
    before: Rollup
    performance: PerformancePart
    words: Words

    def outages(self, name: str) -> tuple[Outage, ...]:
        """The outages of a system that count."""
        return counted_outages(self.whole.systems[name].outages, self.inputs.subject.policy)

    def worth_of(self, minutes: float, system: str | None = None) -> Decimal | None:
        """What the work of so many minutes saves, as it did in this period."""
        if system is None:
            saved = self.performance.roi_analysis.total_savings
        else:
            known = [each.savings for each in self._work(system) if each.savings is not None]
            saved = float(sum(known)) if known else None
        watched = self.whole.client.watched_ms / 60_000
        if saved is None or not watched:
            return None
        return Decimal(saved) * Decimal(minutes) / Decimal(watched)

    def _work(self, system: str) -> Sequence[WorkDay]:
        return [each for each in self.inputs.span.work if each.system == system]


def recommendations(seen: Seen) -> Recommendations:
    """All that the rules say, most urgent first in each kind."""
    return Recommendations(
        performance_optimizations=_found(seen, PERFORMANCE),
        cost_savings_opportunities=_found(seen, SAVINGS),
        strategic_initiatives=_found(seen, STRATEGY),
    )


def _found(
    seen: Seen, rules: Sequence[Callable[[Seen], Iterable[Recommendation]]]
) -> list[Recommendation]:
    said = [each for rule in rules for each in rule(seen)]
    return sorted(
        said, key=lambda each: (_ORDER[each.priority], -(each.estimated_value or 0), each.title)
    )


def renew_certificates(seen: Seen) -> Iterable[Recommendation]:
    """A system was down because of its certificate or TLS."""
    for name in seen.whole.systems:
        lost = [each for each in seen.outages(name) if each.reason is Reason.TLS]
        if lost:
            minutes = sum(minutes_of(each) for each in lost)
            yield _advice(
                seen,
                "renew_certificates",
                Priority.HIGH,
                minutes=minutes,
                system=name,
                outages=len(lost),
                time=seen.words.span(minutes * 60),
            )


def find_repeated_cause(seen: Seen) -> Iterable[Recommendation]:
    """The same cause took a system down again and again."""
    for name in seen.whole.systems:
        by_reason: dict[Reason, list[Outage]] = defaultdict(list)
        for each in seen.outages(name):
            by_reason[each.reason].append(each)
        for reason, found in sorted(by_reason.items()):
            if len(found) >= _REPEATED and reason is not Reason.TLS:
                minutes = sum(minutes_of(each) for each in found)
                yield _advice(
                    seen,
                    "find_repeated_cause",
                    Priority.HIGH,
                    minutes=minutes,
                    system=name,
                    outages=len(found),
                    time=seen.words.span(minutes * 60),
                    cause=seen.words.say(f"reason_{reason.value}"),
                )


def retry_in_the_system(seen: Seen) -> Iterable[Recommendation]:
    """Many single failures that a second try got over."""
    for name, tally in seen.whole.systems.items():
        share = 100 * tally.retries / tally.checks if tally.checks else 0
        if tally.checks >= _MANY_CHECKS and share >= _FLAKY_PERCENT:
            yield _advice(
                seen,
                "retry_in_the_system",
                Priority.MEDIUM,
                system=name,
                failures=tally.retries,
                checks=tally.checks,
                share=seen.words.percent(share, 1),
            )


def speed_up(seen: Seen) -> Iterable[Recommendation]:
    """A system answers much slower than in the period before."""
    for name, tally in seen.whole.systems.items():
        earlier = seen.before.systems.get(name)
        if earlier is None:
            continue
        now = figures_of(tally, seen.inputs).p95_response_ms
        past = figures_of(earlier, seen.inputs).p95_response_ms
        if now is not None and past and now / past >= _SLOWER:
            yield _advice(
                seen,
                "speed_up",
                Priority.MEDIUM,
                system=name,
                now=seen.words.milliseconds(now),
                before=seen.words.milliseconds(past),
                change=seen.words.percent(100 * (now / past - 1), 0),
            )


def mend_failing_runs(seen: Seen) -> Iterable[Recommendation]:
    """A system's runs fail often; each one that succeeds would save what the others did."""
    for name in sorted({each.system for each in seen.inputs.span.work}):
        work = [each for each in seen.inputs.span.work if each.system == name]
        runs, succeeded = sum(each.runs for each in work), sum(each.succeeded for each in work)
        if runs < _ENOUGH_RUNS or 100 * succeeded / runs >= _POOR_SUCCESS:
            continue
        known = [each.savings for each in work if each.savings is not None]
        value = sum(known, Decimal(0)) / succeeded * (runs - succeeded) if succeeded else None
        yield _advice(
            seen,
            "mend_failing_runs",
            Priority.HIGH,
            value=value if known else None,
            system=name,
            failed=runs - succeeded,
            runs=runs,
            rate=seen.words.percent(100 * succeeded / runs),
        )


def shorten_restoring(seen: Seen) -> Iterable[Recommendation]:
    """Outages cost money while they last: half as long would cost half."""
    client = figures_of(seen.whole.client, seen.inputs)
    budget = client.error_budget_left_seconds
    if not client.downtime_seconds or budget is None or budget >= 0:
        return
    minutes = client.downtime_seconds // 120
    value = seen.worth_of(minutes)
    if value is not None and minutes:
        yield _advice(
            seen,
            "shorten_restoring",
            Priority.MEDIUM,
            minutes=minutes,
            value=value,
            time=seen.words.span(client.downtime_seconds),
            outages=client.outages,
            over=seen.words.span(-budget),
        )


def extend_what_pays(seen: Seen) -> Iterable[Recommendation]:
    """The service returns its fee several times over."""
    roi = seen.performance.roi_analysis
    if roi.return_ratio is not None and roi.return_ratio >= _RETURN:
        yield _advice(
            seen,
            "extend_what_pays",
            Priority.LOW,
            ratio=seen.words.number(roi.return_ratio, 1),
            savings=seen.words.money(roi.total_savings),
            fee=seen.words.money(roi.retainer),
        )


def plan_for_growth(seen: Seen) -> Iterable[Recommendation]:
    """Volume grows fast, and answers do not get faster."""
    now = seen.performance.automation_summary.total_automations
    past = sum(each.runs for each in seen.inputs.before.work)
    if now is None or past < _ENOUGH_RUNS or not seen.inputs.is_growth_known:
        return
    if 100 * (now - past) >= _GROWN_PERCENT * past:
        yield _advice(
            seen,
            "plan_for_growth",
            Priority.MEDIUM,
            runs=now,
            past=past,
            change=seen.words.percent(100 * (now / past - 1), 1),
        )


def agree_on_money(seen: Seen) -> Iterable[Recommendation]:
    """Work is done whose worth nobody can tell."""
    summary, roi = seen.performance.automation_summary, seen.performance.roi_analysis
    if summary.successful_automations and roi.total_savings is None:
        yield _advice(seen, "agree_on_money", Priority.LOW, runs=summary.successful_automations)


PERFORMANCE = (renew_certificates, find_repeated_cause, retry_in_the_system, speed_up)
SAVINGS = (mend_failing_runs, shorten_restoring)
STRATEGY = (plan_for_growth, extend_what_pays, agree_on_money)


def _advice(
    seen: Seen,
    rule: str,
    priority: Priority,
    *,
    minutes: int | None = None,
    value: Decimal | None = None,
    **values: str | int,
) -> Recommendation:
    """The rule's three phrases, filled with what it saw."""
    system = values.get("system")
    if value is None and minutes:
        value = seen.worth_of(minutes, str(system) if system else None)
    return Recommendation(
        rule=rule,
        title=seen.words.say(f"advice_{rule}_title", **values),
        action=seen.words.say(f"advice_{rule}_action", **values),
        evidence=[seen.words.say(f"advice_{rule}_evidence", **values)],
        priority=priority.value,
        estimated_value=money(value, seen.inputs.terms.currency) or None,
        estimated_minutes=minutes,
    )
