"""All about one client."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.configuration import ClientConfiguration, configuration
from entelech.domain.health import ClientHealth
from entelech.domain.incident_answer import IncidentShown
from entelech.domain.performance import PerformanceMetrics
from entelech.domain.timeframe import Timeframe
from functions.api.routing import Reply, Request, Route

_INCIDENTS_SHOWN = 20


class ClientDetails(Struct, frozen=True, kw_only=True):
    """All about one client. ``metrics`` are those of its last 30 complete days.

    ``incidents`` are the latest of 90 days, the newest first.
    """

    client_id: str
    client_name: str
    health: ClientHealth
    metrics: PerformanceMetrics
    incidents: Sequence[IncidentShown]
    configuration: ClientConfiguration


def details(request: Request) -> Reply:
    client, health = wiring.status().client_with_health(request.scope, request.client_id)
    answer = ClientDetails(
        client_id=client.client_id,
        client_name=client.registration.client_name,
        health=health,
        metrics=wiring.performance().metrics_of(client, Timeframe.MONTH),
        incidents=wiring.incidents().lately(client.client_id, limit=_INCIDENTS_SHOWN),
        configuration=configuration(client),
    )
    return Reply(answer=answer)


ROUTES = (
    Route(
        method="GET",
        path="/api/client/{client_id}/details",
        action=Action.READ_CLIENT,
        handle=details,
        summary="All about one client",
        answer=ClientDetails,
    ),
)
