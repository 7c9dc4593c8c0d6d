"""A ``ChannelType`` that keeps what it was given, and a notifier that stands on fakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.channel import Channel, ChannelId, ChannelKind
from entelech.domain.channel_request import Given
from entelech.domain.delivery import Outcome
from entelech.domain.month import Month
from entelech.domain.notice_kinds import Verdict
from entelech.services.carrying import Courier
from entelech.services.notifying import Notifier
from tests.fakes.alerts import FakeIncidentStore
from tests.fakes.outbox import FakeChannelStore, FakeOutboxStore
from tests.fakes.queue import FakeNotifyQueue
from tests.fakes.secrets import FakeSecretStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from entelech.domain.digest import Message
    from entelech.domain.fields import Fields
    from tests.fakes.clock import FakeClock
    from tests.fakes.memory import Memory

DELIVERED = Outcome(verdict=Verdict.DELIVERED, http_status=200, provider_id="p1")
UNREACHED = Outcome(verdict=Verdict.RETRY, reason="connection")
GONE = Outcome(verdict=Verdict.DISABLED, reason="gone", http_status=410)
REFUSED = Outcome(verdict=Verdict.PERMANENT, reason="refused", http_status=400)


class FakeSender:
    """``answer`` decides what becomes of each message; ``heard`` are those that arrived."""

    def __init__(self, answer: Callable[[Message], Outcome] = lambda _: DELIVERED) -> None:
        self.answer = answer
        self.tried: list[Message] = []
        self.heard: list[Message] = []

    @property
    def properties(self) -> Mapping[str, Any]:
        return {"url": {"type": "string"}}

    def parse(self, fields: Fields) -> Given:
        url = fields.text("url", max_length=100)
        return Given(settings={}, secrets={"url": url}, shown_once={})

    def send(self, channel: Channel, secrets: Mapping[str, object], message: Message) -> Outcome:
        del channel, secrets
        self.tried.append(message)
        outcome = self.answer(message)
        if outcome.verdict is Verdict.DELIVERED:
            self.heard.append(message)
        return outcome


def a_courier(memory: Memory, clock: FakeClock, sender: FakeSender) -> Courier:
    """One that sends every kind the same way, and finds every month quiet."""
    return Courier(
        kinds=dict.fromkeys(ChannelKind, sender),
        secrets=FakeSecretStore(memory),
        month=lambda _: Month(days=["healthy"] * 30, text="No day with an outage."),
        clock=clock,
    )


def a_notifier(memory: Memory, clock: FakeClock, sender: FakeSender) -> Notifier:
    """One whose channels, "email" and "hook", are set up, and that draws the longest waits."""
    for name in ("email", "hook"):
        made = Channel(
            channel_id=ChannelId(name), kind=ChannelKind.WEBHOOK, name=name.title(), settings={}
        )
        memory.channels.setdefault(made.channel_id, made)
    return Notifier(
        outbox=FakeOutboxStore(memory),
        channels=FakeChannelStore(memory),
        courier=a_courier(memory, clock, sender),
        queue=FakeNotifyQueue(),
        incidents=FakeIncidentStore(memory),
        clock=clock,
        draw=lambda: 1.0,
    )
