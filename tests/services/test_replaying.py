from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.delivery import owed
from entelech.domain.delivery_view import notice_id_of, shown_id
from entelech.domain.errors import ConflictError, InvalidError, NotFoundError
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeState
from entelech.ports.notices import NotificationQuery
from entelech.services.replaying import Replayer
from tests.builders import a_notice, at
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeOutboxStore
from tests.fakes.queue import FakeNotifyQueue

if TYPE_CHECKING:
    from entelech.domain.notification import Notification

ALL = ClientScope.everything()
TNT_ONLY = ClientScope(clients=frozenset({ClientId("tnt-limousine-001")}))
DEAD = NotificationQuery(state=NoticeState.DEAD, limit=10)


def a_replayer(*dead: Notification) -> Replayer:
    memory = Memory()
    memory.notifications = {each.notice.notice_id: each for each in dead}
    return Replayer(
        outbox=FakeOutboxStore(memory), queue=FakeNotifyQueue(), clock=FakeClock(at(60))
    )


def dead(alert: str = "a1", **overrides: Any) -> Notification:
    return replace(
        owed(a_notice(alert=alert, **overrides)),
        state=NoticeState.DEAD,
        failures=9,
        finished_at=at(5),
    )


def test_a_dead_notification_is_promised_anew_and_the_worker_woken() -> None:
    replayer = a_replayer(dead())

    again = replayer.replay(ALL, shown_id("a1#1#fired#email"))

    assert (again.state, again.next_attempt_at) == (NoticeState.PENDING, at(60))
    assert [each.notice.alert_id for each in replayer.outbox.due(at(60), limit=9)] == ["a1"]
    assert [each.total_seconds() for each in replayer.queue.wakes] == [0]  # type: ignore[attr-defined]


def test_what_is_not_dead_is_not_sent_again() -> None:
    replayer = a_replayer(owed(a_notice()))

    with pytest.raises(ConflictError):
        replayer.replay(ALL, shown_id("a1#1#fired#email"))


@pytest.mark.parametrize(
    ("scope", "notification"),
    [
        (ALL, dead(alert="other")),
        (TNT_ONLY, dead(client_id=ClientId("harbor"))),
        (TNT_ONLY, dead(client_id=None)),
    ],
)
def test_what_is_not_in_scope_is_not_there(scope: ClientScope, notification: Notification) -> None:
    replayer = a_replayer(notification)

    with pytest.raises(NotFoundError):
        replayer.replay(scope, shown_id("a1#1#fired#email"))


def test_a_page_holds_what_is_in_scope() -> None:
    replayer = a_replayer(
        dead("a1"), dead("a2", client_id=ClientId("harbor")), dead("a3", client_id=None)
    )

    everything = replayer.page(ALL, DEAD).notifications
    some = replayer.page(TNT_ONLY, DEAD).notifications

    assert len(everything) == 3
    assert [notice_id_of(each.notification_id) for each in some] == ["a1#1#fired#email"]


def test_all_dead_ones_of_a_client_are_promised_anew_together() -> None:
    replayer = a_replayer(dead("a1"), dead("a2"), dead("a3", client_id=ClientId("harbor")))

    done = replayer.replay_all(ALL, ClientId("tnt-limousine-001"))

    assert len(done) == 2
    assert len(replayer.page(ALL, DEAD).notifications) == 1


@pytest.mark.parametrize("name", ["a1#1#fired#email", "r/1 \u00e4#x#y", "a" * 500])
def test_an_id_fits_into_a_path_and_comes_back(name: str) -> None:
    shown = shown_id(name)

    assert notice_id_of(shown) == name
    assert shown.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("shown", ["!", "a", "//8", "_w"])
def test_an_id_that_is_none_is_refused(shown: str) -> None:
    with pytest.raises(InvalidError) as caught:
        notice_id_of(shown)

    assert caught.value.field == "notification_id"
