"""Tool ``get_client_report``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from functions.mcp.report_summary import GeneratedReport, told
from functions.mcp.tool import CLIENT_ID, READS, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.mcp.tool import ToolAnswer


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    name = Fields(arguments, whole="arguments").text("report_id", max_length=100)
    return told(wiring.report_desk().report(scope, client_id(arguments.get("client_id")), name))


TOOL = ToolSpec(
    name="get_client_report",
    title="A report of a client",
    description=(
        "One report that is there, by the id that list_client_reports names: summary, and links to "
        "its PDF, HTML, CSV and JSON that work for five minutes."
    ),
    action=Action.READ_CLIENT,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["client_id", "report_id"],
        "properties": {
            "client_id": CLIENT_ID,
            "report_id": {"type": "string", "minLength": 1, "maxLength": 100},
        },
    },
    answer=GeneratedReport,
    annotations=READS,
    call=_call,
)
