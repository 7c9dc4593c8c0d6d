"""A report as it is kept: what it is of, where its files are, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from entelech.domain.ids import ClientId
from entelech.domain.reports.file_format import FileFormat
from entelech.domain.reports.model import ExecutiveSummary
from entelech.domain.reports.period import ReportPeriod


class ReportState(StrEnum):
    """Where a report is on its way."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class Origin(StrEnum):
    """Why a report is made."""

    REQUEST = "request"
    SCHEDULE = "schedule"
    BULK = "bulk"


class ReportOrder(Struct, frozen=True, kw_only=True):
    """A report that is wanted. ``is_reissue``: a new revision if the figures were restated."""

    client_id: ClientId
    asked: ReportPeriod
    origin: Origin
    include_recommendations: bool = True
    is_reissue: bool = False
    recipients: tuple[str, ...] = ()
    bulk_id: str | None = None

    @property
    def name(self) -> str:
        """The same for the same client, time and kind of report, whatever its revision."""
        return self.asked.name if self.include_recommendations else f"{self.asked.name}-bare"


class ReportFile(Struct, frozen=True, kw_only=True):
    """A file in the bucket of reports."""

    file_format: FileFormat
    key: str
    size_bytes: int
    sha256: str


class Highlights(Struct, frozen=True, kw_only=True):
    """What a list, a mail and an assistant tell of a report without opening it."""

    summary: ExecutiveSummary
    period_label: str
    uptime_percentage: float | None
    uptime_target_percentage: float
    total_automations: int | None
    success_rate: float | None
    total_savings: float | None
    currency: str
    recommendations: tuple[str, ...]


class ReportRecord(Struct, frozen=True, kw_only=True):
    """One client's report of one time. ``version`` grows by one with every change, from 1.

    ``revision`` is that of the files; 0 while there are none. ``stale_since``: since then the figures
    are known to have been restated. ``failure`` is in words of our own.
    """

    client_id: ClientId
    client_name: str
    name: str
    asked: ReportPeriod
    origin: Origin
    include_recommendations: bool
    state: ReportState
    ordered_at: datetime
    version: int = 1
    revision: int = 0
    generated_at: datetime | None = None
    inputs_sha256: str | None = None
    files: tuple[ReportFile, ...] = ()
    highlights: Highlights | None = None
    changes: tuple[str, ...] = ()
    stale_since: datetime | None = None
    failure: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be read."""
        return self.revision > 0


class FileShown(Struct, frozen=True, kw_only=True):
    """A file of a report; its link comes from the download."""

    format: str
    size_bytes: int
    sha256: str


class ReportShown(Struct, frozen=True, kw_only=True):
    """A report in a list. ``is_stale``: figures were restated since; it can be made again."""

    report_id: str
    client_id: str
    client_name: str
    report_type: str
    period_label: str | None
    first_day: str
    last_day: str
    origin: str
    state: str
    ordered_at: datetime
    generated_at: datetime | None
    revision: int
    changes: Sequence[str]
    is_stale: bool
    failure: str | None
    overall_health: str | None
    verdict: str | None
    uptime_percentage: float | None
    files: Sequence[FileShown]


class ReportList(Struct, frozen=True, kw_only=True):
    """Reports, the newest first; ``next_cursor`` is null when nothing older is left."""

    reports: Sequence[ReportShown]
    next_cursor: str | None


class DownloadLink(Struct, frozen=True, kw_only=True):
    """A link that anybody who has it can follow until it expires."""

    url: str
    file_name: str
    content_type: str
    size_bytes: int
    sha256: str
    expires_at: datetime


def shown(record: ReportRecord) -> ReportShown:
    """The report as it may be seen."""
    told = record.highlights
    return ReportShown(
        report_id=record.name,
        client_id=record.client_id,
        client_name=record.client_name,
        report_type=record.asked.report_type.value,
        period_label=told.period_label if told else None,
        first_day=_text(record.asked.first),
        last_day=_text(record.asked.last),
        origin=record.origin.value,
        state=record.state.value,
        ordered_at=record.ordered_at,
        generated_at=record.generated_at,
        revision=record.revision,
        changes=record.changes,
        is_stale=record.stale_since is not None,
        failure=record.failure,
        overall_health=told.summary.overall_health if told else None,
        verdict=told.summary.verdict if told else None,
        uptime_percentage=told.uptime_percentage if told else None,
        files=[
            FileShown(format=each.file_format.value, size_bytes=each.size_bytes, sha256=each.sha256)
            for each in record.files
        ],
    )


def _text(day: date) -> str:
    return day.isoformat()
