"""What systems send of themselves, shown with a token of their own."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.beat import BEAT_SCHEMA
from entelech.domain.rate import INGEST
from entelech.services.listening import Heard
from functions.api.routing import Reply, Request, Route


def heartbeat(request: Request) -> Reply:
    return Reply(answer=wiring.listener().hear(request.path["token"], request.body))


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
)
