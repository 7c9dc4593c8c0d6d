"""Reports: where they and their files are, who makes the files, and what is ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.reports.file_format import FileFormat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.brand import Brand
    from entelech.domain.ids import ClientId
    from entelech.domain.notification import Notice
    from entelech.domain.reports.bulk import Bulk, BulkPart
    from entelech.domain.reports.inputs import Subject
    from entelech.domain.reports.model import Report
    from entelech.domain.reports.period import ReportType
    from entelech.domain.reports.record import ReportOrder, ReportRecord
    from entelech.domain.reports.standing import StandingOrder
    from entelech.domain.reports.words import Words


class Rendered(Struct, frozen=True, kw_only=True):
    """A file that was made."""

    file_format: FileFormat
    content: bytes


class Printer(Protocol):
    """Makes a report's files, the same for the same report."""

    def words(self, subject: Subject, currency: str) -> Words:
        """How the client's report says things."""

    def render(self, report: Report, brand: Brand) -> Sequence[Rendered]:
        """Every format."""


class ReportFiles(Protocol):
    """The files of reports."""

    def write(self, key: str, rendered: Rendered) -> None:
        """Store the file, in the place of what was there."""

    def read(self, key: str) -> bytes | None:
        """The file, None when it is not there."""

    def link(self, key: str, file_name: str, seconds: int) -> str:
        """A link that works for so long, for whoever has it."""

    def remove(self, client_id: ClientId) -> None:
        """Delete all files of the client; safe to repeat."""


class ReportStore(Protocol):
    """Reports, and what is ordered of them."""

    def report(self, client_id: ClientId, name: str) -> ReportRecord | None:
        """The client's report of that name."""

    def save(self, record: ReportRecord, notices: Sequence[Notice] = ()) -> None:
        """Store it, if what is stored is one version before, and with it what is owed.

        Raises:
            LostRaceError: it is not; nothing was written.
        """

    def of_client(self, client_id: ClientId) -> Sequence[ReportRecord]:
        """The client's reports, by name."""

    def page(
        self, scope: ClientScope, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[ReportRecord], str | None]:
        """Those in ``scope``, ordered last first, and the cursor of the next page.

        May lag behind by a moment. A page may have fewer than the limit and a cursor all the same.

        Raises:
            InvalidError: the cursor is none of ours.
        """

    def brand(self, client_id: ClientId | None) -> Brand | None:
        """The client's own, or with None the deployment's; None where nothing was said."""

    def save_brand(self, client_id: ClientId | None, brand: Brand) -> None:
        """Store it, in the place of what was there."""


class StandingStore(Protocol):
    """Standing orders."""

    def of_client(self, client_id: ClientId) -> Sequence[StandingOrder]:
        """All of the client."""

    def due(self, now: datetime, *, limit: int) -> Sequence[StandingOrder]:
        """Those that are due by then, the longest overdue first. May lag behind by a moment."""

    def save(self, order: StandingOrder) -> None:
        """Store it, if what is stored is one version before.

        Raises:
            LostRaceError: it is not; nothing was written.
        """

    def remove(self, client_id: ClientId, report_type: ReportType) -> bool:
        """Forget it; whether it was there."""


class BulkStore(Protocol):
    """Orders of everybody's reports, kept for 30 days."""

    def bulk(self, bulk_id: str) -> Bulk | None:
        """The order."""

    def save(self, bulk: Bulk) -> None:
        """Store it, in the place of what was there."""

    def parts(self, bulk_id: str) -> Sequence[BulkPart]:
        """Every client's part, by client."""

    def add_part(self, bulk_id: str, part: BulkPart) -> None:
        """Store it, unless the client has one."""

    def save_part(self, bulk_id: str, part: BulkPart) -> None:
        """Store it, in the place of what was there."""


class ReportQueue(Protocol):
    """Hands orders to the worker, at least once each, in no order."""

    def send(self, orders: Sequence[ReportOrder]) -> None:
        """Queue them; costs one request per ten."""

    def send_bulk(self, bulk_id: str) -> None:
        """Queue the listing of everybody's reports."""

    def send_review(self, client_ids: Sequence[ClientId]) -> None:
        """Queue a look at each client's latest reports: were their figures restated?"""
