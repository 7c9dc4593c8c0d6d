"""The last day and month of a page of clients."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.errors import InvalidError
from entelech.domain.ids import ClientId, client_id
from entelech.domain.sparkline import SparklineList
from functions.api.routing import Query, Reply, Request, Route

_MAX_CLIENTS = 100


def sparklines(request: Request) -> Reply:
    return Reply(answer=wiring.status().sparklines(request.scope, _clients(request)))


def _clients(request: Request) -> list[ClientId]:
    texts = request.query.get("client_ids", "").split(",")
    if len(texts) > _MAX_CLIENTS:
        raise InvalidError(field="client_ids", expected=f"at most {_MAX_CLIENTS} ids and commas")
    return list(dict.fromkeys(client_id(each, field="client_ids") for each in texts))


ROUTES = (
    Route(
        method="GET",
        path="/api/sparklines",
        action=Action.READ_FLEET,
        handle=sparklines,
        summary="The last 24 hours and 30 days of up to a hundred clients",
        answer=SparklineList,
        queries=(Query(name="client_ids", schema={"type": "string"}, is_required=True),),
    ),
)
