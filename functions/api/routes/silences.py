"""Silences: alerts go on, and nobody is told."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.silence import SILENCE_SCHEMA, SilenceList, SilenceShown
from functions.api.routing import CURSOR, LIMIT, Reply, Request, Route, limit_of, sender


def list_silences(request: Request) -> Reply:
    page = wiring.silencer().page(
        request.scope, limit=limit_of(request), cursor=request.query.get("cursor")
    )
    return Reply(answer=page)


def silence(request: Request) -> Reply:
    made = wiring.silencer().add(request.scope, request.body, by=sender(request))
    return Reply(answer=made, status=HTTPStatus.CREATED, changes=differences(None, made))


def end_silence(request: Request) -> Reply:
    before = wiring.silencer().end(request.scope, request.path["silence_id"])
    changes = differences(before, None)
    return Reply(answer=None, status=HTTPStatus.NO_CONTENT, changes=changes)


ROUTES = (
    Route(
        method="GET",
        path="/api/silences",
        action=Action.READ_FLEET,
        handle=list_silences,
        summary="Silences that are not over, the newest first",
        answer=SilenceList,
        queries=(LIMIT, CURSOR),
    ),
    Route(
        method="POST",
        path="/api/silences",
        action=Action.WRITE_CLIENT,
        handle=silence,
        summary="Tell nobody of what matches, for a while or until it has recovered",
        answer=SilenceShown,
        statuses=(HTTPStatus.CREATED,),
        body=SILENCE_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="DELETE",
        path="/api/silences/{silence_id}",
        action=Action.WRITE_CLIENT,
        handle=end_silence,
        summary="End a silence; what it held back is told",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
    ),
)
