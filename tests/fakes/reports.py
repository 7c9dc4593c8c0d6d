"""Everything about reports in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.errors import LostRaceError
from entelech.domain.reports.file_format import FileFormat
from entelech.ports.reports import Rendered
from tests.fakes.words import PlainWords

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


class FakePrinter:
    """Files that hold what tells reports apart."""

    def __init__(self) -> None:
        self.printed: list[tuple[Report, Brand]] = []

    def words(self, _subject: Subject, _currency: str) -> Words:
        return PlainWords()

    def render(self, report: Report, brand: Brand) -> Sequence[Rendered]:
        self.printed.append((report, brand))
        content = report.report_metadata.inputs_sha256.encode()
        return [Rendered(file_format=each, content=content) for each in FileFormat]


class FakeReportFiles:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, key: str, rendered: Rendered) -> None:
        self.files[key] = rendered.content

    def read(self, key: str) -> bytes | None:
        return self.files.get(key)

    def link(self, key: str, file_name: str, seconds: int) -> str:
        return f"https://files.example/{key}?name={file_name}&for={seconds}"

    def remove(self, client_id: ClientId) -> None:
        prefix = f"reports/client_id={client_id}/"
        self.files = {key: each for key, each in self.files.items() if not key.startswith(prefix)}


class FakeReportStore:
    def __init__(self) -> None:
        self.records: dict[tuple[ClientId, str], ReportRecord] = {}
        self.brands: dict[ClientId | None, Brand] = {}
        self.owed: list[Notice] = []

    def report(self, client_id: ClientId, name: str) -> ReportRecord | None:
        return self.records.get((client_id, name))

    def save(self, record: ReportRecord, notices: Sequence[Notice] = ()) -> None:
        before = self.records.get((record.client_id, record.name))
        if (before.version if before else 0) != record.version - 1:
            raise LostRaceError
        self.records[record.client_id, record.name] = record
        self.owed += notices

    def of_client(self, client_id: ClientId) -> Sequence[ReportRecord]:
        return [each for _, each in sorted(self.records.items()) if each.client_id == client_id]

    def page(
        self, scope: ClientScope, *, limit: int, cursor: str | None
    ) -> tuple[Sequence[ReportRecord], str | None]:
        found = [each for each in self.records.values() if scope.includes(each.client_id)]
        found.sort(key=lambda each: (each.ordered_at, each.client_id, each.name), reverse=True)
        start = int(cursor or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return found[start : start + limit], more

    def brand(self, client_id: ClientId | None) -> Brand | None:
        return self.brands.get(client_id)

    def save_brand(self, client_id: ClientId | None, brand: Brand) -> None:
        self.brands[client_id] = brand


class FakeStandingStore:
    def __init__(self) -> None:
        self.orders: dict[tuple[ClientId, ReportType], StandingOrder] = {}

    def of_client(self, client_id: ClientId) -> Sequence[StandingOrder]:
        return [each for _, each in sorted(self.orders.items()) if each.client_id == client_id]

    def due(self, now: datetime, *, limit: int) -> Sequence[StandingOrder]:
        found = [each for each in self.orders.values() if each.next_at <= now]
        return sorted(found, key=lambda each: each.next_at)[:limit]

    def save(self, order: StandingOrder) -> None:
        before = self.orders.get((order.client_id, order.report_type))
        if (before.version if before else 0) != order.version - 1:
            raise LostRaceError
        self.orders[order.client_id, order.report_type] = order

    def remove(self, client_id: ClientId, report_type: ReportType) -> bool:
        return self.orders.pop((client_id, report_type), None) is not None


class FakeBulkStore:
    def __init__(self) -> None:
        self.bulks: dict[str, Bulk] = {}
        self.kept: dict[tuple[str, ClientId], BulkPart] = {}

    def bulk(self, bulk_id: str) -> Bulk | None:
        return self.bulks.get(bulk_id)

    def save(self, bulk: Bulk) -> None:
        self.bulks[bulk.bulk_id] = bulk

    def parts(self, bulk_id: str) -> Sequence[BulkPart]:
        return [each for key, each in sorted(self.kept.items()) if key[0] == bulk_id]

    def add_part(self, bulk_id: str, part: BulkPart) -> None:
        self.kept.setdefault((bulk_id, part.client_id), part)

    def save_part(self, bulk_id: str, part: BulkPart) -> None:
        self.kept[bulk_id, part.client_id] = part


class FakeReportQueue:
    def __init__(self) -> None:
        self.orders: list[ReportOrder] = []
        self.bulks: list[str] = []
        self.reviews: list[ClientId] = []

    def send(self, orders: Sequence[ReportOrder]) -> None:
        self.orders += orders

    def send_bulk(self, bulk_id: str) -> None:
        self.bulks.append(bulk_id)

    def send_review(self, client_ids: Sequence[ClientId]) -> None:
        self.reviews += client_ids
