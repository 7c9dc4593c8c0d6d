"""What a client's automations did and were worth, and how its figures come."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.errors import InvalidError
from entelech.domain.ingest_log import IngestList
from entelech.domain.performance import PerformanceMetrics
from entelech.domain.timeframe import Timeframe
from entelech.services.pushing import PushSecret
from functions.api.routing import CURSOR, Query, Reply, Request, Route

_TIMEFRAMES = [each.value for each in Timeframe]
_MAX_DAYS = 100


def client_metrics(request: Request) -> Reply:
    text = request.query.get("timeframe", Timeframe.MONTH.value)
    if text not in _TIMEFRAMES:
        raise InvalidError(field="timeframe", expected=f"one of {', '.join(_TIMEFRAMES)}")
    answer = wiring.performance().metrics(request.scope, request.client_id, Timeframe(text))
    return Reply(answer=answer)


def ingests(request: Request) -> Reply:
    answer = wiring.performance().ingests(
        request.scope,
        request.client_id,
        limit=request.whole_number("limit", default=14, low=1, high=_MAX_DAYS),
        cursor=request.query.get("cursor"),
    )
    return Reply(answer=answer)


def secret(request: Request) -> Reply:
    return Reply(answer=wiring.pushing().secret(request.scope, request.client_id))


def renew(request: Request) -> Reply:
    return Reply(answer=wiring.pushing().renew(request.scope, request.client_id))


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/metrics",
        action=Action.READ_CLIENT,
        handle=client_metrics,
        summary="What a client's automations did and were worth",
        answer=PerformanceMetrics,
        queries=(Query(name="timeframe", schema={"enum": _TIMEFRAMES, "default": "30d"}),),
    ),
    Route(
        method="GET",
        path="/api/clients/{client_id}/ingests",
        action=Action.READ_CLIENT,
        handle=ingests,
        summary="What was told of a client's days, earlier revisions and what could not be used",
        answer=IngestList,
        queries=(
            Query(
                name="limit",
                schema={"type": "integer", "minimum": 1, "maximum": _MAX_DAYS, "default": 14},
            ),
            CURSOR,
        ),
    ),
    Route(
        method="GET",
        path="/api/clients/{client_id}/push-secret",
        action=Action.WRITE_CLIENT,
        handle=secret,
        summary="What a client's systems sign pushed figures with",
        answer=PushSecret,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/push-secret/renew",
        action=Action.WRITE_CLIENT,
        handle=renew,
        summary="Give a client a new secret to sign with; the old one counts no more",
        answer=PushSecret,
    ),
)
