"""Tool ``generate_client_reports``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from entelech import wiring
from entelech.domain.access import Action, ClientScope
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id
from entelech.domain.reports.record import FileFormat, ReportRecord
from entelech.domain.reports.request import TYPES, ReportRequest, parse_type
from functions.mcp.tool import CLIENT_ID, WRITES, ToolAnswer, ToolSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_POINTS = 5
_MAX_LENGTH = 300


@dataclass(frozen=True, kw_only=True)
class ReportLink:
    """A file of the report; the link works for five minutes."""

    format: str
    url: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class GeneratedReport:
    """The report in short; what it says is null while ``state`` is queued."""

    report_id: str
    client_id: str
    state: str
    failure: str | None
    period_label: str | None
    generated_at: datetime | None
    revision: int
    is_stale: bool
    overall_health: str | None
    verdict: str | None
    details: str | None
    key_achievements: Sequence[str]
    areas_for_improvement: Sequence[str]
    recommendations: Sequence[str]
    uptime_percentage: float | None
    total_automations: int | None
    success_rate: float | None
    total_savings: float | None
    currency: str | None
    links: Sequence[ReportLink]


def _call(scope: ClientScope, arguments: Mapping[str, Any]) -> ToolAnswer:
    fields = Fields(arguments, whole="arguments")
    request = ReportRequest(
        client_id=client_id(arguments.get("client_id")),
        report_type=parse_type(fields),
        include_recommendations=fields.flag("include_recommendations", default=True),
    )
    record = wiring.report_desk().order(scope, request)
    return ToolAnswer(text=_text(record), content=_content(record))


def _content(record: ReportRecord) -> GeneratedReport:
    told = record.highlights
    return GeneratedReport(
        report_id=record.name,
        client_id=record.client_id,
        state=record.state.value,
        failure=record.failure,
        period_label=told.period_label if told else None,
        generated_at=record.generated_at,
        revision=record.revision,
        is_stale=record.stale_since is not None,
        overall_health=told.summary.overall_health if told else None,
        verdict=told.summary.verdict if told else None,
        details=told.summary.details[:_MAX_LENGTH] if told else None,
        key_achievements=_short(told.summary.key_achievements) if told else (),
        areas_for_improvement=_short(told.summary.areas_for_improvement) if told else (),
        recommendations=_short(told.recommendations) if told else (),
        uptime_percentage=told.uptime_percentage if told else None,
        total_automations=told.total_automations if told else None,
        success_rate=told.success_rate if told else None,
        total_savings=told.total_savings if told else None,
        currency=told.currency if told else None,
        links=[_link(record, each) for each in FileFormat] if record.is_ready else (),
    )


def _link(record: ReportRecord, file_format: FileFormat) -> ReportLink:
    link = wiring.report_desk().link_of(record, file_format)
    return ReportLink(format=file_format.value, url=link.url, size_bytes=link.size_bytes)


def _short(sentences: Sequence[str]) -> list[str]:
    return [each[:_MAX_LENGTH] for each in sentences[:_MAX_POINTS]]


def _text(record: ReportRecord) -> str:
    """The verdict and what stands behind it, or what to do meanwhile."""
    told = record.highlights
    if told is None:
        return (
            f"Report {record.name} of {record.client_id} is {record.state.value}. Call again with the "
            "same arguments in a few seconds."
        )
    lines = [
        f"{record.client_name}, {told.period_label}: {told.summary.verdict} {told.summary.details}"
    ]
    lines += [f"Well: {each}" for each in _short(told.summary.key_achievements)]
    lines += [f"To improve: {each}" for each in _short(told.summary.areas_for_improvement)]
    lines += [f"Recommended: {each}" for each in _short(told.recommendations)]
    return "\n".join(lines)


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
