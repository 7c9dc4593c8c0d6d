"""Orders, lists and hands out reports: what pages and assistants ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.brand import Brand, BrandShown, brand_shown, parse_brand
from entelech.domain.errors import ConflictError, LostRaceError, NotFoundError, unknown_client
from entelech.domain.reports.file_format import CONTENT_TYPES, FileFormat
from entelech.domain.reports.record import (
    DownloadLink,
    ReportList,
    ReportOrder,
    ReportRecord,
    ReportShown,
    ReportState,
    shown,
)
from entelech.ports.clock import Clock
from entelech.ports.registry import RegistryStore
from entelech.ports.reports import ReportFiles, ReportQueue, ReportStore
from entelech.services.reporting import file_name, queued

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.reports.request import ReportRequest

LINK_LASTS = timedelta(minutes=5)


class ReportDesk(Struct, frozen=True, kw_only=True):
    """Whoever asks sees the reports of the clients in their scope, and no others."""

    registry: RegistryStore
    store: ReportStore
    files: ReportFiles
    queue: ReportQueue
    clock: Clock

    def order(self, scope: ClientScope, request: ReportRequest) -> ReportRecord:
        """The report: as it is, if it is there and is not to be issued anew; else it is queued.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        client = self._client(scope, request.client_id)
        now = self.clock.now()
        order = request.order(client.calendar, now)
        before = self.store.report(order.client_id, order.name)
        if before is not None and before.is_ready and not order.is_reissue:
            return before
        record = self._noted(order, client, before)
        self.queue.send([order])
        return record

    def report(self, scope: ClientScope, client_id: ClientId, name: str) -> ReportRecord:
        """One report.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such report.
        """
        self._client(scope, client_id)
        found = self.store.report(client_id, name)
        if found is None:
            raise NotFoundError("There is no such report.", field="report_id")
        return found

    def of_client(self, scope: ClientScope, client_id: ClientId) -> list[ReportShown]:
        """The client's reports, ordered last first.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        self._client(scope, client_id)
        found = self.store.of_client(client_id)
        return [
            shown(each) for each in sorted(found, key=lambda each: each.ordered_at, reverse=True)
        ]

    def page(self, scope: ClientScope, *, limit: int, cursor: str | None) -> ReportList:
        """All reports in ``scope``, ordered last first.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        records, more = self.store.page(scope, limit=limit, cursor=cursor)
        return ReportList(reports=[shown(each) for each in records], next_cursor=more)

    def link(
        self, scope: ClientScope, client_id: ClientId, name: str, file_format: FileFormat
    ) -> DownloadLink:
        """A link to a file, for five minutes.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such report.
            ConflictError: the report is not ready.
        """
        return self.link_of(self.report(scope, client_id, name), file_format)

    def link_of(self, record: ReportRecord, file_format: FileFormat) -> DownloadLink:
        """A link to a file of a report that whoever asks may see.

        Raises:
            ConflictError: the report is not ready.
        """
        if not record.is_ready:
            raise ConflictError("The report is not ready yet.")
        file = next(each for each in record.files if each.file_format is file_format)
        name = file_name(record, file_format)
        return DownloadLink(
            url=self.files.link(file.key, name, int(LINK_LASTS.total_seconds())),
            file_name=name,
            content_type=CONTENT_TYPES[file_format],
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            expires_at=self.clock.now() + LINK_LASTS,
        )

    def content(self, scope: ClientScope, client_id: ClientId, name: str) -> bytes:
        """The report as JSON.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such report.
            ConflictError: the report is not ready.
        """
        record = self.report(scope, client_id, name)
        if not record.is_ready:
            raise ConflictError("The report is not ready yet.")
        file = next(each for each in record.files if each.file_format is FileFormat.JSON)
        found = self.files.read(file.key)
        if found is None:
            raise NotFoundError("The report's file is gone.", field="report_id")
        return found

    def brand(self, scope: ClientScope, client_id: ClientId | None) -> BrandShown:
        """Whose name a client's reports carry; with None, those of clients without their own.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        if client_id is not None:
            self._client(scope, client_id)
            own = self.store.brand(client_id)
            if own is not None:
                return brand_shown(own, is_default=False)
        said = self.store.brand(None)
        is_default = client_id is not None or said is None
        return brand_shown(said or Brand(), is_default=is_default)

    def set_brand(
        self, scope: ClientScope, client_id: ClientId | None, body: object
    ) -> tuple[BrandShown, BrandShown]:
        """The brand before and after.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            ForbiddenError: it is the deployment's, and not all clients are in ``scope``.
            InvalidError: names the field that is wrong.
            TooLargeError: the logo is.
        """
        if client_id is None:
            scope.require_everything()
        before = self.brand(scope, client_id)
        own = self.store.brand(client_id)
        brand = parse_brand(body, kept=None if own is None else own.logo)
        self.store.save_brand(client_id, brand)
        return before, brand_shown(brand, is_default=False)

    def _client(self, scope: ClientScope, client_id: ClientId) -> Client:
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return client

    def _noted(
        self, order: ReportOrder, client: Client, before: ReportRecord | None
    ) -> ReportRecord:
        """Its row says that it is queued; one that is ready stays so until the next is."""
        if before is not None and (before.is_ready or before.state is ReportState.QUEUED):
            return before
        record = queued(order, client, self.clock.now())
        if before is not None:
            record = replace(record, version=before.version + 1)
        try:
            self.store.save(record)
        except LostRaceError:  # somebody orders the same at this moment
            return self.store.report(order.client_id, order.name) or record
        return record
