"""A browser's session in place of a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action, Principal, Role
from entelech.domain.fields import Fields
from functions.api.routing import Reply, Request, Route, SessionCookie

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_KEY = 200
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["api_key"],
    "properties": {"api_key": {"type": "string", "minLength": 1, "maxLength": _MAX_KEY}},
}


class SignedIn(Struct, frozen=True, kw_only=True):
    """Who is signed in. ``clients`` null is all of them, ``expires_at`` null is a key without an end."""

    key_id: str
    role: Role
    clients: Sequence[str] | None
    expires_at: datetime | None


def sign_in(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(_SCHEMA["properties"])
    principal, text = wiring.access().sign_in(
        fields.text("api_key", max_length=_MAX_KEY), request.source
    )
    lasts_s = 0
    if principal.expires_at is not None:
        lasts_s = int((principal.expires_at - wiring.clock().now()).total_seconds())
    return Reply(
        answer=_shown(principal),
        principal=principal,
        cookie=SessionCookie(value=text, lasts_s=lasts_s),
    )


def read_session(request: Request) -> Reply:
    if request.principal is None:
        return Reply(answer=None, status=HTTPStatus.NO_CONTENT)
    return Reply(answer=_shown(request.principal))


def sign_out(_request: Request) -> Reply:
    return Reply(
        answer=None, status=HTTPStatus.NO_CONTENT, cookie=SessionCookie(value="", lasts_s=0)
    )


def _shown(principal: Principal) -> SignedIn:
    clients = principal.scope.clients
    return SignedIn(
        key_id=principal.key_id,
        role=principal.role,
        clients=None if clients is None else sorted(clients),
        expires_at=principal.expires_at,
    )


ROUTES = (
    Route(
        method="POST",
        path="/api/session",
        action=None,
        handle=sign_in,
        summary="Exchange a key for a session cookie of at most 12 hours",
        answer=SignedIn,
        body=_SCHEMA,
        errors=(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
        is_for_browsers=True,
    ),
    Route(
        method="GET",
        path="/api/session",
        action=Action.READ_SESSION,
        handle=read_session,
        summary="Who is signed in; no content for nobody",
        answer=SignedIn,
        statuses=(HTTPStatus.OK, HTTPStatus.NO_CONTENT),
        is_for_nobody_too=True,
    ),
    Route(
        method="DELETE",
        path="/api/session",
        action=None,
        handle=sign_out,
        summary="End the session of this browser",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
        errors=(HTTPStatus.FORBIDDEN,),
        is_for_browsers=True,
    ),
)
