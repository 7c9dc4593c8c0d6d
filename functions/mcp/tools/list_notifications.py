"""Tool ``list_notifications``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.delivery_view import NotificationDescription, NotificationPage
from entelech.domain.document import instant_text
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.notice_kinds import NoticeState
from entelech.ports.notices import NotificationQuery
from functions.mcp.tool import CLIENT_ID, READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATES = (NoticeState.DEAD, NoticeState.PENDING, NoticeState.DELIVERED)
_DEFAULT_LIMIT = 20
_MAX_LIMIT = 100


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    state = NoticeState.DEAD
    if fields.has("state"):
        state = NoticeState(fields.choice("state", _STATES))
    limit = _DEFAULT_LIMIT
    if fields.has("limit"):
        limit = fields.integer("limit", low=1, high=_MAX_LIMIT)
    query = NotificationQuery(
        state=state,
        limit=limit,
        cursor=fields.text("cursor", max_length=2000) if fields.has("cursor") else None,
        client_id=client_id(arguments["client_id"]) if fields.has("client_id") else None,
    )
    page = wiring.replayer().page(scope, query)
    return ToolAnswer(text=_text(state, page), content=page)


def _text(state: NoticeState, page: NotificationPage) -> str:
    if not page.notifications and not page.next_cursor:
        return f"No notification is {state.value}."
    lines = [f"Notifications that are {state.value}, the latest first:"]
    lines += [_line(each) for each in page.notifications]
    if page.next_cursor:
        lines.append(f"More follow: call again with cursor={page.next_cursor}")
    if state is NoticeState.DEAD:
        lines.append("replay_notifications sends dead ones again.")
    return "\n".join(lines)


def _line(each: NotificationDescription) -> str:
    about = f"{each.client_name}, {each.title}"
    last = each.attempts[-1] if each.attempts else None
    reason = f"; last attempt {instant_text(last.at)}: {last.reason or 'ok'}" if last else ""
    return f"{each.kind.value} to {each.channel_id}: {about}{reason} ({each.notification_id})"


TOOL = ToolSpec(
    name="list_notifications",
    title="What became of alerts' messages",
    description=(
        "Messages of alerts by what became of them, with every attempt to deliver: dead ones that "
        "could not be delivered (the default), pending ones, or delivered ones."
    ),
    action=Action.READ_DELIVERIES,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "state": {
                "type": "string",
                "enum": [state.value for state in _STATES],
                "default": NoticeState.DEAD.value,
                "description": "Which ones to list.",
            },
            "client_id": CLIENT_ID,
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": _MAX_LIMIT,
                "default": _DEFAULT_LIMIT,
                "description": "How many to list at most.",
            },
            "cursor": {"type": "string", "description": "next_cursor of the page before."},
        },
    },
    answer=NotificationPage,
    annotations=READS,
    call=_call,
)
