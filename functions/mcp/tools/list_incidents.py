"""Tool ``list_incidents``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.document import instant_text
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.incident import IncidentState
from entelech.domain.incident_answer import IncidentList, IncidentShown
from entelech.domain.period import Period
from entelech.ports.incidents import IncidentQuery
from functions.mcp.tool import CLIENT_ID, READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_DAYS = 30
_MAX_DAYS = 400
_DEFAULT_LIMIT = 20
_MAX_LIMIT = 100


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    state = fields.choice("state", list(IncidentState)) if fields.has("state") else None
    days = _number(fields, "days", _DEFAULT_DAYS, _MAX_DAYS)
    now = wiring.clock().now()
    query = IncidentQuery(
        limit=_number(fields, "limit", _DEFAULT_LIMIT, _MAX_LIMIT),
        period=Period(start=now - timedelta(days=days), end=now + timedelta(milliseconds=1)),
        cursor=fields.text("cursor", max_length=200) if fields.has("cursor") else None,
        client_id=client_id(fields.raw("client_id")) if fields.has("client_id") else None,
        state=None if state is None else IncidentState(state),
    )
    page = wiring.incidents().page(scope, query)
    return ToolAnswer(text=_text(page), content=page)


def _number(fields: Fields, name: str, default: int, high: int) -> int:
    return fields.integer(name, low=1, high=high) if fields.has(name) else default


def _text(page: IncidentList) -> str:
    if not page.incidents:
        return "No incidents."
    lines = [_line(each) for each in page.incidents]
    return "\n".join([*lines, "There are more."] if page.next_cursor else lines)


def _line(incident: IncidentShown) -> str:
    minutes = incident.duration_seconds // 60
    known = f", acknowledged by {incident.acknowledged_by}" if incident.acknowledged_by else ""
    return (
        f"{incident.incident_id}: {incident.severity.value}, {incident.title}, "
        f"{incident.state.value} since {instant_text(incident.opened_at)} for {minutes} min{known}"
    )


TOOL = ToolSpec(
    name="list_incidents",
    title="Incidents of clients",
    description=(
        "Incidents, the newest first: what fired, since when, whether somebody knows, what was "
        "lost. All clients unless one is named, the last 30 days unless said otherwise."
    ),
    action=Action.READ_FLEET,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "client_id": CLIENT_ID,
            "state": {"enum": [each.value for each in IncidentState]},
            "days": {
                "type": "integer",
                "minimum": 1,
                "maximum": _MAX_DAYS,
                "default": _DEFAULT_DAYS,
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": _MAX_LIMIT,
                "default": _DEFAULT_LIMIT,
            },
            "cursor": {"type": "string", "minLength": 1, "maxLength": 200},
        },
    },
    answer=IncidentList,
    annotations=READS,
    call=_call,
)
