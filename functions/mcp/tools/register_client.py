"""Tool ``register_client``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.audit import differences
from entelech.domain.configuration import REGISTRATION_SCHEMA, ClientConfiguration, configuration
from entelech.domain.registration import parse_registration
from functions.mcp.schemas import outline
from functions.mcp.tool import WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Registered(Struct, frozen=True, kw_only=True):
    """The client, and whether this call made it."""

    is_new: bool
    client: ClientConfiguration


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    registration = parse_registration(
        arguments, default_interval=wiring.default_interval(), addresses=wiring.addresses()
    )
    client, is_new = wiring.registry().register(scope, registration)
    shown = configuration(client)
    verb = "is registered" if is_new else "was registered already"
    text = (
        f"{client.client_id} {verb} with {len(shown.automation_systems)} systems, checked every "
        f"{shown.interval_minutes} minutes. get_system_health shows the first results then."
    )
    return ToolAnswer(
        text=text,
        content=Registered(is_new=is_new, client=shown),
        changes=differences(None, shown) if is_new else (),
    )


TOOL = ToolSpec(
    name="register_client",
    title="Register a client",
    description=(
        "Register a client and start watching its systems. Give the fields themselves or the same "
        "object as client_data. The same registration twice changes nothing."
    ),
    action=Action.WRITE_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "client_data": {
                "type": "object",
                "description": "All the fields below in one object, instead of them.",
            },
            **outline(REGISTRATION_SCHEMA["properties"]),
        },
    },
    answer=Registered,
    annotations=WRITES,
    call=_call,
)
