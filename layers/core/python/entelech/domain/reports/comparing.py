"""A period's figures beside those of the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.reports.business import performance_part
from entelech.domain.reports.health import figures_of, whole_of
from entelech.domain.reports.model import ComparisonLine, PeriodComparison

if TYPE_CHECKING:
    from entelech.domain.reports.inputs import ReportInputs, Span
    from entelech.domain.reports.words import Words

POINTS, PERCENT = "points", "percent"
_SUMS = {"total_automations", "time_saved_hours", "total_savings"}


class _Figure(Struct, frozen=True, kw_only=True):
    """``is_up_better`` None: neither is."""

    name: str
    unit: str
    is_up_better: bool | None


_FIGURES = (
    _Figure(name="uptime_percentage", unit=POINTS, is_up_better=True),
    _Figure(name="downtime_minutes", unit=PERCENT, is_up_better=False),
    _Figure(name="outages", unit=PERCENT, is_up_better=False),
    _Figure(name="p95_response_ms", unit=PERCENT, is_up_better=False),
    _Figure(name="total_automations", unit=PERCENT, is_up_better=True),
    _Figure(name="success_rate", unit=POINTS, is_up_better=True),
    _Figure(name="avg_processing_time", unit=PERCENT, is_up_better=False),
    _Figure(name="time_saved_hours", unit=PERCENT, is_up_better=True),
    _Figure(name="total_savings", unit=PERCENT, is_up_better=True),
)


def comparison(inputs: ReportInputs, words: Words) -> PeriodComparison:
    """Every figure in both periods. A change from nothing, from zero, or of sums of other days is not known."""
    now, before = _figures(inputs.span, inputs), _figures(inputs.before, inputs)
    asked = inputs.before.asked
    return PeriodComparison(
        label=words.days(asked.first, asked.last),
        first_day=asked.first.isoformat(),
        last_day=asked.last.isoformat(),
        lines=[
            _line(
                each,
                now[each.name],
                before[each.name],
                words.say(f"figure_{each.name}"),
                is_comparable=each.name not in _SUMS or inputs.is_growth_known,
            )
            for each in _FIGURES
        ],
    )


def _figures(span: Span, inputs: ReportInputs) -> dict[str, float | None]:
    health = figures_of(whole_of(span).client, inputs)
    work = performance_part(span, inputs.terms)
    is_known = health.uptime_percentage is not None
    return {
        "uptime_percentage": health.uptime_percentage,
        "downtime_minutes": round(health.downtime_seconds / 60, 1) if is_known else None,
        "outages": health.outages if is_known else None,
        "p95_response_ms": health.p95_response_ms,
        "total_automations": work.automation_summary.total_automations,
        "success_rate": work.automation_summary.success_rate,
        "avg_processing_time": work.automation_summary.avg_processing_time,
        "time_saved_hours": work.roi_analysis.time_saved_hours,
        "total_savings": work.roi_analysis.total_savings,
    }


def _line(
    figure: _Figure,
    now: float | None,
    before: float | None,
    label: str,
    *,
    is_comparable: bool,
) -> ComparisonLine:
    change = None
    if is_comparable and now is not None and before is not None:
        if figure.unit == POINTS:
            change = round(now - before, 2)
        elif before:
            change = round(100 * (now / before - 1), 1)
    is_known = change is not None and change != 0 and figure.is_up_better is not None
    return ComparisonLine(
        figure=figure.name,
        label=label,
        now=now,
        before=before,
        change=change,
        unit=figure.unit,
        is_better=((change or 0) > 0) == figure.is_up_better if is_known else None,
    )
