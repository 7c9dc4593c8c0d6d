"""Tool ``list_client_reports``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.reports.record import ReportList, ReportShown
from functions.mcp.tool import CLIENT_ID, READS, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_LIMIT = 10
_MAX_LIMIT = 50


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    limit = _DEFAULT_LIMIT
    if fields.has("limit"):
        limit = fields.integer("limit", low=1, high=_MAX_LIMIT)
    found = wiring.report_desk().of_client(scope, client_id(arguments.get("client_id")))[:limit]
    lines = [_line(each) for each in found] or ["There is no report yet."]
    content = ReportList(reports=[replace(each, files=()) for each in found], next_cursor=None)
    return ToolAnswer(text="\n".join(lines), content=content)


def _line(report: ReportShown) -> str:
    said = report.verdict or report.failure or ""
    return f"{report.report_id}: {report.period_label or report.state}. {said}".strip()


TOOL = ToolSpec(
    name="list_client_reports",
    title="Reports of a client",
    description=(
        "The reports of a client, those that were ordered last first, with their verdicts. "
        "get_client_report tells more of one; generate_client_reports makes another."
    ),
    action=Action.READ_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["client_id"],
        "properties": {
            "client_id": CLIENT_ID,
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": _MAX_LIMIT,
                "default": _DEFAULT_LIMIT,
                "description": "How many to list at most.",
            },
        },
    },
    answer=ReportList,
    annotations=READS,
    call=_call,
)
