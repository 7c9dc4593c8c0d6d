from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from entelech.adapters.dynamodb.audit import DynamoAuditLog
from entelech.domain.audit import AuditQuery
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import ClientId
from entelech.schema import TTL_ATTRIBUTE
from tests.builders import an_entry, at
from tests.fakes.metering import Meter

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.domain.audit import AuditEntry
    from entelech.ports.access import AuditLog
    from tests.contracts.conftest import Stores


def pages(log: AuditLog, *, limit: int = 2, **query: Any) -> list[list[AuditEntry]]:
    """All pages of a query."""
    found, cursor = [], None
    while True:
        entries, cursor = log.entries(AuditQuery(limit=limit, cursor=cursor, **query))
        found.append(list(entries))
        if cursor is None:
            return found


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(),
        an_entry(
            kind=None, key_id=None, role=None, action=None, client_id=None, target="viewer00",
            outcome="unauthenticated", arguments=(), changes=(),
        ),
    ],
    ids=["full", "bare"],
)  # fmt: skip
def test_an_entry_reads_back(stores: Stores, entry: AuditEntry) -> None:
    stores.audit.add(entry)

    assert pages(stores.audit) == [[entry]]


def test_an_entry_is_never_written_over(stores: Stores) -> None:
    stores.audit.add(an_entry())

    with pytest.raises(LostRaceError):
        stores.audit.add(an_entry(outcome="conflict"))

    assert pages(stores.audit) == [[an_entry()]]


def test_the_newest_come_first_a_page_at_a_time_over_the_end_of_a_day(stores: Stores) -> None:
    entries = [an_entry(at(minutes)) for minutes in (0, 600, 720, 721, 3000)]
    for entry in entries:
        stores.audit.add(entry)

    found = [entry for page in pages(stores.audit) for entry in page]

    assert found == entries[::-1]


def test_a_time_is_half_open(stores: Stores) -> None:
    for minutes in (0, 1, 2, 3):
        stores.audit.add(an_entry(at(minutes)))

    found = pages(stores.audit, since=at(1), until=at(3))

    assert [entry.at for page in found for entry in page] == [at(2), at(1)]


def test_one_client_is_told_of_alone(stores: Stores) -> None:
    for minutes in range(6):
        stores.audit.add(an_entry(at(minutes), client_id="tnt" if minutes % 2 else "harbor"))

    found = pages(stores.audit, client_id=ClientId("tnt"))

    assert [entry.at for page in found for entry in page] == [at(5), at(3), at(1)]


@pytest.mark.parametrize("cursor", ["!", "eHh4", "eHh4" * 500])
def test_a_cursor_of_somebody_else_is_refused(stores: Stores, cursor: str) -> None:
    with pytest.raises(InvalidError) as caught:
        stores.audit.entries(AuditQuery(limit=2, cursor=cursor))

    assert caught.value.field == "cursor"


def test_a_cursor_outside_of_the_time_asked_for_is_refused(stores: Stores) -> None:
    for minutes in (0, 1, 2):
        stores.audit.add(an_entry(at(minutes)))
    _, cursor = stores.audit.entries(AuditQuery(limit=1))

    with pytest.raises(InvalidError) as caught:
        stores.audit.entries(AuditQuery(limit=1, cursor=cursor, until=at(1)))

    assert caught.value.field == "cursor"


def test_a_time_before_and_after_all_time_is_no_error(stores: Stores) -> None:
    stores.audit.add(an_entry())
    ancient, distant = at().replace(year=1), at().replace(year=9999)

    assert pages(stores.audit, since=ancient, until=distant) == [[an_entry()]]
    assert pages(stores.audit, until=ancient) == [[]]


def test_an_entry_goes_after_400_days(dynamo: Table) -> None:
    DynamoAuditLog(dynamo).add(an_entry())

    (item,) = dynamo.query("AUDIT#2025-01-15")
    assert item[TTL_ATTRIBUTE] == int(at(minutes=400 * 24 * 60).timestamp())


def test_an_entry_costs_two_write_units_and_a_page_one_request(dynamo: Table) -> None:
    """One for the item and one for its place in the list."""
    meter = Meter(dynamo._client)
    log = DynamoAuditLog(dynamo)

    log.add(an_entry())
    log.entries(AuditQuery(limit=50))

    assert (dict(meter.requests), meter.write_units) == ({"PutItem": 1, "Query": 1}, 2)


def test_a_page_looks_through_a_bounded_part_of_the_log(
    dynamo: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entelech.adapters.dynamodb.audit._READ_AT_ONCE", 2)
    log = DynamoAuditLog(dynamo)
    for minutes in range(30):
        log.add(an_entry(at(minutes), client_id="harbor" if minutes else "tnt"))
    meter = Meter(dynamo._client)

    first, cursor = log.entries(AuditQuery(limit=5, client_id=ClientId("tnt")))
    assert (list(first), meter.requests["Query"]) == ([], 10)
    second, _ = log.entries(AuditQuery(limit=5, client_id=ClientId("tnt"), cursor=cursor))

    assert [entry.at for entry in second] == [at(0)]
