"""API keys as a REST collection, for admins."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action, KeyDescription, KeyList, NewKey
from entelech.domain.audit import Change, differences
from entelech.domain.key_request import (
    KEY_SCHEMA,
    ROTATION_SCHEMA,
    parse_key_request,
    parse_overlap,
)
from functions.api.routing import CURSOR, LIMIT, Reply, Request, Route, limit_of


def make_key(request: Request) -> Reply:
    asked = parse_key_request(request.body, now=wiring.clock().now())
    made = wiring.key_maker().make(asked)
    return Reply(answer=made, status=HTTPStatus.CREATED, changes=differences(None, made.key))


def list_keys(request: Request) -> Reply:
    page = wiring.key_maker().page(limit=limit_of(request), cursor=request.query.get("cursor"))
    return Reply(answer=page)


def rotate_key(request: Request) -> Reply:
    done = wiring.key_maker().rotate(request.path["key_id"], parse_overlap(request.body))
    changes = (
        *differences(done.old.before, done.old.after),
        Change(field="successor", before=None, after=done.made.key.key_id),
    )
    return Reply(answer=done.made, status=HTTPStatus.CREATED, changes=changes)


def revoke_key(request: Request) -> Reply:
    change = wiring.key_maker().revoke(request.path["key_id"])
    return Reply(answer=change.after, changes=differences(change.before, change.after))


ROUTES = (
    Route(
        method="POST",
        path="/api/keys",
        action=Action.MANAGE_KEYS,
        handle=make_key,
        summary="Make a key; its text is in this answer and nowhere else",
        answer=NewKey,
        statuses=(HTTPStatus.CREATED,),
        body=KEY_SCHEMA,
    ),
    Route(
        method="GET",
        path="/api/keys",
        action=Action.MANAGE_KEYS,
        handle=list_keys,
        summary="Keys by id, without their text",
        answer=KeyList,
        queries=(LIMIT, CURSOR),
    ),
    Route(
        method="POST",
        path="/api/keys/{key_id}/rotate",
        action=Action.MANAGE_KEYS,
        handle=rotate_key,
        summary="Make a successor; the old key goes on working for a while",
        answer=NewKey,
        statuses=(HTTPStatus.CREATED,),
        body=ROTATION_SCHEMA,
    ),
    Route(
        method="DELETE",
        path="/api/keys/{key_id}",
        action=Action.MANAGE_KEYS,
        handle=revoke_key,
        summary="End a key, within a minute everywhere",
        answer=KeyDescription,
    ),
)
