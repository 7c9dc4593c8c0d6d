"""Tool ``generate_client_reports``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.reports.request import TYPES, ReportRequest, parse_type
from functions.mcp.report_summary import GeneratedReport, told
from functions.mcp.tool import CLIENT_ID, WRITES, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.mcp.tool import ToolAnswer


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    request = ReportRequest(
        client_id=client_id(arguments.get("client_id")),
        report_type=parse_type(fields),
        include_recommendations=fields.flag("include_recommendations", default=True),
    )
    return told(wiring.report_desk().order(scope, request))


TOOL = ToolSpec(
    name="generate_client_reports",
    title="Make a client's report",
    description=(
        "Make the status report of a client's last 1, 7, 30 or 90 complete days, or find the one "
        "that is there: summary, and links to PDF, HTML, CSV and JSON. A new one takes a few "
        "seconds; call again then. For single figures use get_performance_metrics."
    ),
    action=Action.WRITE_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["client_id"],
        "properties": {
            "client_id": CLIENT_ID,
            "report_type": {"enum": TYPES, "default": "monthly"},
            "include_recommendations": {
                "type": "boolean",
                "default": True,
                "description": "Whether the report says what could be better.",
            },
        },
    },
    answer=GeneratedReport,
    annotations=WRITES,
    call=_call,
)
