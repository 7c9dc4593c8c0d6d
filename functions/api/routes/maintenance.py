"""Planned work on a client's systems."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.maintenance import WINDOW_SCHEMA
from entelech.domain.plan import Maintenance, MaintenanceList
from functions.api.routing import Reply, Request, Route


def list_windows(request: Request) -> Reply:
    return Reply(answer=wiring.planner().windows(request.scope, request.client_id))


def plan(request: Request) -> Reply:
    made, is_new = wiring.planner().add(request.scope, request.client_id, request.body)
    if is_new:
        return Reply(answer=made, status=HTTPStatus.CREATED, changes=differences(None, made))
    return Reply(answer=made)


def end(request: Request) -> Reply:
    window_id = request.path["window_id"][:64]
    end = wiring.planner().end(request.scope, request.client_id, window_id)
    changes = differences(end.before, end.after)
    return Reply(answer=None, status=HTTPStatus.NO_CONTENT, changes=changes)


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/maintenance",
        action=Action.READ_CLIENT,
        handle=list_windows,
        summary="A client's maintenance windows",
        answer=MaintenanceList,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/maintenance",
        action=Action.WRITE_CLIENT,
        handle=plan,
        summary="Plan a maintenance window; what of it is past already is counted anew",
        answer=Maintenance,
        statuses=(HTTPStatus.OK, HTTPStatus.CREATED),
        body=WINDOW_SCHEMA,
    ),
    Route(
        method="DELETE",
        path="/api/clients/{client_id}/maintenance/{window_id}",
        action=Action.WRITE_CLIENT,
        handle=end,
        summary="End a maintenance window now; one that has not begun or is over is taken back",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
    ),
)
