"""Tool ``get_system_health``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.health import ClientHealth, SystemHealth
from entelech.domain.ids import client_id
from functions.mcp.tool import CLIENT_ID, READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    health = wiring.status().client_health(scope, client_id(arguments.get("client_id")))
    return ToolAnswer(text=_text(health), content=health)


def _text(health: ClientHealth) -> str:
    """The client's status and a line for each system."""
    state = health.overall_status.value if health.is_active else "not watched"
    lines = [f"{health.client_id} ({health.client_name}) is {state}."]
    lines += [_line(system) for system in health.systems]
    return "\n".join(lines)


def _line(system: SystemHealth) -> str:
    reason = f": {system.reason}" if system.reason else ""
    speed = f", {system.response_time_ms:g} ms" if system.response_time_ms is not None else ""
    return f"{system.system_name}: {system.status.value}{reason}{speed}"


TOOL = ToolSpec(
    name="get_system_health",
    title="Health of a client's systems",
    description=(
        "Health of every automation system of one client: status, reason, response time and last "
        "check, from the latest scheduled checks."
    ),
    action=Action.READ_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["client_id"],
        "properties": {"client_id": CLIENT_ID},
    },
    answer=ClientHealth,
    annotations=READS,
    call=_call,
)
