"""The registry of clients as a REST collection."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.configuration import (
    REGISTRATION_SCHEMA,
    ClientConfiguration,
    ClientList,
    configuration,
)
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.registration import parse_amendment, parse_registration
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.services.registering import ClientChange

_STATES = ("active", "inactive")
_UPDATE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version"],
    "properties": {
        "version": {"type": "integer", "minimum": 1, "description": "The version that was read."},
        **{
            name: schema
            for name, schema in REGISTRATION_SCHEMA["properties"].items()
            if name != "client_id"
        },
        "industry": {"type": ["string", "null"], "minLength": 1, "maxLength": 100},
        "contact_email": {"type": ["string", "null"], "maxLength": 254},
    },
}


def list_clients(request: Request) -> Reply:
    state = request.query.get("state", "active")
    if state not in _STATES:
        raise InvalidError(field="state", expected="active or inactive")
    page = wiring.registry().page(
        request.scope,
        is_active=state == "active",
        limit=limit_of(request),
        cursor=request.query.get("cursor"),
    )
    clients = [configuration(client) for client in page.clients]
    return Reply(answer=ClientList(clients=clients, next_cursor=page.next_cursor))


def register(request: Request) -> Reply:
    registration = parse_registration(
        request.body, default_interval=wiring.default_interval(), addresses=wiring.addresses()
    )
    client, is_new = wiring.registry().register(request.scope, registration)
    made = configuration(client)
    if is_new:
        return Reply(answer=made, status=HTTPStatus.CREATED, changes=differences(None, made))
    return Reply(answer=made)


def read(request: Request) -> Reply:
    return Reply(answer=configuration(wiring.status().client(request.scope, request.client_id)))


def update(request: Request) -> Reply:
    version = Fields(request.body).integer("version", low=1, high=10**9)
    change = wiring.registry().update(
        request.scope,
        request.client_id,
        version,
        lambda before: parse_amendment(request.body, before, addresses=wiring.addresses()),
    )
    return _changed(change)


def deactivate(request: Request) -> Reply:
    return _changed(wiring.registry().deactivate(request.scope, request.client_id))


def reactivate(request: Request) -> Reply:
    return _changed(wiring.registry().reactivate(request.scope, request.client_id))


def purge(request: Request) -> Reply:
    gone = configuration(wiring.registry().purge(request.scope, request.client_id))
    return Reply(answer=None, status=HTTPStatus.NO_CONTENT, changes=differences(gone, None))


def _changed(change: ClientChange) -> Reply:
    after = configuration(change.after)
    return Reply(answer=after, changes=differences(configuration(change.before), after))


ROUTES = (
    Route(
        method="GET",
        path="/api/clients",
        action=Action.READ_FLEET,
        handle=list_clients,
        summary="Clients by id",
        answer=ClientList,
        queries=(
            Query(name="state", schema={"enum": list(_STATES), "default": "active"}),
            LIMIT,
            CURSOR,
        ),
    ),
    Route(
        method="POST",
        path="/api/clients",
        action=Action.WRITE_CLIENT,
        handle=register,
        summary="Register a client; the same registration twice changes nothing",
        answer=ClientConfiguration,
        statuses=(HTTPStatus.CREATED, HTTPStatus.OK),
        body=REGISTRATION_SCHEMA,
    ),
    Route(
        method="GET",
        path="/api/clients/{client_id}",
        action=Action.READ_CLIENT,
        handle=read,
        summary="What is registered of one client",
        answer=ClientConfiguration,
    ),
    Route(
        method="PATCH",
        path="/api/clients/{client_id}",
        action=Action.WRITE_CLIENT,
        handle=update,
        summary="Change a client of a known version",
        answer=ClientConfiguration,
        body=_UPDATE_SCHEMA,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/deactivate",
        action=Action.WRITE_CLIENT,
        handle=deactivate,
        summary="Stop watching a client and keep what is known of it",
        answer=ClientConfiguration,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/reactivate",
        action=Action.WRITE_CLIENT,
        handle=reactivate,
        summary="Watch a client again",
        answer=ClientConfiguration,
    ),
    Route(
        method="DELETE",
        path="/api/clients/{client_id}",
        action=Action.WRITE_CLIENT,
        handle=purge,
        summary="Delete an inactive client and all that is stored of it",
        answer=None,
        statuses=(HTTPStatus.NO_CONTENT,),
    ),
)
