"""The four paths of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.configuration import ClientConfiguration, configuration
from entelech.domain.fleet import FleetStatus, PollerHealth
from entelech.domain.health import ClientHealth
from entelech.domain.incident_answer import IncidentShown
from entelech.domain.performance import PerformanceMetrics
from entelech.domain.timeframe import Timeframe
from entelech.domain.trend import SystemTrends
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of

_MAX_DAYS = 365
_INCIDENTS_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """Whether the product itself works: down when checks do not run, whatever else still answers.

    ``last_tick_age_seconds`` is null before the first check.
    """

    status: str
    poller: PollerHealth
    last_tick_age_seconds: int | None


@dataclass(frozen=True, kw_only=True)
class ClientDetails:
    """All about one client. ``metrics`` are those of its last 30 complete days.

    ``incidents`` are the latest of 90 days, the newest first.
    """

    client_id: str
    client_name: str
    health: ClientHealth
    metrics: PerformanceMetrics
    incidents: Sequence[IncidentShown]
    configuration: ClientConfiguration


def health_check(_request: Request) -> Reply:
    poller = wiring.status().poller_health()
    last = poller.last_tick_at
    age = int((wiring.clock().now() - last).total_seconds()) if last else None
    answer = HealthCheck(
        status="down" if poller.is_stale else "healthy", poller=poller, last_tick_age_seconds=age
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if poller.is_stale else HTTPStatus.OK
    return Reply(answer=answer, status=status)


def summary(request: Request) -> Reply:
    return Reply(
        answer=wiring.status().all_clients(
            request.scope,
            include_inactive=request.flag("include_inactive"),
            limit=limit_of(request),
            cursor=request.query.get("cursor"),
        )
    )


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


def trends(request: Request) -> Reply:
    days = request.whole_number("days", default=30, low=1, high=_MAX_DAYS)
    return Reply(answer=wiring.trends().trends(request.scope, days))


ROUTES = (
    Route(
        method="GET",
        path="/api/health-check",
        action=None,
        handle=health_check,
        summary="Whether the product itself works",
        answer=HealthCheck,
        statuses=(HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE),
    ),
    Route(
        method="GET",
        path="/api/dashboard/summary",
        action=Action.READ_FLEET,
        handle=summary,
        summary="All clients, worst first",
        answer=FleetStatus,
        queries=(
            Query(name="include_inactive", schema={"type": "boolean", "default": False}),
            LIMIT,
            CURSOR,
        ),
    ),
    Route(
        method="GET",
        path="/api/client/{client_id}/details",
        action=Action.READ_CLIENT,
        handle=details,
        summary="All about one client",
        answer=ClientDetails,
    ),
    Route(
        method="GET",
        path="/api/system/trends",
        action=Action.READ_FLEET,
        handle=trends,
        summary="The fleet day by day",
        answer=SystemTrends,
        queries=(
            Query(
                name="days",
                schema={"type": "integer", "minimum": 1, "maximum": _MAX_DAYS, "default": 30},
            ),
        ),
    ),
)
