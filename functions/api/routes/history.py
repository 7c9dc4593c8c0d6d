"""How a client was."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.history import ClientHistory
from entelech.domain.timeframe import Timeframe, parse_asked
from functions.api.routing import Query, Reply, Request, Route

_INSTANT = {"type": "string", "format": "date-time"}


def history(request: Request) -> Reply:
    query = request.query
    asked = parse_asked(
        query.get("timeframe"), query.get("from"), query.get("to"), now=wiring.clock().now()
    )
    return Reply(answer=wiring.history().client_history(request.scope, request.client_id, asked))


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/history",
        action=Action.READ_CLIENT,
        handle=history,
        summary="Uptime, outages and response times of a client over a timeframe",
        answer=ClientHistory,
        queries=(
            Query(
                name="timeframe",
                schema={"enum": [each.value for each in Timeframe], "default": "24h"},
            ),
            Query(name="from", schema=_INSTANT),
            Query(name="to", schema=_INSTANT),
        ),
    ),
)
