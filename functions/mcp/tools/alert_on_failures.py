"""Tool ``alert_on_failures``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.audit import differences
from entelech.domain.rule import EVERY_CLIENT
from entelech.domain.rule_request import RULE_SCHEMA
from functions.mcp.tool import WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.domain.rule_answer import RuleShown

_PARAMETERS = ("client_id", "metric_name", "threshold", "comparison", "alert_type")
"""Source: the developer guide. What else a rule has is set over the API."""


class RulePut(Struct, frozen=True, kw_only=True):
    """The rule in short, and whether this call made it."""

    is_new: bool
    rule_id: str
    client_id: str
    title: str
    threshold: float
    channels: Sequence[str]
    severity: str
    window_minutes: int
    for_minutes: int
    keep_firing_for_minutes: int


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    done = wiring.rules().put(scope, dict(arguments))
    if done.after is None:
        raise TypeError("a rule that was put is there")
    return ToolAnswer(
        text=_text(done.after, is_new=done.before is None),
        content=_put(done.after, is_new=done.before is None),
        changes=differences(done.before, done.after),
    )


def _put(rule: RuleShown, *, is_new: bool) -> RulePut:
    return RulePut(
        is_new=is_new,
        rule_id=rule.rule_id,
        client_id=rule.client_id,
        title=rule.title,
        threshold=rule.threshold,
        channels=rule.channels,
        severity=rule.severity.value,
        window_minutes=rule.window_minutes,
        for_minutes=rule.for_minutes,
        keep_firing_for_minutes=rule.keep_firing_for_minutes,
    )


def _text(rule: RuleShown, *, is_new: bool) -> str:
    whose = "every client" if rule.client_id == EVERY_CLIENT else rule.client_id
    verb = "is set up" if is_new else "was set up already and is as said now"
    hold = f", once it has lasted {rule.for_minutes} minutes" if rule.for_minutes else ""
    return (
        f"{rule.title}, for {whose}: {verb}. It tells {', '.join(rule.channels)}{hold}. "
        f"Rule {rule.rule_id}."
    )


TOOL = ToolSpec(
    name="alert_on_failures",
    title="Alert when a metric is off",
    description=(
        "Raise an alert when a metric of a client, or of every client (*), is beyond a threshold. "
        "The same client, metric, comparison and channel again changes that rule. It holds back "
        "what is short."
    ),
    action=Action.WRITE_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": list(_PARAMETERS),
        "properties": {name: RULE_SCHEMA["properties"][name] for name in _PARAMETERS},
    },
    answer=RulePut,
    annotations=WRITES,
    call=_call,
)
