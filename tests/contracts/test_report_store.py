"""Reports, standing orders, orders of everybody's reports: the same for the fakes and the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
from entelech.adapters.dynamodb.reports import (
    DynamoBulkStore,
    DynamoReportStore,
    DynamoStandingStore,
)
from entelech.adapters.s3_reports import S3ReportFiles
from entelech.domain.access import ClientScope
from entelech.domain.brand import Brand
from entelech.domain.calendar import Calendar
from entelech.domain.channel import ChannelId
from entelech.domain.errors import InvalidError, LostRaceError, UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Facts, Notice
from entelech.domain.reports.bulk import Bulk, BulkPart, PartState
from entelech.domain.reports.file_format import FileFormat
from entelech.domain.reports.model import ExecutiveSummary
from entelech.domain.reports.period import ReportType, trailing
from entelech.domain.reports.record import Highlights, Origin, ReportFile, ReportRecord, ReportState
from entelech.domain.reports.standing import StandingOrder
from entelech.ports.reports import (
    BulkStore,
    Rendered,
    ReportFiles,
    ReportStore,
    StandingStore,
)
from tests.builders import NOON, at
from tests.fakes.reports import (
    FakeBulkStore,
    FakeReportFiles,
    FakeReportStore,
    FakeStandingStore,
)

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

TNT, OTHER = ClientId("tnt-limousine-001"), ClientId("other")
EVERYTHING = ClientScope.everything()
UTC_DAYS = Calendar(zone=ZoneInfo("UTC"))
BULK_ID = "0m5xq2v40-a1b2c3d4"


@dataclass
class Stores:
    reports: ReportStore
    standing: StandingStore
    bulks: BulkStore
    files: ReportFiles


@pytest.fixture(params=["fake", "aws"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        return Stores(
            reports=FakeReportStore(),
            standing=FakeStandingStore(),
            bulks=FakeBulkStore(),
            files=FakeReportFiles(),
        )
    table: Table = request.getfixturevalue("dynamo")
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="reports")
    return Stores(
        reports=DynamoReportStore(table),
        standing=DynamoStandingStore(table),
        bulks=DynamoBulkStore(table),
        files=S3ReportFiles(lambda: client, bucket="reports"),
    )


def a_record(client_id: ClientId = TNT, **overrides: Any) -> ReportRecord:
    asked = trailing(ReportType.MONTHLY, NOON, UTC_DAYS)
    return ReportRecord(
        **{
            "client_id": client_id,
            "client_name": "TNT Limousine",
            "name": asked.name,
            "asked": asked,
            "origin": Origin.REQUEST,
            "include_recommendations": True,
            "state": ReportState.QUEUED,
            "ordered_at": NOON,
            **overrides,
        }
    )


READY = a_record(
    version=2,
    state=ReportState.READY,
    revision=1,
    generated_at=at(1),
    inputs_sha256="0" * 64,
    files=(
        ReportFile(file_format=FileFormat.PDF, key="reports/x.pdf", size_bytes=9, sha256="1" * 64),
    ),
    highlights=Highlights(
        summary=ExecutiveSummary(
            overall_health="healthy",
            verdict="The uptime target was met.",
            details="Uptime was 99.82%.",
            key_achievements=["One"],
            areas_for_improvement=[],
        ),
        period_label="Last 30 Days",
        uptime_percentage=99.82,
        uptime_target_percentage=99.5,
        total_automations=1187,
        success_rate=94.96,
        total_savings=15420.5,
        currency="USD",
        recommendations=("Two",),
    ),
    changes=("Three",),
    stale_since=at(2),
    failure=None,
)


def test_a_report_reads_back(stores: Stores) -> None:
    queued = a_record()
    stores.reports.save(queued)
    assert stores.reports.report(TNT, queued.name) == queued

    stores.reports.save(READY)

    assert stores.reports.report(TNT, queued.name) == READY
    assert stores.reports.of_client(TNT) == [READY]
    assert stores.reports.report(OTHER, queued.name) is None


def test_of_two_who_change_a_report_one_loses(stores: Stores) -> None:
    stores.reports.save(a_record())
    with pytest.raises(LostRaceError):
        stores.reports.save(a_record())
    stores.reports.save(READY)

    with pytest.raises(LostRaceError):
        stores.reports.save(READY)


def test_reports_are_listed_last_ordered_first_and_only_those_in_scope(stores: Stores) -> None:
    for n, client in enumerate((TNT, OTHER, TNT)):
        stores.reports.save(a_record(client, name=f"monthly-{n}", ordered_at=at(n)))

    first, cursor = stores.reports.page(EVERYTHING, limit=2, cursor=None)
    second, end = stores.reports.page(EVERYTHING, limit=2, cursor=cursor)
    own, _ = stores.reports.page(ClientScope(clients=frozenset({OTHER})), limit=9, cursor=None)

    assert [each.name for each in first] == ["monthly-2", "monthly-1"]
    assert [each.name for each in second] == ["monthly-0"]
    assert end is None
    assert [each.name for each in own] == ["monthly-1"]


def test_brands_are_one_a_client_and_one_for_all_others(stores: Stores) -> None:
    logo = b"\x89PNG\r\n\x1a\nlogo"
    stores.reports.save_brand(None, Brand(name="An Agency", footer="Confidential"))
    stores.reports.save_brand(TNT, Brand(name="TNT", accent="#7a1fa2", logo=logo))

    assert stores.reports.brand(None) == Brand(name="An Agency", footer="Confidential")
    assert stores.reports.brand(TNT) == Brand(name="TNT", accent="#7a1fa2", logo=logo)
    assert stores.reports.brand(OTHER) is None


def a_standing(**overrides: Any) -> StandingOrder:
    return StandingOrder(
        **{
            "client_id": TNT,
            "report_type": ReportType.MONTHLY,
            "at": time(8, 15),
            "recipients": ("boss@tntlimo.com",),
            "include_recommendations": False,
            "next_at": at(0),
            **overrides,
        }
    )


def test_standing_orders_are_due_by_their_instant(stores: Stores) -> None:
    later = a_standing(report_type=ReportType.WEEKLY, next_at=at(5))
    stores.standing.save(a_standing())
    stores.standing.save(later)

    assert stores.standing.due(at(0), limit=9) == [a_standing()]
    assert stores.standing.due(at(5), limit=9) == [a_standing(), later]
    assert stores.standing.due(at(5), limit=1) == [a_standing()]
    assert stores.standing.due(at(-1), limit=9) == []

    moved = a_standing(next_at=at(9), version=2)
    stores.standing.save(moved)
    with pytest.raises(LostRaceError):
        stores.standing.save(moved)
    assert stores.standing.of_client(TNT) == [moved, later]
    assert stores.standing.remove(TNT, ReportType.MONTHLY)
    assert not stores.standing.remove(TNT, ReportType.MONTHLY)
    assert stores.standing.due(at(60), limit=9) == [later]


def test_parts_of_everybodys_reports_keep_how_they_ended(stores: Stores) -> None:
    bulk = Bulk(
        bulk_id=BULK_ID,
        report_type=ReportType.WEEKLY,
        include_recommendations=True,
        ordered_at=NOON,
    )
    waiting = BulkPart(client_id=TNT, report_id="weekly", state=PartState.WAITING)
    done = replace(waiting, state=PartState.DONE)
    stores.bulks.save(bulk)
    stores.bulks.save(replace(bulk, is_listed=True))
    stores.bulks.add_part(BULK_ID, waiting)
    stores.bulks.save_part(BULK_ID, done)
    stores.bulks.add_part(BULK_ID, waiting)

    assert stores.bulks.bulk(BULK_ID) == replace(bulk, is_listed=True)
    assert stores.bulks.bulk("none") is None
    assert stores.bulks.parts(BULK_ID) == [done]
    assert stores.bulks.parts("none") == []


def test_files_are_written_linked_and_removed_by_client(stores: Stores) -> None:
    rendered = Rendered(file_format=FileFormat.CSV, content=b"a,b")
    for client in (TNT, OTHER):
        stores.files.write(f"reports/client_id={client}/x.csv", rendered)

    link = stores.files.link(f"reports/client_id={TNT}/x.csv", "tnt.csv", 300)
    stores.files.remove(TNT)
    stores.files.remove(TNT)

    assert link.startswith("https://")
    assert "tnt.csv" in link
    assert stores.files.read(f"reports/client_id={TNT}/x.csv") is None
    assert stores.files.read(f"reports/client_id={OTHER}/x.csv") == b"a,b"


def test_a_report_and_the_mail_that_is_owed_are_written_together(dynamo: Table) -> None:
    store, outbox = DynamoReportStore(dynamo), DynamoOutboxStore(dynamo)
    notice = Notice(
        notice_id="report#tnt#r1",
        kind=NoticeKind.REPORT,
        channel_id=ChannelId("email"),
        severity=Severity.INFO,
        client_id=TNT,
        alert_id=None,
        incident_id=None,
        created_at=NOON,
        due_at=NOON,
        facts=Facts(client_name="TNT", title="Monthly report", recipients=("a@example.com",)),
    )

    store.save(a_record(), [notice])
    with pytest.raises(LostRaceError):
        store.save(READY, [notice])  # it is owed already: nothing is written

    assert outbox.notification("report#tnt#r1") is not None
    kept = store.report(TNT, READY.name)
    assert kept is not None
    assert kept.version == 1


def test_a_cursor_of_anothers_is_refused(dynamo: Table) -> None:
    with pytest.raises(InvalidError):
        DynamoReportStore(dynamo).page(EVERYTHING, limit=1, cursor="x")


def test_a_bucket_that_is_not_there_is_unavailable(dynamo: Table) -> None:  # noqa: ARG001 - moto
    client = boto3.client("s3", region_name="us-east-1")
    gone = S3ReportFiles(lambda: client, bucket="gone")

    for ask in (
        lambda: gone.read("x"),
        lambda: gone.write("x", Rendered(file_format=FileFormat.CSV, content=b"")),
        lambda: gone.remove(TNT),
    ):
        with pytest.raises(UnavailableError):
            ask()


def test_orders_of_everybody_go_after_thirty_days(dynamo: Table) -> None:
    made = datetime(2025, 1, 15, tzinfo=UTC)
    store = DynamoBulkStore(dynamo)
    store.save(
        Bulk(
            bulk_id=BULK_ID,
            report_type=ReportType.WEEKLY,
            include_recommendations=True,
            ordered_at=made,
        )
    )

    (item,) = dynamo.query(f"BULK#{BULK_ID}")
    assert item["expires_at"] == int((made + timedelta(days=30)).timestamp())
