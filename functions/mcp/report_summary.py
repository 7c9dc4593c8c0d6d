"""A report as tools tell it: in short, with links to its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech import wiring
from entelech.domain.reports.file_format import FileFormat
from functions.mcp.tool import ToolAnswer

if TYPE_CHECKING:
    from entelech.domain.reports.record import ReportRecord

_MAX_POINTS = 5
_MAX_LENGTH = 300


class ReportLink(Struct, frozen=True, kw_only=True):
    """A file of the report; the link works for five minutes."""

    format: str
    url: str
    size_bytes: int


class GeneratedReport(Struct, frozen=True, kw_only=True):
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


def told(record: ReportRecord) -> ToolAnswer:
    """What a model needs of the report: at most 8 KB."""
    return ToolAnswer(text=_text(record), content=_content(record))


def _content(record: ReportRecord) -> GeneratedReport:
    said = record.highlights
    return GeneratedReport(
        report_id=record.name,
        client_id=record.client_id,
        state=record.state.value,
        failure=record.failure,
        period_label=said.period_label if said else None,
        generated_at=record.generated_at,
        revision=record.revision,
        is_stale=record.stale_since is not None,
        overall_health=said.summary.overall_health if said else None,
        verdict=said.summary.verdict if said else None,
        details=said.summary.details[:_MAX_LENGTH] if said else None,
        key_achievements=_short(said.summary.key_achievements) if said else (),
        areas_for_improvement=_short(said.summary.areas_for_improvement) if said else (),
        recommendations=_short(said.recommendations) if said else (),
        uptime_percentage=said.uptime_percentage if said else None,
        total_automations=said.total_automations if said else None,
        success_rate=said.success_rate if said else None,
        total_savings=said.total_savings if said else None,
        currency=said.currency if said else None,
        links=[_link(record, each) for each in FileFormat] if record.is_ready else (),
    )


def _link(record: ReportRecord, file_format: FileFormat) -> ReportLink:
    link = wiring.report_desk().link_of(record, file_format)
    return ReportLink(format=file_format.value, url=link.url, size_bytes=link.size_bytes)


def _short(sentences: Sequence[str]) -> list[str]:
    return [each[:_MAX_LENGTH] for each in sentences[:_MAX_POINTS]]


def _text(record: ReportRecord) -> str:
    """The verdict and what stands behind it, or what to do meanwhile."""
    said = record.highlights
    if said is None:
        return (
            f"Report {record.name} of {record.client_id} is {record.state.value}. Call again with the "
            "same arguments in a few seconds."
        )
    lines = [
        f"{record.client_name}, {said.period_label}: {said.summary.verdict} {said.summary.details}"
    ]
    lines += [f"Well: {each}" for each in _short(said.summary.key_achievements)]
    lines += [f"To improve: {each}" for each in _short(said.summary.areas_for_improvement)]
    lines += [f"Recommended: {each}" for each in _short(said.recommendations)]
    return "\n".join(lines)
