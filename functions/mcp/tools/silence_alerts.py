"""Tool ``silence_alerts``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, Principal
from entelech.domain.audit import differences
from entelech.domain.document import instant_text
from entelech.domain.silence import SILENCE_SCHEMA, SilenceShown
from functions.mcp.tool import WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping


def _call(principal: Principal, arguments: Mapping[str, Any]) -> ToolAnswer:
    made = wiring.silencer().add(principal.scope, dict(arguments), by=principal.key_id)
    return ToolAnswer(text=_text(made), content=made, changes=differences(None, made))


def _text(silence: SilenceShown) -> str:
    tag = silence.tag and f"tag {silence.tag}"
    named = (silence.client_id, silence.system_name, tag, silence.rule_id)
    what = [each for each in named if each]
    until = "they have recovered" if silence.until_recovered else instant_text(silence.ends_at)
    return (
        f"Nobody is told of alerts of {', '.join(what) or 'every client'} until {until}. Rules are "
        f"evaluated all the same. Silence {silence.silence_id}."
    )


TOOL = ToolSpec(
    name="silence_alerts",
    title="Silence alerts for a while",
    description=(
        "Tell nobody of alerts of a client, a system, a tag or a rule: for some minutes, until an "
        "instant, or until recovered. A reason is required. Alerts go on, and what still holds "
        "at the end is told then."
    ),
    action=Action.WRITE_CLIENT,
    parameters=SILENCE_SCHEMA,
    answer=SilenceShown,
    annotations=WRITES,
    call_as=_call,
)
