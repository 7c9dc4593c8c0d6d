from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.outbox import DynamoOutboxStore, put_of
from entelech.domain.channel import ChannelKind
from entelech.domain.delivery import attempted, claimed, collapsed, owed
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity, Verdict
from entelech.domain.notification import Attachment, Attempt, Notification
from entelech.ports.notices import NotificationQuery
from entelech.schema import TTL_ATTRIBUTE
from tests.builders import NOON, a_channel, a_notice, at, some_facts
from tests.fakes.metering import Meter

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from entelech.ports.notices import OutboxStore
    from tests.contracts.conftest import Stores


def an_attempt(verdict: Verdict = Verdict.DELIVERED, minutes: float = 1) -> Attempt:
    return Attempt(
        at=at(minutes),
        message_id="m1",
        verdict=verdict,
        reason=None if verdict is Verdict.DELIVERED else "timeout",
        http_status=200,
        provider_id="0100",
        latency_ms=120,
    )


def ended(notice: Any, verdict: Verdict = Verdict.DELIVERED, minutes: float = 1) -> Notification:
    return attempted(owed(notice), an_attempt(verdict, minutes), timedelta(0))


def pages(outbox: OutboxStore, state: NoticeState, **query: Any) -> list[list[str]]:
    """The ids on all pages of two."""
    found, cursor = [], None
    while True:
        page, cursor = outbox.page(NotificationQuery(state=state, limit=2, cursor=cursor, **query))
        found.append([each.notice.notice_id for each in page])
        if cursor is None:
            return found


def test_a_notice_that_is_owed_is_pending_until_its_group_goes(stores: Stores) -> None:
    stores.outbox.add(a_notice())

    assert stores.outbox.notification("a1#1#fired#email") == Notification(
        notice=a_notice(), state=NoticeState.PENDING, promised_at=NOON, next_at=at(seconds=30)
    )


def test_everything_that_a_notice_says_comes_back(stores: Stores) -> None:
    facts = some_facts(
        until=at(3),
        description="Called when \u201cleads\u201d stop.",
        runbook_url="https://runbooks.example.com/leads",
        attachment=Attachment(key="r/1.pdf", file_name="May.pdf", content_type="application/pdf"),
        time_zone="America/New_York",
        recipients=("ops@tntlimo.com",),
    )
    notice = a_notice(NoticeKind.REPORT, severity=Severity.INFO, facts=facts)

    stores.outbox.add(notice)

    assert stores.outbox.notification(notice.notice_id) == owed(notice)


def test_a_notice_of_the_product_itself_names_no_client(stores: Stores) -> None:
    facts = replace(
        some_facts(), client_id=None, value=None, threshold=None, since=None, money_lost=None
    )
    notice = a_notice(NoticeKind.SELF, client_id=None, alert_id=None, incident_id=None, facts=facts)

    stores.outbox.add(notice)

    assert stores.outbox.notification(notice.notice_id) == owed(notice)


def test_owing_a_notice_again_changes_nothing_of_what_became_of_it(stores: Stores) -> None:
    stores.outbox.add(a_notice())
    gone = replace(ended(a_notice()), version=2)
    stores.outbox.swap([gone])

    stores.outbox.add(a_notice())

    assert stores.outbox.notification("a1#1#fired#email") == gone


def test_what_is_due_comes_by_its_time_and_not_before_it(stores: Stores) -> None:
    for minutes, alert in ((2, "late"), (0, "early"), (1, "middle")):
        stores.outbox.add(a_notice(alert=alert, created_at=at(minutes)))

    found = [each.notice.alert_id for each in stores.outbox.due(at(1.5), limit=10)]
    first = [each.notice.alert_id for each in stores.outbox.due(at(9), limit=1)]

    assert (found, first) == (["early", "middle"], ["early"])


def test_what_is_being_sent_is_due_when_its_lease_ends(stores: Stores) -> None:
    stores.outbox.add(a_notice())
    held = claimed(owed(a_notice()), "m1", at(1))
    stores.outbox.swap([held])

    assert stores.outbox.due(at(2), limit=10) == []
    assert stores.outbox.due(at(3), limit=10) == [held]


def test_what_is_over_is_due_no_more(stores: Stores) -> None:
    for alert in ("told", "dead", "gone"):
        stores.outbox.add(a_notice(alert=alert))
    stores.outbox.swap(
        [
            ended(a_notice(alert="told")),
            ended(a_notice(alert="dead"), Verdict.PERMANENT),
            collapsed(owed(a_notice(alert="gone")), at(1)),
        ]
    )

    assert stores.outbox.due(at(9999), limit=10) == []
    assert pages(stores.outbox, NoticeState.DELIVERED) == [["told#1#fired#email"]]
    assert pages(stores.outbox, NoticeState.DEAD) == [["dead#1#fired#email"]]
    assert pages(stores.outbox, NoticeState.COLLAPSED) == [["gone#1#fired#email"]]


def test_one_lost_race_leaves_all_as_it_was(stores: Stores) -> None:
    for alert in ("a1", "a2"):
        stores.outbox.add(a_notice(alert=alert))
    one, other = (owed(a_notice(alert=alert)) for alert in ("a1", "a2"))
    stores.outbox.swap([claimed(other, "m1", NOON)])

    with pytest.raises(LostRaceError):
        stores.outbox.swap([claimed(one, "m2", NOON), claimed(other, "m2", NOON)])

    assert stores.outbox.notification(one.notice.notice_id) == one


def test_notifications_come_the_latest_first_page_by_page(stores: Stores) -> None:
    for minutes in range(5):
        stores.outbox.add(a_notice(alert=f"a{minutes}"))
        stores.outbox.swap([ended(a_notice(alert=f"a{minutes}"), minutes=minutes)])

    found = pages(stores.outbox, NoticeState.DELIVERED)

    assert [[each[:2] for each in page] for page in found] == [["a4", "a3"], ["a2", "a1"], ["a0"]]


def test_notifications_of_one_client_leave_out_the_others(stores: Stores) -> None:
    for minutes in range(6):
        client = ClientId("harbor" if minutes % 2 else "tnt")
        stores.outbox.add(a_notice(alert=f"a{minutes}", client_id=client, created_at=at(minutes)))

    found = pages(stores.outbox, NoticeState.PENDING, client_id=ClientId("harbor"))

    ids = [each[:2] for page in found for each in page]
    assert ids == ["a5", "a3", "a1"]


@pytest.mark.parametrize("cursor", ["!", "eHh4" * 1000])
def test_a_cursor_of_somebody_else_is_refused(stores: Stores, cursor: str) -> None:
    query = NotificationQuery(state=NoticeState.DEAD, limit=2, cursor=cursor)

    with pytest.raises(InvalidError) as caught:
        stores.outbox.page(query)

    assert caught.value.field == "cursor"


def test_a_notice_is_part_of_its_makers_transaction(dynamo: Table) -> None:
    dynamo.put_together([put_of(a_notice(alert="a1"))])

    with pytest.raises(LostRaceError):
        dynamo.put_together([put_of(a_notice(alert="a2")), put_of(a_notice(alert="a1"))])

    found = DynamoOutboxStore(dynamo).due(at(9), limit=10)
    assert found == [owed(a_notice(alert="a1"))]


def test_notices_of_a_bad_day_spread_over_the_partitions(dynamo: Table) -> None:
    for n in range(64):
        DynamoOutboxStore(dynamo).add(a_notice(alert=f"a{n}"))

    used = {keys.notification(f"a{n}#1#fired#email").pk for n in range(64)}
    assert used == {f"OUTBOX#{n}" for n in range(8)}


def test_what_is_over_goes_after_90_days_and_nothing_else_does(dynamo: Table) -> None:
    outbox = DynamoOutboxStore(dynamo)
    outbox.add(a_notice())
    key = keys.notification("a1#1#fired#email")
    before = dynamo.get(key)
    outbox.swap([ended(a_notice())])

    after = dynamo.get(key)

    assert before is not None
    assert TTL_ATTRIBUTE not in before
    assert after is not None
    assert after[TTL_ATTRIBUTE] == int(at(minutes=1 + 90 * 24 * 60).timestamp())


def test_a_sweep_with_nothing_to_do_costs_one_request_of_half_a_unit(dynamo: Table) -> None:
    meter = Meter(dynamo._client)

    DynamoOutboxStore(dynamo).due(NOON, limit=5000)

    assert (dict(meter.requests), meter.read_units) == ({"Query": 1}, 0.5)


def test_the_channels_of_the_deployment_are_there_from_the_start(stores: Stores) -> None:
    found = stores.channels.channels()

    assert list(found) == ["email", "slack", "webhook", "sns"]
    assert [each.kind for each in found.values()] == list(ChannelKind)
    assert not any(each.is_usable for each in found.values())


def test_a_channel_comes_back_as_it_was_saved(stores: Stores) -> None:
    channel = a_channel(
        fault="gone", faulty_since=NOON, bounced={"x@tntlimo.com": "bounce"}, is_enabled=False
    )

    stores.channels.save(channel)

    assert stores.channels.channels()[channel.channel_id] == channel


def test_one_of_the_deployments_own_is_replaced_by_what_is_saved(stores: Stores) -> None:
    channel = a_channel("webhook")

    stores.channels.save(channel)

    assert stores.channels.channels()[channel.channel_id] == channel
    assert len(stores.channels.channels()) == 4


def test_of_two_that_change_a_channel_one_loses(stores: Stores) -> None:
    stores.channels.save(a_channel())
    stores.channels.save(a_channel(name="One", version=2))

    with pytest.raises(LostRaceError):
        stores.channels.save(a_channel(name="Other", version=2))
    with pytest.raises(LostRaceError):
        stores.channels.remove(a_channel())

    assert stores.channels.channels()[a_channel().channel_id].name == "One"


def test_a_removed_channel_is_gone_and_can_be_removed_again(stores: Stores) -> None:
    stores.channels.save(a_channel())

    for _ in range(2):
        stores.channels.remove(a_channel())

    assert a_channel().channel_id not in stores.channels.channels()
