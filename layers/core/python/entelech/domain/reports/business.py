"""The work that was done and what it was worth, out of what the systems said by day."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from entelech.domain.money import Money, total
from entelech.domain.reports.health import rate
from entelech.domain.reports.model import (
    AutomationSummary,
    EfficiencyGains,
    PerformancePart,
    RoiAnalysis,
)
from entelech.domain.reports.period import ReportType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from entelech.domain.reports.inputs import Span, Terms, WorkDay

_MONTHS = {ReportType.MONTHLY: Decimal(1), ReportType.QUARTERLY: Decimal(3)}
_DAYS_OF_A_MONTH = Decimal("30.4375")
"""A year of 365.25 days by twelve, for the part of a retainer that other periods bear."""
_TENTH = Decimal("0.1")


def performance_part(span: Span, terms: Terms) -> PerformancePart:
    """The third part of a report."""
    return PerformancePart(
        automation_summary=automation_summary(span.work),
        roi_analysis=roi_analysis(span, terms),
        efficiency_gains=EfficiencyGains(
            time_saved_hours=_rounded(hours_saved(span.work, terms), _TENTH),
            efficiency_improvement=_mean(span.work, lambda each: each.improvement_percent),
            error_reduction_percentage=_mean(span.work, lambda each: each.error_reduction_percent),
        ),
    )


def automation_summary(work: Sequence[WorkDay]) -> AutomationSummary:
    """Counts and rates of all systems together."""
    runs, succeeded = sum(each.runs for each in work), sum(each.succeeded for each in work)
    timed = [each for each in work if each.processing_s is not None]
    spent = total([each.processing_s for each in timed])
    timed_runs = sum(each.runs for each in timed)
    busiest = _busiest(work)
    return AutomationSummary(
        total_automations=runs if work else None,
        successful_automations=succeeded if work else None,
        failed_automations=runs - succeeded if work else None,
        success_rate=rate(succeeded, runs),
        avg_processing_time=(
            _rounded(spent / timed_runs, _TENTH) if spent is not None and timed_runs else None
        ),
        days_with_figures=len({each.day for each in work}),
        busiest_day=busiest[0].isoformat() if busiest else None,
        busiest_day_automations=busiest[1] if busiest else None,
    )


def roi_analysis(span: Span, terms: Terms) -> RoiAnalysis:
    """The ledger. Source: the seed: 312.5 h at 25.00 are 7812.50 of labour."""
    savings = total([each.savings for each in span.work])
    hours = hours_saved(span.work, terms)
    labor = None if hours is None or terms.hourly_rate is None else hours * terms.hourly_rate
    fee = None if terms.retainer is None else terms.retainer * months_of(span)
    # what a system calls its savings has its labour in it
    worth = savings if savings is not None else labor
    ratio = worth / fee if worth is not None and fee else None
    return RoiAnalysis(
        currency=terms.currency,
        cost_savings=money(savings, terms.currency),
        time_saved_hours=_rounded(hours, _TENTH),
        minutes_saved_per_run=_rounded(terms.minutes_saved_per_run, _TENTH),
        hourly_rate=money(terms.hourly_rate, terms.currency),
        labor_cost_savings=money(labor, terms.currency),
        total_savings=money(worth, terms.currency),
        retainer=money(fee, terms.currency),
        return_ratio=_rounded(ratio, _TENTH),
    )


def hours_saved(work: Sequence[WorkDay], terms: Terms) -> Decimal | None:
    """As the systems say; where none does, the runs that succeeded by the minutes agreed on."""
    said = total([each.saved_hours for each in work])
    if said is not None or terms.minutes_saved_per_run is None or not work:
        return said
    return sum(each.succeeded for each in work) * terms.minutes_saved_per_run / 60


def months_of(span: Span) -> Decimal:
    """How many retainers the period bears."""
    asked = span.asked
    if not asked.is_trailing and asked.report_type in _MONTHS:
        return _MONTHS[asked.report_type]
    return Decimal(asked.days) / _DAYS_OF_A_MONTH


def money(value: Decimal | None, currency: str) -> float | None:
    """Rounded half-up to the currency's minor unit, once."""
    return None if value is None else Money(amount=value, currency=currency).number


def _rounded(value: Decimal | None, step: Decimal) -> float | None:
    return None if value is None else float(value.quantize(step, rounding=ROUND_HALF_UP))


def _mean(work: Sequence[WorkDay], of: Callable[[WorkDay], Decimal | None]) -> float | None:
    known = [(value, each.runs) for each in work if (value := of(each)) is not None]
    runs = sum(count for _, count in known)
    weighed = sum((value * count for value, count in known), Decimal(0))
    return _rounded(weighed / runs, _TENTH) if runs else None


def _busiest(work: Sequence[WorkDay]) -> tuple[date, int] | None:
    """The first of the days with the most runs."""
    runs: Counter[date] = Counter()
    for each in work:
        runs[each.day] += each.runs
    day = min(runs, key=lambda each: (-runs[each], each), default=None)
    return (day, runs[day]) if day and runs[day] else None
