"""How a client was."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields, line_of_text
from entelech.domain.history import ClientHistory
from entelech.domain.period import Period
from entelech.domain.repair import Repair
from entelech.domain.timeframe import LONGEST, Asked, Timeframe, parse_asked, parse_day
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
    system = request.query.get("system")
    if system is not None:
        system = line_of_text(system, field="system", max_length=100)
    answer = wiring.history().client_history(
        request.scope, request.client_id, _asked(request.query), points_of=system
    )
    return Reply(answer=answer)


def _asked(query: Mapping[str, str]) -> Asked:
    spans = [query.get(name) for name in ("timeframe", "from", "to")]
    now = wiring.clock().now()
    if "day" not in query:
        return parse_asked(*spans, now=now)
    if any(spans):
        raise InvalidError(field="day", expected="either a day or another time")
    return parse_day(query["day"], now=now)


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
        summary="Uptime, outages and response times of a client over a timeframe, a time or a day",
        answer=ClientHistory,
        queries=(
            Query(
                name="timeframe",
                schema={"enum": [each.value for each in Timeframe], "default": "24h"},
            ),
            Query(name="from", schema=_INSTANT),
            Query(name="to", schema=_INSTANT),
            Query(name="day", schema={"type": "string", "format": "date"}),
            Query(name="system", schema={"type": "string", "minLength": 1, "maxLength": 100}),
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
