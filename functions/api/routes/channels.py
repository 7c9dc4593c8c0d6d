"""Where notices go, as a REST collection."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.channel import ChannelKind
from entelech.domain.channel_request import COMMON_PROPERTIES
from entelech.domain.delivery_view import (
    ChannelDescription,
    ChannelList,
    DeliveryAttempt,
    NewChannel,
)
from entelech.domain.fields import VERSION_READ
from functions.api.routing import Reply, Request, Route

_OF_KINDS: dict[str, Any] = {
    name: schema
    for properties in reversed(list(wiring.channel_properties().values()))
    for name, schema in properties.items()
}
_CHANGED: dict[str, Any] = {**COMMON_PROPERTIES, **_OF_KINDS}
CHANGE_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {**_CHANGED, "version": VERSION_READ},
}
CHANNEL_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "kind"],
    "properties": {
        "channel_id": {
            "type": "string",
            "maxLength": 32,
            "description": "What rules name; made of the name where it is not given.",
        },
        "kind": {"enum": [kind.value for kind in ChannelKind]},
        **_CHANGED,
    },
}


def list_channels(_request: Request) -> Reply:
    return Reply(answer=wiring.channels().all())


def make_channel(request: Request) -> Reply:
    made = wiring.channels().make(request.scope, request.body)
    return Reply(answer=made, status=HTTPStatus.CREATED, changes=differences(None, made.channel))


def change_channel(request: Request) -> Reply:
    done = wiring.channels().change(request.scope, request.path["channel_id"], request.body)
    return Reply(
        answer=NewChannel(channel=done.after, shown_once=done.shown_once),
        changes=differences(done.before, done.after),
    )


def remove_channel(request: Request) -> Reply:
    before = wiring.channels().remove(request.scope, request.path["channel_id"])
    return Reply(answer=before, changes=differences(before, None))


def test_channel(request: Request) -> Reply:
    return Reply(answer=wiring.channels().test(request.scope, request.path["channel_id"]))


ROUTES = (
    Route(
        method="GET",
        path="/api/channels",
        action=Action.READ_DELIVERIES,
        handle=list_channels,
        summary="All channels, what is secret of them left out",
        answer=ChannelList,
    ),
    Route(
        method="POST",
        path="/api/channels",
        action=Action.WRITE_DELIVERIES,
        handle=make_channel,
        summary="Set a channel up; what we make for it is in this answer and nowhere else",
        answer=NewChannel,
        statuses=(HTTPStatus.CREATED,),
        body=CHANNEL_SCHEMA,
        errors=(HTTPStatus.CONFLICT,),
    ),
    Route(
        method="PATCH",
        path="/api/channels/{channel_id}",
        action=Action.WRITE_DELIVERIES,
        handle=change_channel,
        summary="Change a channel; what it is not told anew, it keeps; null is forgotten",
        answer=NewChannel,
        body=CHANGE_SCHEMA,
        errors=(HTTPStatus.CONFLICT,),
    ),
    Route(
        method="DELETE",
        path="/api/channels/{channel_id}",
        action=Action.WRITE_DELIVERIES,
        handle=remove_channel,
        summary="Remove a channel; one of the deployment's own is no longer set up",
        answer=ChannelDescription,
        errors=(HTTPStatus.CONFLICT,),
    ),
    Route(
        method="POST",
        path="/api/channels/{channel_id}/test",
        action=Action.WRITE_DELIVERIES,
        handle=test_channel,
        summary="Send a message there that says that it is a test, and tell what came of it",
        answer=DeliveryAttempt,
    ),
)
