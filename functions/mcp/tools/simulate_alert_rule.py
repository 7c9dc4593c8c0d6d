"""Tool ``simulate_alert_rule``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.backtest_answer import BACKTEST_SCHEMA, Backtest
from functions.mcp.tool import READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETERS = ("client_id", "metric_name", "threshold", "comparison", "alert_type")
_OPTIONS = ("systems", "tag", "window_minutes", "for_minutes", "keep_firing_for_minutes", "days")


class Simulated(Struct, frozen=True, kw_only=True):
    """What the rule would have done in those days, told to nobody, and the threshold to take."""

    title: str
    fired: int
    minutes: int
    clients_tested: int
    clients_total: int
    real_incidents_told: int | None
    real_incidents_missed: int | None
    false_alarms: int | None
    recommended_threshold: float
    reason: str


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    found = wiring.backtester().backtest(scope, dict(arguments))
    return ToolAnswer(text=_text(found), content=_short(found))


def _short(found: Backtest) -> Simulated:
    return Simulated(
        title=found.rule.title,
        fired=found.fired,
        minutes=found.minutes,
        clients_tested=found.clients_tested,
        clients_total=found.clients_total,
        real_incidents_told=found.real_incidents_told,
        real_incidents_missed=found.real_incidents_missed,
        false_alarms=found.false_alarms,
        recommended_threshold=found.recommended_threshold,
        reason=found.reason,
    )


def _text(found: Backtest) -> str:
    return (
        f"{found.rule.title} would have fired {found.fired} times for {found.minutes} minutes, for "
        f"{found.clients_tested} of {found.clients_total} clients. {found.reason}"
    )


TOOL = ToolSpec(
    name="simulate_alert_rule",
    title="What a rule would have done",
    description=(
        "Replay up to 90 days with a rule that is not there yet: how often it would have fired, "
        "against incidents that people judged, and which threshold to take. Changes nothing."
    ),
    action=Action.READ_FLEET,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": list(_PARAMETERS),
        "properties": {
            name: BACKTEST_SCHEMA["properties"][name] for name in (*_PARAMETERS, *_OPTIONS)
        },
    },
    answer=Simulated,
    annotations=READS,
    call=_call,
)
