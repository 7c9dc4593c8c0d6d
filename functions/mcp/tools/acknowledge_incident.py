"""Tool ``acknowledge_incident``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, Principal
from entelech.domain.audit import Change
from entelech.domain.fields import Fields
from entelech.domain.incident_answer import (
    ACKNOWLEDGEMENT_SCHEMA,
    MAX_NOTE,
    IncidentShown,
    in_short,
)
from functions.mcp.tool import WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping


def _call(principal: Principal, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    done = wiring.incidents().acknowledge(
        principal.scope,
        fields.text("incident_id", max_length=100),
        by=principal.key_id,
        note=fields.text("note", max_length=MAX_NOTE) if fields.has("note") else None,
        is_real=fields.flag("is_real", default=True) if fields.has("is_real") else None,
    )
    text = (
        f"{done.title} of {done.client_id} is acknowledged by {done.acknowledged_by}: no reminder "
        f"and no escalation follows. It is {done.state.value}."
    )
    change = Change(field="acknowledged_by", before=None, after=done.acknowledged_by)
    return ToolAnswer(text=text, content=in_short(done), changes=(change,))


TOOL = ToolSpec(
    name="acknowledge_incident",
    title="Acknowledge an incident",
    description=(
        "Say that somebody knows of an incident, with a note if you like: reminders and "
        "escalation stop. list_incidents names the incidents."
    ),
    action=Action.WRITE_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["incident_id"],
        "properties": {
            "incident_id": {"type": "string", "minLength": 1, "maxLength": 100},
            **ACKNOWLEDGEMENT_SCHEMA["properties"],
        },
    },
    answer=IncidentShown,
    annotations=WRITES,
    call_as=_call,
)
