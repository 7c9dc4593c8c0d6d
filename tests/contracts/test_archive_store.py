from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import duckdb
import pytest

from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.s3 import S3ArchiveStore
from entelech.domain.archive import Month, content_of, hours_in
from entelech.domain.errors import UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR, Period
from entelech.schema import TTL_ATTRIBUTE
from tests.builders import NOON, at
from tests.contracts.test_history_store import an_hour
from tests.fakes.archive import FakeArchiveStore

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.ports.history import ArchiveStore

CLIENT = ClientId("tnt-limousine-001")
JANUARY, MARCH = Month(text="2025-01"), Month(text="2025-03")


@pytest.fixture(params=["fake", "s3"])
def archive(request: pytest.FixtureRequest) -> ArchiveStore:
    if request.param == "fake":
        return FakeArchiveStore()
    request.getfixturevalue("dynamo")  # moto
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="archive")
    return S3ArchiveStore(lambda: client, bucket="archive")


def test_a_month_reads_back(archive: ArchiveStore) -> None:
    archive.write(CLIENT, JANUARY, b"first")
    archive.write(CLIENT, JANUARY, b"second")

    assert archive.read(CLIENT, JANUARY) == b"second"
    assert archive.read(CLIENT, MARCH) is None
    assert archive.read(ClientId("other"), JANUARY) is None


def test_months_are_listed_and_removed_by_client(archive: ArchiveStore) -> None:
    for client, month in ((CLIENT, MARCH), (CLIENT, JANUARY), (ClientId(f"{CLIENT}2"), MARCH)):
        archive.write(client, month, b"12345")

    assert [(each.month, each.size_bytes) for each in archive.months(CLIENT)] == [
        ("2025-01", 5),
        ("2025-03", 5),
    ]
    archive.remove(CLIENT)
    archive.remove(CLIENT)
    assert archive.months(CLIENT) == []
    assert len(archive.months(ClientId(f"{CLIENT}2"))) == 1


def test_a_bucket_that_is_not_there_is_unavailable(dynamo: Table) -> None:  # noqa: ARG001 - moto
    client = boto3.client("s3", region_name="us-east-1")
    gone = S3ArchiveStore(lambda: client, bucket="gone")

    for ask in (
        lambda: gone.read(CLIENT, JANUARY),
        lambda: gone.write(CLIENT, JANUARY, b""),
        lambda: gone.months(CLIENT),
        lambda: gone.remove(CLIENT),
    ):
        with pytest.raises(UnavailableError):
            ask()


def test_hours_leave_the_table_and_come_back_for_a_while(dynamo: Table) -> None:
    store = DynamoHistoryStore(dynamo)
    hours = [an_hour(NOON + n * HOUR) for n in range(60)]
    whole = Period(start=NOON, end=NOON + 60 * HOUR)
    store.save_hours(hours)
    store.forget_hours(hours[:30])
    store.forget_hours(hours[:30])

    assert store.lasting_hours(CLIENT, whole) == hours[30:]

    store.restore_hours(hours, at(600))

    assert store.hours(CLIENT, whole) == hours
    assert store.lasting_hours(CLIENT, whole) == hours[30:]
    items = [each for each in dynamo.query(f"CLIENT#{CLIENT}") if TTL_ATTRIBUTE in each]
    assert {each[TTL_ATTRIBUTE] for each in items} == {int(at(600).timestamp())}
    assert len(items) == 30


def test_hours_that_are_restored_again_stay_for_longer(dynamo: Table) -> None:
    """The first one never left, so it has no end; whoever asks again is told of a later one."""
    store = DynamoHistoryStore(dynamo)
    hours = [an_hour(NOON), an_hour(NOON + HOUR)]
    store.save_hours(hours[:1])

    store.restore_hours(hours, at(600))
    store.restore_hours(hours, at(900))

    items = list(dynamo.query(f"CLIENT#{CLIENT}"))
    assert [each.get(TTL_ATTRIBUTE) for each in items] == [None, int(at(900).timestamp())]


def the_query_of_the_page() -> str:
    """What docs/archive.md tells people to ask DuckDB."""
    page = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")
    return page.partition("DuckDB, on a copy")[2].partition("```sql\n")[2].partition("```")[0]


def test_others_read_the_archive_without_our_code(tmp_path: Path) -> None:
    """A quarter of 900 s knows 800.1 s, of them 740 up, and 30 of maintenance."""
    hours = [an_hour(NOON + n * HOUR) for n in range(5)]
    file = tmp_path / "hours" / f"client_id={CLIENT}" / "month=2025-01" / "hours.jsonl.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(content_of(hours))
    query = the_query_of_the_page().replace("'hours/", f"'{tmp_path}/hours/")

    found = duckdb.sql(query).fetchall()

    assert [each[:3] for each in found] == [
        (CLIENT, "2025-01", "CRM"),
        (CLIENT, "2025-01", "Mail"),
        (CLIENT, "2025-01", None),
    ]
    assert found[0][3:] == found[2][3:] == pytest.approx((740 / 800.1, 830.1 / 900))
    assert found[1][4] == 0


def test_every_column_is_told_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")
    row = json.loads(gzip.decompress(content_of([an_hour()])).splitlines()[0])

    assert [name for name in row if f"`{name}`" not in page] == []


def test_what_others_read_reads_back() -> None:
    hours = [an_hour(NOON + n * HOUR) for n in range(5)]

    assert hours_in(content_of(hours)) == hours
