from __future__ import annotations

from typing import Any

import pytest

from entelech.domain.channel import Channel, ChannelId, ChannelKind
from entelech.domain.errors import LostRaceError
from entelech.domain.mail_feedback import MailFeedback, parse_feedback
from entelech.services.bouncing import Postmaster
from tests.builders import a_channel
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeChannelStore

EMAIL = ChannelId("email")


def an_event(kind: str = "Bounce", **overrides: Any) -> dict[str, Any]:
    """Source: Amazon SES developer guide, "Contents of event data that Amazon SES publishes"."""
    return {
        "eventType": kind,
        "mail": {"tags": {"channel_id": ["email"], "ses:configuration-set": ["notices"]}},
        "bounce": {
            "bounceType": "Permanent",
            "bouncedRecipients": [{"emailAddress": "Gone@entelech.com"}],
        },
        "complaint": {"complainedRecipients": [{"emailAddress": "cross@entelech.com"}]},
        **overrides,
    }


def a_postmaster(**overrides: Any) -> tuple[Postmaster, Memory]:
    memory = Memory()
    memory.channels[EMAIL] = a_channel("email", kind=ChannelKind.EMAIL, **overrides)
    return Postmaster(channels=FakeChannelStore(memory)), memory


@pytest.mark.parametrize(
    ("kind", "address", "reason"),
    [("Bounce", "gone@entelech.com", "bounce"), ("Complaint", "cross@entelech.com", "complaint")],
)
def test_an_address_that_bounced_or_complained_is_not_used_any_more(
    kind: str, address: str, reason: str
) -> None:
    postmaster, memory = a_postmaster()
    feedback = parse_feedback(an_event(kind))
    assert feedback is not None

    assert list(postmaster.note(feedback)) == [address]
    assert list(postmaster.note(feedback)) == []

    assert memory.channels[EMAIL].bounced == {address: reason}
    assert memory.channels[EMAIL].version == 2


@pytest.mark.parametrize(
    "event",
    [
        an_event("Delivery"),
        an_event(bounce={"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": "a"}]}),
        an_event(mail={}),
        an_event(mail={"tags": {"channel_id": []}}),
        an_event(bounce={"bounceType": "Permanent"}),
        an_event(bounce="x"),
        {},
        None,
    ],
)
def test_what_asks_for_nothing_changes_nothing(event: object) -> None:
    assert parse_feedback(event) is None


def test_the_deployments_own_channel_takes_note_before_anybody_changed_it() -> None:
    memory = Memory()
    postmaster = Postmaster(channels=FakeChannelStore(memory))

    postmaster.note(
        MailFeedback(channel_id="email", addresses=["gone@entelech.com"], reason="bounce")
    )

    assert memory.channels[EMAIL].bounced == {"gone@entelech.com": "bounce"}


def test_a_channel_that_is_gone_has_nothing_to_note() -> None:
    postmaster, memory = a_postmaster()
    feedback = MailFeedback(channel_id="nowhere", addresses=["a@b.example"], reason="bounce")

    assert list(postmaster.note(feedback)) == []
    assert memory.channels[EMAIL].version == 1


class Contested(FakeChannelStore):
    """Somebody else is always faster, so many times."""

    def __init__(self, memory: Memory, times: int) -> None:
        super().__init__(memory)
        self._left = times

    def save(self, channel: Channel) -> None:
        self._left -= 1
        if self._left >= 0:
            raise LostRaceError
        super().save(channel)


def test_a_lost_race_is_run_again_and_not_for_ever() -> None:
    _, memory = a_postmaster()
    feedback = MailFeedback(channel_id="email", addresses=["a@b.example"], reason="bounce")

    Postmaster(channels=Contested(memory, 3)).note(feedback)
    assert memory.channels[EMAIL].bounced == {"a@b.example": "bounce"}

    other = MailFeedback(channel_id="email", addresses=["c@d.example"], reason="bounce")
    with pytest.raises(LostRaceError):
        Postmaster(channels=Contested(memory, 4)).note(other)
