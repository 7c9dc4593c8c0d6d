"""Reports that a client gets by itself."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.reports.standing import (
    STANDING_SCHEMA,
    StandingList,
    StandingShown,
    parse_scheduled_type,
)
from functions.api.routing import Reply, Request, Route


def list_schedules(request: Request) -> Reply:
    return Reply(answer=wiring.report_rounds().schedules(request.scope, request.client_id))


def schedule(request: Request) -> Reply:
    report_type = parse_scheduled_type(request.path["report_type"])
    before, after = wiring.report_rounds().schedule(
        request.scope, request.client_id, report_type, request.body
    )
    return Reply(answer=after, changes=differences(before, after))


def unschedule(request: Request) -> Reply:
    report_type = parse_scheduled_type(request.path["report_type"])
    before = wiring.report_rounds().unschedule(request.scope, request.client_id, report_type)
    return Reply(answer=None, status=HTTPStatus.NO_CONTENT, changes=differences(before, None))


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/report-schedules",
        action=Action.READ_CLIENT,
        handle=list_schedules,
        summary="Which reports a client gets by itself, when, and who gets them by mail",
        answer=StandingList,
    ),
    Route(
        method="PUT",
        path="/api/clients/{client_id}/report-schedules/{report_type}",
        action=Action.WRITE_CLIENT,
        handle=schedule,
        summary="Have a report made by itself when a calendar day, week, month or quarter is over",
        answer=StandingShown,
        body=STANDING_SCHEMA,
    ),
    Route(
        method="DELETE",
        path="/api/clients/{client_id}/report-schedules/{report_type}",
        action=Action.WRITE_CLIENT,
        handle=unschedule,
        summary="Have it made by itself no more",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
    ),
)
