"""Incidents: what went wrong, who knows of it, and how it ended. Reading one changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import Change
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.incident import IncidentState
from entelech.domain.incident_answer import (
    ACKNOWLEDGEMENT_SCHEMA,
    MAX_NOTE,
    NOTE_SCHEMA,
    IncidentDetail,
    IncidentList,
)
from entelech.domain.period import Period
from entelech.ports.incidents import IncidentQuery
from entelech.services.incidents import LONGEST
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of, sender

if TYPE_CHECKING:
    from datetime import datetime

_MILLISECOND = timedelta(milliseconds=1)


def list_incidents(request: Request) -> Reply:
    named, state = request.query.get("client_id"), request.query.get("state")
    query = IncidentQuery(
        limit=limit_of(request),
        cursor=request.query.get("cursor"),
        client_id=None if named is None else client_id(named),
        state=None if state is None else _state(state),
        period=_period(request, wiring.clock().now()),
    )
    return Reply(answer=wiring.incidents().page(request.scope, query))


def show_incident(request: Request) -> Reply:
    return Reply(answer=wiring.incidents().detail(request.scope, request.path["incident_id"]))


def acknowledge(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(ACKNOWLEDGEMENT_SCHEMA["properties"])
    done = wiring.incidents().acknowledge(
        request.scope,
        request.path["incident_id"],
        by=sender(request),
        note=fields.text("note", max_length=MAX_NOTE) if fields.has("note") else None,
        is_real=fields.flag("is_real", default=True) if fields.has("is_real") else None,
    )
    changes = (Change(field="acknowledged_by", before=None, after=done.acknowledged_by),)
    return Reply(answer=done, changes=changes)


def note(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(NOTE_SCHEMA["properties"])
    text = fields.text("note", max_length=MAX_NOTE)
    done = wiring.incidents().note(
        request.scope, request.path["incident_id"], by=sender(request), text=text
    )
    return Reply(answer=done, changes=(Change(field="note", before=None, after=text),))


def _state(text: str) -> IncidentState:
    try:
        return IncidentState(text)
    except ValueError:
        expected = f"one of {', '.join(IncidentState)}"
        raise InvalidError(field="state", expected=expected) from None


def _period(request: Request, now: datetime) -> Period:
    """When they were opened: at any time that is kept, unless said otherwise."""
    start, end = request.instant("from"), request.instant("to")
    period = Period(start=start or now - LONGEST, end=end or now + _MILLISECOND)
    if period.start >= period.end:
        raise InvalidError(field="from", expected="an instant before to")
    return period


_INSTANT = {"type": "string", "format": "date-time"}

ROUTES = (
    Route(
        method="GET",
        path="/api/incidents",
        action=Action.READ_FLEET,
        handle=list_incidents,
        summary="Incidents, the newest first",
        answer=IncidentList,
        queries=(
            Query(name="state", schema={"enum": [each.value for each in IncidentState]}),
            Query(name="client_id", schema={"type": "string", "minLength": 1, "maxLength": 64}),
            Query(name="from", schema=_INSTANT),
            Query(name="to", schema=_INSTANT),
            LIMIT,
            CURSOR,
        ),
    ),
    Route(
        method="GET",
        path="/api/incidents/{incident_id}",
        action=Action.READ_CLIENT,
        handle=show_incident,
        summary="One incident with its alerts and its timeline",
        answer=IncidentDetail,
    ),
    Route(
        method="POST",
        path="/api/incidents/{incident_id}/acknowledge",
        action=Action.WRITE_CLIENT,
        handle=acknowledge,
        summary="Say that somebody knows: no reminder and no escalation follows",
        answer=IncidentDetail,
        body=ACKNOWLEDGEMENT_SCHEMA,
    ),
    Route(
        method="POST",
        path="/api/incidents/{incident_id}/note",
        action=Action.WRITE_CLIENT,
        handle=note,
        summary="Add a note to an incident's timeline",
        answer=IncidentDetail,
        body=NOTE_SCHEMA,
    ),
)
