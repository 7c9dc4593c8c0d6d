"""Where a client's alerts are: what is pending, fires or is muted, and each step that led there."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.alert_answer import ClientAlertsShown
from functions.api.routing import LIMIT, Reply, Request, Route, limit_of


def client_alerts(request: Request) -> Reply:
    found = wiring.alert_status().of_client(
        request.scope, request.client_id, limit=limit_of(request)
    )
    return Reply(answer=found)


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/alerts",
        action=Action.READ_CLIENT,
        handle=client_alerts,
        summary="A client's alerts that are not calm, and the latest steps of all",
        answer=ClientAlertsShown,
        queries=(LIMIT,),
    ),
)
