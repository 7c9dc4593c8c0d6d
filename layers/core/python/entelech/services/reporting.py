"""Makes reports: the worker's part."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.brand import Brand
from entelech.domain.channel import ChannelId
from entelech.domain.errors import EntelechError, NotFoundError
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Attachment, Facts, Notice
from entelech.domain.reports.file_format import CONTENT_TYPES, MAX_ATTACHMENT_BYTES, FileFormat
from entelech.domain.reports.making import changed_figures, report_of
from entelech.domain.reports.record import (
    Highlights,
    ReportFile,
    ReportOrder,
    ReportRecord,
    ReportState,
)
from entelech.ports.clock import Clock
from entelech.ports.queues import AT_ONCE, NotifyQueue
from entelech.ports.registry import RegistryStore
from entelech.ports.reports import Printer, ReportFiles, ReportStore
from entelech.services.gathering import Gatherer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.reports.inputs import ReportInputs
    from entelech.domain.reports.model import Report
    from entelech.domain.reports.words import Words
    from entelech.ports.reports import Rendered

MAIL = ChannelId("email")
_REVIEWED = 12
"""Of a client, so many of its latest reports are looked at for restatements."""


class Made(Struct, frozen=True, kw_only=True):
    """What became of an order. ``is_new``: files were made."""

    record: ReportRecord
    is_new: bool


class Reporter(Struct, frozen=True, kw_only=True):
    """Makes each report once. Being stopped anywhere, or told twice, makes no second one."""

    registry: RegistryStore
    gatherer: Gatherer
    printer: Printer
    files: ReportFiles
    store: ReportStore
    notify: NotifyQueue
    clock: Clock

    def make(self, order: ReportOrder) -> Made:
        """The report of the order; the one that is there, unless it is to be issued anew.

        1. The files are written under the revision's own name, the same for the same inputs.
        2. The row, and with it what is owed to recipients, is written in one transaction.
        3. Whoever sends is woken, if anything is owed.

        Raises:
            NotFoundError: there is no such client any more.
            LostRaceError: another worker has just made it.
            UnavailableError: something that it stands on did not answer.
        """
        client = self.registry.client(order.client_id)
        if client is None:
            raise NotFoundError("There is no such client any more.")
        before = self.store.report(order.client_id, order.name)
        if before is not None and before.is_ready and not order.is_reissue:
            return Made(record=before, is_new=False)
        now = self.clock.now().replace(microsecond=0)
        inputs = self.gatherer.inputs(client, order.asked, now)
        if before is not None and before.inputs_sha256 == inputs.sha256():
            return Made(record=self._settled(before), is_new=False)
        made = self._made(order, before or queued(order, client, now), inputs, now)
        record = replace(made, version=before.version + 1 if before else 1)
        notices = [_notice(record, client, order, now)] if order.recipients else []
        self.store.save(record, notices)
        if notices:
            self.notify.wake(AT_ONCE)
        return Made(record=record, is_new=True)

    def give_up(self, order: ReportOrder, error: Exception) -> None:
        """Note on the order's row that it is not tried any more, and why, in words of our own."""
        before = self.store.report(order.client_id, order.name)
        if before is None or before.is_ready:
            return
        said = error.message if isinstance(error, EntelechError) else "Something broke on our side."
        self.store.save(
            replace(before, state=ReportState.FAILED, failure=said, version=before.version + 1)
        )

    def review(self, client_id: ClientId) -> int:
        """Mark the client's latest reports whose figures were restated since; how many are new."""
        client = self.registry.client(client_id)
        if client is None:
            return 0
        found = [each for each in self.store.of_client(client_id) if each.is_ready]
        latest = sorted(found, key=lambda each: each.asked.period.end)[-_REVIEWED:]
        return sum(self._is_newly_stale(each, client) for each in latest)

    def _is_newly_stale(self, record: ReportRecord, client: Client) -> bool:
        now = self.clock.now()
        inputs = self.gatherer.inputs(client, record.asked, now)
        is_stale = inputs.sha256() != record.inputs_sha256
        if is_stale == (record.stale_since is not None):
            return False
        since = now if is_stale else None
        self.store.save(replace(record, stale_since=since, version=record.version + 1))
        return is_stale

    def _settled(self, record: ReportRecord) -> ReportRecord:
        """The figures are those of the last revision after all."""
        if record.stale_since is None and record.state is ReportState.READY:
            return record
        after = replace(
            record, state=ReportState.READY, stale_since=None, version=record.version + 1
        )
        self.store.save(after)
        return after

    def _made(
        self, order: ReportOrder, before: ReportRecord, inputs: ReportInputs, now: datetime
    ) -> ReportRecord:
        words = self.printer.words(inputs.subject, inputs.terms.currency)
        revision = before.revision + 1
        report = report_of(
            inputs,
            words,
            generated_at=now,
            revision=revision,
            include_recommendations=order.include_recommendations,
        )
        highlights = highlights_of(report)
        changes = _changes(before.highlights, highlights, words)
        report = replace(report, report_metadata=replace(report.report_metadata, changes=changes))
        rendered = self.printer.render(report, self._brand(order.client_id))
        return replace(
            before,
            state=ReportState.READY,
            revision=revision,
            generated_at=now,
            inputs_sha256=report.report_metadata.inputs_sha256,
            files=tuple(self._written(order, revision, each) for each in rendered),
            highlights=highlights,
            changes=tuple(changes),
            stale_since=None,
            failure=None,
        )

    def _written(self, order: ReportOrder, revision: int, rendered: Rendered) -> ReportFile:
        suffix = rendered.file_format.value
        key = f"reports/client_id={order.client_id}/{order.name}-r{revision}.{suffix}"
        self.files.write(key, rendered)
        return ReportFile(
            file_format=rendered.file_format,
            key=key,
            size_bytes=len(rendered.content),
            sha256=hashlib.sha256(rendered.content).hexdigest(),
        )

    def _brand(self, client_id: ClientId) -> Brand:
        return self.store.brand(client_id) or self.store.brand(None) or Brand()


def queued(order: ReportOrder, client: Client, now: datetime) -> ReportRecord:
    """The order's row before anything was made."""
    return ReportRecord(
        client_id=order.client_id,
        client_name=client.registration.client_name,
        name=order.name,
        asked=order.asked,
        origin=order.origin,
        include_recommendations=order.include_recommendations,
        state=ReportState.QUEUED,
        ordered_at=now,
    )


def highlights_of(report: Report) -> Highlights:
    """What a list, a mail and an assistant tell of it."""
    work, health = report.performance_metrics, report.system_health
    said = report.recommendations.all if report.recommendations else []
    return Highlights(
        summary=report.executive_summary,
        period_label=report.report_metadata.period_label,
        uptime_percentage=health.uptime_summary,
        uptime_target_percentage=health.service_level.target_percentage,
        total_automations=work.automation_summary.total_automations,
        success_rate=work.automation_summary.success_rate,
        total_savings=work.roi_analysis.total_savings,
        currency=work.roi_analysis.currency,
        recommendations=tuple(each.title for each in said),
    )


def _changes(before: Highlights | None, after: Highlights, words: Words) -> Sequence[str]:
    return () if before is None else changed_figures(before, after, words)


def _notice(record: ReportRecord, client: Client, order: ReportOrder, now: datetime) -> Notice:
    """One mail to all recipients, owed once a revision."""
    paper = next(each for each in record.files if each.file_format is FileFormat.PDF)
    told = record.highlights
    title = told.summary.verdict if told else ""
    is_small = paper.size_bytes <= MAX_ATTACHMENT_BYTES
    return Notice(
        notice_id=f"report#{record.client_id}#{record.name}#r{record.revision}#{MAIL}",
        kind=NoticeKind.REPORT,
        channel_id=MAIL,
        severity=Severity.INFO,
        client_id=record.client_id,
        alert_id=None,
        incident_id=None,
        created_at=now,
        due_at=now,
        facts=Facts(
            client_id=record.client_id,
            client_name=client.registration.client_name,
            title=f"{record.asked.report_type.value.capitalize()} report: {title}",
            since=record.asked.period.start,
            until=record.asked.period.end,
            description=told.summary.details if told else None,
            attachment=Attachment(
                key=paper.key,
                file_name=file_name(record, FileFormat.PDF),
                content_type=CONTENT_TYPES[FileFormat.PDF],
            )
            if is_small
            else None,
            time_zone=client.registration.time_zone,
            recipients=order.recipients,
        ),
    )


def file_name(record: ReportRecord, file_format: FileFormat) -> str:
    """What a downloaded file is called, like "tnt-limousine-001-monthly-2025-01-01-2025-01-31-r1.pdf"."""
    return f"{record.client_id}-{record.name}-r{record.revision}.{file_format.value}"
