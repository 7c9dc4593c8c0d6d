"""Tool ``get_performance_metrics``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.performance import PerformanceMetrics
from entelech.domain.timeframe import Timeframe
from functions.mcp.tool import CLIENT_ID, READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEFRAMES = [each.value for each in Timeframe]


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    client = client_id(arguments.get("client_id"))
    timeframe = Timeframe(Fields(arguments).choice("timeframe", _TIMEFRAMES))
    found = wiring.performance().metrics(scope, client, timeframe)
    return ToolAnswer(text=_text(found), content=found)


def _text(found: PerformanceMetrics) -> str:
    """What was done, what it was worth, how it moves, and what to know before relying on it."""
    figures, trends, roi = found.metrics, found.trends, found.metrics.roi_metrics
    lines = [
        f"{found.client_id}, {found.timeframe}: {_known(figures.total_automations)} automations, "
        f"{_known(figures.success_rate, ' %')} successful, "
        f"{_known(figures.avg_processing_time, ' s')} each.",
        f"Savings claimed: {_known(figures.cost_savings, ' ' + found.currency)}; hours saved: "
        f"{_known(roi.time_saved_hours)}, worth {_known(roi.labor_cost_savings, ' ' + found.currency)}.",
        f"Against the period before: volume {_known(trends.automation_volume_trend, ' %')}, success "
        f"rate {_known(trends.success_rate_trend, ' points')}: "
        f"{_known(trends.performance_direction)}.",
    ]
    if found.incomplete_days:
        lines.append(
            f"Figures of {len(found.incomplete_days)} days are missing or not whole; coverage is "
            f"{found.coverage_percentage:g} %."
        )
    lines += [f"To be doubted: {each.reason}" for each in found.value.implausible_claims]
    if found.today and found.today.anomaly:
        lines.append(
            f"Today's volume is unusually {found.today.anomaly.value}: "
            f"{found.today.total_automations} of {_known(found.today.expected)} expected by now."
        )
    return "\n".join(lines)


def _known(value: object, unit: str = "") -> str:
    if value is None:
        return "not known"
    return f"{value:g}{unit}" if isinstance(value, int | float) else str(value)


TOOL = ToolSpec(
    name="get_performance_metrics",
    title="Performance and value of a client's automations",
    description=(
        "Runs, success rate, processing time, savings and return of one client over 24 hours or 7, "
        "30 or 90 complete days, with trends against the equal period before, coverage, and the "
        "inputs of each formula. For whether systems answer use get_system_health."
    ),
    action=Action.READ_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["client_id", "timeframe"],
        "properties": {
            "client_id": CLIENT_ID,
            "timeframe": {"type": "string", "enum": _TIMEFRAMES},
        },
    },
    answer=PerformanceMetrics,
    annotations=READS,
    call=_call,
)
