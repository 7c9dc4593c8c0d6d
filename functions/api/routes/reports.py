"""Reports: make, list, read, download."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from entelech import wiring
from entelech.domain.access import Action
from entelech.domain.audit import differences
from entelech.domain.brand import BRAND_SCHEMA, BrandShown
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.reports.bulk import BulkProgress
from entelech.domain.reports.file_format import FileFormat
from entelech.domain.reports.model import Report
from entelech.domain.reports.record import DownloadLink, ReportList, ReportShown, shown
from entelech.domain.reports.request import REPORT_SCHEMA, TYPES, parse_request, parse_type
from functions.api.routing import CURSOR, LIMIT, Query, Reply, Request, Route, limit_of

_BULK: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "report_type": {"enum": TYPES, "default": "monthly"},
        "include_recommendations": {"type": "boolean", "default": True},
    },
}
_FORMAT = Query(
    name="format",
    schema={"enum": [each.value for each in FileFormat], "default": FileFormat.PDF.value},
)
_CLIENT = Query(name="client_id", schema={"type": "string", "minLength": 1, "maxLength": 64})


def list_reports(request: Request) -> Reply:
    named = request.query.get("client_id")
    if named is not None:
        found = wiring.report_desk().of_client(request.scope, client_id(named))
        return Reply(answer=ReportList(reports=found[: limit_of(request)], next_cursor=None))
    page = wiring.report_desk().page(
        request.scope, limit=limit_of(request), cursor=request.query.get("cursor")
    )
    return Reply(answer=page)


def make(request: Request) -> Reply:
    asked = parse_request(request.body, wiring.clock().now())
    record = wiring.report_desk().order(request.scope, asked)
    return Reply(answer=shown(record), status=HTTPStatus.ACCEPTED)


def read(request: Request) -> Reply:
    record = wiring.report_desk().report(request.scope, request.client_id, _name(request))
    return Reply(answer=shown(record))


def read_content(request: Request) -> Reply:
    content = wiring.report_desk().content(request.scope, request.client_id, _name(request))
    return Reply(answer=json.loads(content))


def download(request: Request) -> Reply:
    text = request.query.get("format", FileFormat.PDF.value)
    if text not in set(FileFormat):
        raise InvalidError(field="format", expected="pdf, html, csv or json")
    link = wiring.report_desk().link(
        request.scope, request.client_id, _name(request), FileFormat(text)
    )
    return Reply(answer=link)


def read_brand(request: Request) -> Reply:
    return Reply(answer=wiring.report_desk().brand(request.scope, _brand_of(request)))


def set_brand(request: Request) -> Reply:
    before, after = wiring.report_desk().set_brand(request.scope, _brand_of(request), request.body)
    return Reply(answer=after, changes=differences(before, after))


def start_bulk(request: Request) -> Reply:
    fields = Fields(request.body)
    fields.refuse_unknown(_BULK["properties"])
    started = wiring.report_rounds().start_bulk(
        request.scope,
        parse_type(fields),
        include_recommendations=fields.flag("include_recommendations", default=True),
    )
    return Reply(answer=started, status=HTTPStatus.ACCEPTED)


def read_bulk(request: Request) -> Reply:
    return Reply(
        answer=wiring.report_rounds().progress(request.scope, request.path["bulk_id"][:64])
    )


def _name(request: Request) -> str:
    return request.path["report_id"][:128]


def _brand_of(request: Request) -> Any:
    """The client named in the query; None: the deployment."""
    named = request.query.get("client_id")
    return None if named is None else client_id(named)


ROUTES = (
    Route(
        method="GET",
        path="/api/reports",
        action=Action.READ_CLIENT,
        handle=list_reports,
        summary="Reports, the last ordered first; of all clients that the key sees, or of one",
        answer=ReportList,
        queries=(_CLIENT, LIMIT, CURSOR),
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="POST",
        path="/api/reports",
        action=Action.WRITE_CLIENT,
        handle=make,
        summary="Make a report, unless it is there; its state tells when it is ready",
        answer=ReportShown,
        statuses=(HTTPStatus.ACCEPTED,),
        body=REPORT_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="GET",
        path="/api/reports/brand",
        action=Action.READ_CLIENT,
        handle=read_brand,
        summary="Whose name reports carry: the deployment's, or with client_id a client's",
        answer=BrandShown,
        queries=(_CLIENT,),
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="PUT",
        path="/api/reports/brand",
        action=Action.WRITE_CLIENT,
        handle=set_brand,
        summary="Set name, accent and footer of reports, and the logo where it is named",
        answer=BrandShown,
        queries=(_CLIENT,),
        body=BRAND_SCHEMA,
        errors=(HTTPStatus.NOT_FOUND,),
    ),
    Route(
        method="POST",
        path="/api/reports/bulk",
        action=Action.WRITE_CLIENT,
        handle=start_bulk,
        summary="Make a report of every active client",
        answer=BulkProgress,
        statuses=(HTTPStatus.ACCEPTED,),
        body=_BULK,
    ),
    Route(
        method="GET",
        path="/api/reports/bulk/{bulk_id}",
        action=Action.READ_FLEET,
        handle=read_bulk,
        summary="How far everybody's reports are",
        answer=BulkProgress,
    ),
    Route(
        method="GET",
        path="/api/reports/{client_id}/{report_id}",
        action=Action.READ_CLIENT,
        handle=read,
        summary="One report: its state, revision, files, and what it says in short",
        answer=ReportShown,
    ),
    Route(
        method="GET",
        path="/api/reports/{client_id}/{report_id}/content",
        action=Action.READ_CLIENT,
        handle=read_content,
        summary="The whole report",
        answer=Report,
        errors=(HTTPStatus.CONFLICT,),
    ),
    Route(
        method="GET",
        path="/api/reports/{client_id}/{report_id}/download",
        action=Action.READ_CLIENT,
        handle=download,
        summary="A link to a file of a report, which works for five minutes",
        answer=DownloadLink,
        queries=(_FORMAT,),
        errors=(HTTPStatus.CONFLICT,),
    ),
)
