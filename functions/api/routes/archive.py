"""Months of a client's history that are kept outside of the table."""

from __future__ import annotations

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.archive import parse_month
from entelech.services.archiving import ArchiveList, Restored
from functions.api.routing import Reply, Request, Route


def list_months(request: Request) -> Reply:
    return Reply(answer=wiring.archiver().months(request.scope, request.client_id))


def restore(request: Request) -> Reply:
    month = parse_month(request.path["month"])
    return Reply(answer=wiring.archiver().restore(request.scope, request.client_id, month))


ROUTES = (
    Route(
        method="GET",
        path="/api/clients/{client_id}/archive",
        action=Action.READ_CLIENT,
        handle=list_months,
        summary="The months of a client's history that are in the archive",
        answer=ArchiveList,
    ),
    Route(
        method="POST",
        path="/api/clients/{client_id}/archive/{month}/restore",
        action=Action.WRITE_CLIENT,
        handle=restore,
        summary="Put an archived month's hours back for 30 days",
        answer=Restored,
    ),
)
