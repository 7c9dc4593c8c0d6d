"""The fleet as the dashboard shows it."""

from __future__ import annotations

from http import HTTPStatus

from msgspec import Struct

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.fleet import FleetStatus, PollerHealth
from entelech.domain.trend import SystemTrends
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of

_MAX_DAYS = 365


class HealthCheck(Struct, frozen=True, kw_only=True):
    """Whether the product itself works: down when checks do not run, whatever else still answers.

    ``last_tick_age_seconds`` is null before the first check.
    """

    status: str
    poller: PollerHealth
    last_tick_age_seconds: int | None


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
