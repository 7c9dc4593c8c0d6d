"""Checks that somebody asks for beside the scheduled ones."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.manual_check import MANUAL_CHECK_SCHEMA, ManualCheckShown
from functions.api.routing import Reply, Request, Route


def check_now(request: Request) -> Reply:
    queued = wiring.manual_checks().request(request.scope, request.client_id, request.body)
    return Reply(answer=queued, status=HTTPStatus.ACCEPTED)


def find(request: Request) -> Reply:
    check_id = request.path["check_id"][:64]
    found = wiring.manual_checks().find(request.scope, request.client_id, check_id)
    return Reply(answer=found)


ROUTES = (
    Route(
        method="POST",
        path="/api/clients/{client_id}/checks",
        action=Action.WRITE_CLIENT,
        handle=check_now,
        summary="Check a client's systems now; what is found counts nowhere",
        answer=ManualCheckShown,
        statuses=(HTTPStatus.ACCEPTED,),
        body=MANUAL_CHECK_SCHEMA,
    ),
    Route(
        method="GET",
        path="/api/clients/{client_id}/checks/{check_id}",
        action=Action.READ_CLIENT,
        handle=find,
        summary="How far a check that was asked for is, and what it found",
        answer=ManualCheckShown,
    ),
)
