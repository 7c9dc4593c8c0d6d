"""Tool ``get_all_clients_status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.document import instant_text
from entelech.domain.fields import Fields
from entelech.domain.fleet import ClientStatus, FleetStatus
from functions.mcp.tool import READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_LIMIT = 20
_MAX_LIMIT = 200


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    limit = _DEFAULT_LIMIT
    if fields.has("limit"):
        limit = fields.integer("limit", low=1, high=_MAX_LIMIT)
    fleet = wiring.status().all_clients(
        scope,
        include_inactive=fields.flag("include_inactive", default=False),
        limit=limit,
        cursor=fields.text("cursor", max_length=500) if fields.has("cursor") else None,
    )
    return ToolAnswer(text=_text(fleet), content=fleet)


def _text(fleet: FleetStatus) -> str:
    """A verdict, the clients in trouble, and what to do next."""
    total = fleet.overall_summary
    lines = [
        f"Clients watched: {fleet.active_clients}, of them {total.down_clients} down, "
        f"{total.degraded_clients} degraded, {total.unknown_clients} unknown, "
        f"{total.healthy_clients} healthy."
    ]
    if fleet.poller.is_stale:
        lines.append("Checks have not run as they should; statuses may be out of date.")
    lines += [_line(each) for each in fleet.clients if each.overall_status.value != "healthy"]
    if fleet.next_cursor:
        lines.append(f"More clients follow: call again with cursor={fleet.next_cursor}")
    return "\n".join(lines)


def _line(client: ClientStatus) -> str:
    state = client.overall_status.value if client.is_active else "inactive"
    since = f" since {instant_text(client.status_since)}" if client.status_since else ""
    reason = f": {client.reason}" if client.reason else ""
    return f"{client.client_id} ({client.client_name}) {state}{since}{reason}"


TOOL = ToolSpec(
    name="get_all_clients_status",
    title="Status of all clients",
    description=(
        "How all clients are now, worst first, with counts by status. Start here; it takes no "
        "arguments. For the systems of one client use get_system_health."
    ),
    action=Action.READ_FLEET,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "include_inactive": {
                "type": "boolean",
                "default": False,
                "description": "Whether clients that are not watched any more are listed too.",
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": _MAX_LIMIT,
                "default": _DEFAULT_LIMIT,
                "description": "How many clients to list at most.",
            },
            "cursor": {"type": "string", "description": "next_cursor of the page before."},
        },
    },
    answer=FleetStatus,
    annotations=READS,
    call=_call,
)
