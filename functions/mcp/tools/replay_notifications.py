"""Tool ``replay_notifications``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.delivery_view import NotificationDescription
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from functions.mcp.tool import CLIENT_ID, WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX = 100


class Replayed(Struct, frozen=True, kw_only=True):
    """The notifications that are promised anew."""

    notifications: Sequence[NotificationDescription]


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    replayer = wiring.replayer()
    if fields.has("notification_ids"):
        named = fields.texts("notification_ids", max_items=_MAX, max_length=2000)
        done = [replayer.replay(scope, each) for each in dict.fromkeys(named)]
    else:
        client = client_id(arguments["client_id"]) if fields.has("client_id") else None
        done = list(replayer.replay_all(scope, client))
    text = (
        f"{len(done)} notifications are sent again; list_notifications shows what becomes of them."
    )
    return ToolAnswer(text=text, content=Replayed(notifications=done))


TOOL = ToolSpec(
    name="replay_notifications",
    title="Send dead messages again",
    description=(
        "Send messages again that could not be delivered: those of the ids that list_notifications "
        f"names, or the latest {_MAX} dead ones of a client or of all. Mend the channel first."
    ),
    action=Action.WRITE_DELIVERIES,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "notification_ids": {
                "type": "array",
                "minItems": 1,
                "maxItems": _MAX,
                "items": {"type": "string"},
                "description": "Which ones; all dead ones where it is not given.",
            },
            "client_id": CLIENT_ID,
        },
    },
    answer=Replayed,
    annotations=WRITES,
    call=_call,
)
