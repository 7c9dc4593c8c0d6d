"""How a client was."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.history import ClientHistory
from entelech.domain.period import Period
from entelech.domain.repair import Repair
from entelech.domain.timeframe import LONGEST, Timeframe, parse_asked
from functions.api.routing import Query, Reply, Request, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSTANT = {"type": "string", "format": "date-time"}
_REPAIR: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["from", "to"],
    "properties": {"from": _INSTANT, "to": _INSTANT},
}


def history(request: Request) -> Reply:
    query = request.query
    asked = parse_asked(
        query.get("timeframe"), query.get("from"), query.get("to"), now=wiring.clock().now()
    )
    return Reply(answer=wiring.history().client_history(request.scope, request.client_id, asked))


def repair(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(_REPAIR["properties"])
    period = Period(start=fields.instant("from"), end=fields.instant("to"))
    if not timedelta() < period.end - period.start <= LONGEST:
        raise InvalidError(field="to", expected=f"at most {LONGEST.days} days after from")
    queued = wiring.repairs().repair(request.scope, request.client_id, period)
    return Reply(answer=queued, status=HTTPStatus.ACCEPTED)


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
    Route(
        method="POST",
        path="/api/clients/{client_id}/history/repair",
        action=Action.WRITE_CLIENT,
        handle=repair,
        summary="Fold the hours and days of a time anew, from what is kept of it",
        answer=Repair,
        statuses=(HTTPStatus.ACCEPTED,),
        body=_REPAIR,
    ),
)
