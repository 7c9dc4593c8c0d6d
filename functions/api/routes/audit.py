"""The audit log, for admins to read."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import AuditPage, AuditQuery
from entelech.domain.configuration import SLUG_PATTERN
from entelech.domain.ids import client_id
from functions.api.routing import CURSOR, Query, Reply, Request, Route

_MAX_LIMIT = 200
_INSTANT = {"type": "string", "format": "date-time"}


def read_audit(request: Request) -> Reply:
    named = request.query.get("client_id")
    query = AuditQuery(
        limit=request.whole_number("limit", default=50, low=1, high=_MAX_LIMIT),
        cursor=request.query.get("cursor"),
        client_id=None if named is None else client_id(named),
        since=request.instant("from"),
        until=request.instant("to"),
    )
    return Reply(answer=wiring.auditor().page(query))


ROUTES = (
    Route(
        method="GET",
        path="/api/audit",
        action=Action.READ_AUDIT,
        handle=read_audit,
        summary="Who did what, and what it changed; the newest first",
        answer=AuditPage,
        queries=(
            Query(name="client_id", schema={"type": "string", "pattern": SLUG_PATTERN}),
            Query(name="from", schema=_INSTANT),
            Query(name="to", schema=_INSTANT),
            Query(
                name="limit",
                schema={"type": "integer", "minimum": 1, "maximum": _MAX_LIMIT, "default": 50},
            ),
            CURSOR,
        ),
    ),
)
