from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.channel import ChannelId, ChannelKind
from entelech.domain.delivery import Outcome, claimed, owed
from entelech.domain.errors import UnavailableError
from entelech.domain.ids import ClientId
from entelech.domain.incident import EntryKind
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity, Verdict
from tests.builders import a_notice, at
from tests.contracts.test_alert_stores import an_incident
from tests.fakes.clock import FakeClock
from tests.fakes.memory import KilledError, Memory
from tests.fakes.outbox import FakeOutboxStore
from tests.fakes.sender import (
    DELIVERED,
    GONE,
    REFUSED,
    UNREACHED,
    FakeSender,
    a_notifier,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.domain.digest import Message
    from entelech.domain.month import Month
    from entelech.domain.notification import Notice, Notification
    from entelech.services.notifying import Notifier, Round


class Office:
    """A notifier with a memory, a clock and a sender; ``sweep`` is one run of it."""

    def __init__(self, answer: Callable[[Message], Outcome] = lambda _: DELIVERED) -> None:
        self.memory = Memory()
        self.clock = FakeClock()
        self.sender = FakeSender(answer)
        self.notifier: Notifier = a_notifier(self.memory, self.clock, self.sender)

    def owe(self, *notices: Notice) -> None:
        for notice in notices:
            FakeOutboxStore(self.memory).add(notice)

    def sweep(self, after_s: float = 0) -> Round:
        self.clock.advance(after_s)
        return self.notifier.deliver_due(has_time=lambda: True)

    def sweep_every_minute(self, minutes: int) -> None:
        for _ in range(minutes):
            self.sweep(60)

    @property
    def told(self) -> list[list[str]]:
        """The kinds of the lines of each message that arrived."""
        return [[line.kind.value for line in message.lines] for message in self.sender.heard]

    @property
    def states(self) -> dict[str, str]:
        return {
            each.notice.notice_id: each.state.value for each in self.memory.notifications.values()
        }

    def of(self, notice: Notice) -> Notification:
        return self.memory.notifications[notice.notice_id]


def test_a_notice_waits_for_others_of_its_client_and_goes_with_them() -> None:
    office = Office()
    office.owe(a_notice(alert="a1"), a_notice(alert="a2", created_at=at(seconds=20)))

    assert office.sweep(29).sent == []
    office.sweep(1)

    assert office.told == [["fired", "fired"]]
    assert set(office.states.values()) == {"delivered"}


def test_clients_severities_and_channels_have_messages_of_their_own() -> None:
    office = Office()
    office.owe(
        a_notice(alert="a1"),
        a_notice(alert="a1", channel_id="hook"),
        a_notice(alert="a2", severity=Severity.WARNING),
        a_notice(alert="a3", client_id=ClientId("harbor")),
    )

    office.sweep(30)

    assert office.told == [["fired"]] * 4


def test_what_was_attempted_stands_in_the_log_of_each_notice() -> None:
    office = Office()
    notice = a_notice()
    office.owe(notice)

    office.sweep(30)

    (attempt,) = office.of(notice).attempts
    assert attempt.at == at(seconds=30)
    assert attempt.message_id == office.sender.heard[0].message_id
    assert (attempt.verdict, attempt.http_status, attempt.provider_id, attempt.latency_ms) == (
        *(Verdict.DELIVERED, 200, "p1", 0),
    )


def test_a_pair_within_the_wait_tells_nobody() -> None:
    office = Office()
    office.owe(a_notice(), a_notice(NoticeKind.RESOLVED, version=2, created_at=at(seconds=25)))

    office.sweep(60)

    assert office.told == []
    assert set(office.states.values()) == {"collapsed"}


def test_news_that_is_stale_when_it_can_be_told_is_one_line() -> None:
    office = Office(lambda _: UNREACHED)
    office.owe(a_notice())
    office.sweep(30)
    office.owe(a_notice(NoticeKind.RESOLVED, version=2, created_at=at(1)))
    office.sender.answer = lambda _: DELIVERED

    office.sweep(60)

    (message,) = office.sender.heard
    (line,) = message.lines
    assert (line.kind, line.is_known) == (NoticeKind.RESOLVED, False)
    assert set(office.states.values()) == {"delivered"}


def test_a_reminder_of_what_nobody_was_told_yet_is_no_line_of_its_own() -> None:
    office = Office(lambda _: UNREACHED)
    office.owe(a_notice(), a_notice(NoticeKind.REMINDER, version=2, created_at=at(1)))
    office.sender.answer = lambda _: DELIVERED

    office.sweep(120)

    assert office.told == [["fired"]]


def test_an_unreached_channel_is_tried_again_later_and_later() -> None:
    """With the longest draw: 15, 30, 60 and 120 s after each failure."""
    office = Office(lambda _: UNREACHED)
    notice = a_notice()
    office.owe(notice)
    waits = []
    office.sweep(30)
    for _ in range(4):
        waits.append((office.of(notice).next_at - office.clock.now()).total_seconds())
        office.sweep(waits[-1])

    assert waits == [15, 30, 60, 120]
    assert [each.verdict for each in office.of(notice).attempts] == [Verdict.RETRY] * 5


def test_the_receivers_wish_is_heard_even_when_there_is_news() -> None:
    office = Office(lambda _: replace(UNREACHED, retry_after_s=600))
    office.owe(a_notice())
    office.sweep(30)
    office.owe(a_notice(alert="a2", created_at=office.clock.now()))

    office.sweep(599)
    assert len(office.sender.tried) == 1
    office.sweep(1)

    assert len(office.sender.tried) == 2


def test_news_tries_an_unreached_channel_at_once_and_takes_along_what_waits() -> None:
    office = Office(lambda _: UNREACHED)
    office.owe(a_notice())
    office.sweep(30)
    for _ in range(6):
        office.sweep((office.of(a_notice()).next_at - office.clock.now()).total_seconds())
    office.owe(a_notice(alert="a2", created_at=office.clock.now()))
    office.sender.answer = lambda _: DELIVERED

    office.sweep(30)

    assert office.told == [["fired", "fired"]]


def test_a_channel_that_cannot_be_reached_costs_one_attempt_a_run() -> None:
    office = Office(lambda message: UNREACHED if message.channel_id == "hook" else DELIVERED)
    for n in range(5):
        client = ClientId(f"client-{n}")
        office.owe(a_notice(alert=f"a{n}", client_id=client, channel_id="hook"))
        office.owe(a_notice(alert=f"a{n}", client_id=client, created_at=at(seconds=1)))

    office.sweep(60)

    assert len([each for each in office.sender.tried if each.channel_id == "hook"]) == 1
    assert len(office.sender.heard) == 5


def test_after_a_day_of_failures_a_notice_is_dead_and_the_operator_knows() -> None:
    office = Office(lambda message: UNREACHED if message.channel_id == "hook" else DELIVERED)
    notice = a_notice(channel_id="hook")
    office.owe(notice)

    office.sweep_every_minute(26 * 60)

    dead = office.of(notice)
    assert dead.state is NoticeState.DEAD
    assert dead.finished_at is not None
    assert at(24 * 60) <= dead.finished_at <= at(25 * 60 + 1)
    (message,) = office.sender.heard
    assert (message.channel_id, message.kind) == ("email", NoticeKind.SELF)
    assert message.lines[0].facts.title == "Notices do not reach the channel Hook"


@pytest.mark.parametrize(("outcome", "is_faulty"), [(REFUSED, False), (GONE, True)])
def test_what_would_fail_again_is_dead_at_once(outcome: Outcome, is_faulty: bool) -> None:
    office = Office(lambda message: outcome if message.channel_id == "hook" else DELIVERED)
    office.owe(a_notice(channel_id="hook"))

    office.sweep(30)

    assert office.states["a1#1#fired#hook"] == "dead"
    assert office.memory.channels[ChannelId("hook")].is_usable is not is_faulty


@pytest.mark.parametrize(
    ("channel_id", "reason"),
    [("nowhere", "channel_unknown"), ("slack", "channel_not_configured")],
)
def test_a_notice_to_no_usable_channel_is_dead_and_says_why(channel_id: str, reason: str) -> None:
    office = Office()
    notice = a_notice(channel_id=channel_id)
    office.owe(notice)

    office.sweep(30)
    office.sweep(60)

    assert office.of(notice).attempts[-1].reason == reason
    assert office.sender.heard[0].kind is NoticeKind.SELF


def test_a_channel_that_somebody_switched_off_is_sent_nothing() -> None:
    office = Office()
    hook = office.memory.channels[ChannelId("hook")]
    office.memory.channels[hook.channel_id] = replace(hook, is_enabled=False)
    notice = a_notice(channel_id="hook")
    office.owe(notice)

    office.sweep(30)

    assert office.of(notice).attempts[-1].reason == "channel_disabled"
    assert office.sender.tried == []


def test_the_operator_is_told_once_an_hour_however_many_die() -> None:
    office = Office(lambda message: REFUSED if message.channel_id == "hook" else DELIVERED)
    for n in range(20):
        office.owe(a_notice(alert=f"a{n}", channel_id="hook", client_id=ClientId(f"c{n}")))

    office.sweep(30)
    office.sweep(30)

    assert [each.kind for each in office.sender.heard] == [NoticeKind.SELF]


def test_a_dead_notice_of_our_own_makes_no_other() -> None:
    office = Office(lambda _: REFUSED)
    office.owe(a_notice(channel_id="hook"))

    office.sweep_every_minute(5)

    assert sorted(each.kind.value for each in office.sender.tried) == ["fired", "self"]


def test_a_secret_that_cannot_be_read_is_worth_another_try() -> None:
    office = Office()
    hook = office.memory.channels[ChannelId("hook")]
    office.memory.channels[hook.channel_id] = replace(hook, secret_name="channels/hook/1")
    office.memory.secrets["channels/hook/1"] = '{"url": "https://x"}'
    notice = a_notice(channel_id="hook")
    office.owe(notice)
    office.clock.advance(30)
    office.memory.fail(4)  # reading what is due, claiming, reading channels, the secret

    office.sweep()

    assert office.of(notice).attempts[-1].reason == "secret_unavailable"
    office.sweep(60)
    assert office.of(notice).state is NoticeState.DELIVERED


def test_a_worker_that_comes_second_sends_nothing() -> None:
    office = Office()
    notice = a_notice()
    office.owe(notice)
    late = FakeOutboxStore(office.memory).due(at(60), limit=10)
    office.sweep(30)
    second = a_notifier(office.memory, office.clock, office.sender)

    class Lagging(FakeOutboxStore):
        def due(self, *_: object, **__: object) -> list[Notification]:
            return list(late)

    second = replace(second, outbox=Lagging(office.memory))
    round_ = second.deliver_due(has_time=lambda: True)

    assert (len(office.sender.heard), round_.sent[0].attempt) == (1, None)


def test_what_a_lost_worker_had_comes_again_as_the_same_message() -> None:
    office = Office()
    for alert in ("a1", "a2"):
        office.owe(a_notice(alert=alert))
    held = [claimed(owed(a_notice(alert=alert)), "m7", at(1)) for alert in ("a1", "a2")]
    FakeOutboxStore(office.memory).swap(held)
    office.owe(a_notice(alert="a3", created_at=at(1)))

    office.sweep(160)  # the lease ends at 3 min
    assert office.told == []
    office.sweep(20)
    office.sweep(60)

    assert [each.message_id == "m7" for each in office.sender.heard] == [True, False]
    assert office.told == [["fired", "fired"], ["fired"]]


def test_no_time_left_leaves_the_rest_for_the_next_run() -> None:
    office = Office()
    for n in range(3):
        office.owe(a_notice(alert=f"a{n}", client_id=ClientId(f"c{n}")))
    office.clock.advance(30)
    left = iter([True, False])

    office.notifier.deliver_due(has_time=lambda: next(left))

    assert len(office.sender.heard) == 1
    office.sweep()
    assert len(office.sender.heard) == 3


def test_a_notice_that_breaks_us_stops_no_other() -> None:
    def answer(message: Message) -> Outcome:
        if message.client_id == "poison":
            raise ValueError
        return DELIVERED

    office = Office(answer)
    office.owe(a_notice(alert="a0", client_id=ClientId("poison")), a_notice(alert="a1"))

    round_ = office.sweep(30)

    assert [type(each) for each in round_.errors] == [ValueError]
    assert len(office.sender.heard) == 1
    office.sweep_every_minute(48 * 60 + 5)
    assert office.states["a0#1#fired#email"] == "dead"


def test_a_retry_wakes_the_worker_when_it_is_due() -> None:
    office = Office(lambda _: UNREACHED)
    office.owe(a_notice())

    office.sweep(30)

    assert [each.total_seconds() for each in office.notifier.queue.wakes] == [15]  # type: ignore[attr-defined]


def test_the_incident_tells_who_was_told_and_who_was_not() -> None:
    office = Office(lambda message: REFUSED if message.channel_id == "hook" else DELIVERED)
    incident = an_incident()
    office.memory.incidents[incident.incident_id] = incident
    for channel_id in ("email", "hook"):
        office.owe(a_notice(channel_id=channel_id, incident_id=incident.incident_id))

    office.sweep(30)

    lines = office.memory.incidents[incident.incident_id].timeline[-2:]
    assert [(each.kind, each.text) for each in lines] == [
        (EntryKind.DELIVERY, "Email was told."),
        (EntryKind.DELIVERY, "Hook could not be told."),
    ]


def test_a_mail_shows_the_clients_last_days_and_goes_without_them_when_it_must() -> None:
    def unread(_: ClientId) -> Month:
        raise UnavailableError("The table did not answer.")

    office = Office()
    hook = office.memory.channels[ChannelId("email")]
    office.memory.channels[hook.channel_id] = replace(hook, kind=ChannelKind.EMAIL)
    office.owe(a_notice())
    office.sweep(30)
    courier = replace(office.notifier.courier, month=unread)
    office.notifier = replace(office.notifier, courier=courier)
    office.owe(a_notice(alert="a2", created_at=office.clock.now()))
    office.sweep(30)

    assert [len(each.days) for each in office.sender.heard] == [30, 0]


def test_three_hundred_and_three_alerts_of_one_client_are_two_messages() -> None:
    office = Office()
    office.owe(*(a_notice(alert=f"a{n:03}") for n in range(303)))

    office.sweep(30)

    assert [len(each.lines) for each in office.sender.heard] == [300, 3]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", range(1, 8))
@pytest.mark.parametrize("failure", [UnavailableError("Gone."), KilledError()])
def test_a_crash_between_any_two_calls_loses_nothing_and_repeats_by_the_same_id(
    call: int, after: bool, failure: BaseException
) -> None:
    office = Office(lambda message: REFUSED if message.channel_id == "hook" else DELIVERED)
    office.owe(a_notice(alert="a1"), a_notice(alert="a2"))
    office.owe(
        a_notice(alert="brief"),
        a_notice(NoticeKind.RESOLVED, alert="brief", version=2, created_at=at(seconds=9)),
        a_notice(alert="lost", channel_id="hook", created_at=at(seconds=1)),
    )
    office.clock.advance(31)
    office.memory.fail(call, after=after, failure=lambda: failure)

    with contextlib.suppress(UnavailableError, KilledError):
        office.sweep()
    office.memory.fail_at = None
    office.sweep_every_minute(5)

    assert {name: state for name, state in office.states.items() if "self" not in name} == {
        "a1#1#fired#email": "delivered",
        "a2#1#fired#email": "delivered",
        "brief#1#fired#email": "collapsed",
        "brief#2#resolved#email": "collapsed",
        "lost#1#fired#hook": "dead",
    }
    heard = {(each.message_id, len(each.lines)) for each in office.sender.heard if each.client_id}
    assert len(heard) == 1
    assert any(each.kind is NoticeKind.SELF for each in office.sender.heard)
