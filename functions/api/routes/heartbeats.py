"""The tokens of systems that call us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import Change
from entelech.domain.fields import Fields
from entelech.services.listening import HeartbeatList
from functions.api.routing import Reply, Request, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

_RENEWAL: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["system_name"],
    "properties": {"system_name": {"type": "string", "minLength": 1, "maxLength": 100}},
}


def list_heartbeats(request: Request) -> Reply:
    return Reply(answer=wiring.listener().heartbeats(request.scope, request.client_id))


def renew(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(_RENEWAL["properties"])
    name = fields.text("system_name", max_length=100)
    done = wiring.listener().renew(request.scope, request.client_id, name)
    changes = (Change(field="generations", before=done.before, after=done.after),)
    return Reply(answer=done.listed, changes=changes)


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/heartbeats",
        action=Action.WRITE_CLIENT,
        handle=list_heartbeats,
        summary="A client's systems that call us, with the paths that they call",
        answer=HeartbeatList,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/heartbeats/renew",
        action=Action.WRITE_CLIENT,
        handle=renew,
        summary="Give a system a new path to call; the old one counts no more",
        answer=HeartbeatList,
        body=_RENEWAL,
    ),
)
