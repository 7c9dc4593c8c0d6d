"""What systems send of themselves, shown with a token of their own."""

from __future__ import annotations

from http import HTTPStatus

from entelech import wiring
from entelech.domain.beat import BEAT_SCHEMA
from entelech.domain.metric_push import PUSH_SCHEMA
from entelech.domain.rate import INGEST
from entelech.services.listening import Heard
from entelech.services.pushing import PushTaken
from functions.api.routing import Reply, Request, Route


def heartbeat(request: Request) -> Reply:
    return Reply(answer=wiring.listener().hear(request.path["token"], request.body))


def metrics(request: Request) -> Reply:
    answer = wiring.pushing().take(request.raw_body, request.body, request.headers)
    return Reply(answer=answer)


ROUTES = (
    Route(
        method="POST",
        path="/api/ingest/heartbeat/{token}",
        action=None,
        open_limit=INGEST,
        is_telemetry=True,
        handle=heartbeat,
        summary="Take a system's sign of life; no body is a success",
        answer=Heard,
        body=BEAT_SCHEMA,
    ),
    Route(
        method="POST",
        path="/api/ingest/metrics",
        action=None,
        open_limit=INGEST,
        is_telemetry=True,
        handle=metrics,
        summary="Take a system's figures of a day, signed in X-Entelech-Signature",
        answer=PushTaken,
        body=PUSH_SCHEMA,
        errors=(HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT),
    ),
)
