"""What became of notices."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.configuration import SLUG_PATTERN
from entelech.domain.delivery_view import NotificationDescription, NotificationPage
from entelech.domain.errors import InvalidError
from entelech.domain.ids import client_id
from entelech.domain.notice_kinds import NoticeState
from entelech.ports.notices import NotificationQuery
from functions.api.routing import CURSOR, Query, Reply, Request, Route

_MAX_LIMIT = 200
_STATES = [state.value for state in NoticeState]


def list_notifications(request: Request) -> Reply:
    state = request.query.get("state", NoticeState.DEAD.value)
    if state not in _STATES:
        raise InvalidError(field="state", expected=f"one of {', '.join(_STATES)}")
    named = request.query.get("client_id")
    query = NotificationQuery(
        state=NoticeState(state),
        limit=request.whole_number("limit", default=50, low=1, high=_MAX_LIMIT),
        cursor=request.query.get("cursor"),
        client_id=None if named is None else client_id(named),
    )
    return Reply(answer=wiring.replayer().page(request.scope, query))


def replay(request: Request) -> Reply:
    shown = request.path["notification_id"]
    return Reply(answer=wiring.replayer().replay(request.scope, shown))


ROUTES = (
    Route(
        method="GET",
        path="/api/notifications",
        action=Action.READ_DELIVERIES,
        handle=list_notifications,
        summary="Notices of one state and every attempt to deliver them, the latest first; "
        "pending ones include those that are being sent",
        answer=NotificationPage,
        queries=(
            Query(
                name="state",
                schema={"type": "string", "enum": _STATES, "default": NoticeState.DEAD.value},
            ),
            Query(name="client_id", schema={"type": "string", "pattern": SLUG_PATTERN}),
            Query(
                name="limit",
                schema={"type": "integer", "minimum": 1, "maximum": _MAX_LIMIT, "default": 50},
            ),
            CURSOR,
        ),
    ),
    Route(
        method="POST",
        path="/api/notifications/{notification_id}/replay",
        action=Action.WRITE_DELIVERIES,
        handle=replay,
        summary="Send a dead notice again, for another day",
        answer=NotificationDescription,
        errors=(HTTPStatus.CONFLICT,),
    ),
)
