from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from entelech.adapters.channels import channel_types
from entelech.domain.access import ClientScope
from entelech.domain.channel import Channel, ChannelId, ChannelKind
from entelech.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Verdict
from entelech.services.channelling import Channels
from tests.builders import NOON
from tests.fakes.access import FakeEntropy
from tests.fakes.channels import a_ground
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeChannelStore, FakeOutboxStore
from tests.fakes.secrets import FakeSecretStore
from tests.fakes.sender import DELIVERED, GONE, UNREACHED, FakeSender, a_courier

ALL = ClientScope.everything()
URL = "https://hooks.slack.com/services/T/B/canary"
HOOK: dict[str, Any] = {
    "name": "On-call bot",
    "kind": "webhook",
    "url": "https://bot.example/alerts",
    "headers": {"Authorization": "Bearer canary"},
}


class Desk:
    """The channels with the real kinds, whose messages a fake sender takes."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.clock = FakeClock()
        self.sender = FakeSender()
        self.channels = Channels(
            store=FakeChannelStore(self.memory),
            secrets=FakeSecretStore(self.memory),
            kinds=channel_types(a_ground()),
            outbox=FakeOutboxStore(self.memory),
            courier=a_courier(self.memory, self.clock, self.sender),
            entropy=FakeEntropy(),
            clock=self.clock,
        )

    def stored(self, name: str) -> Channel:
        return self.memory.channels[ChannelId(name)]

    def secrets(self, name: str) -> dict[str, Any]:
        secret_name = self.stored(name).secret_name
        assert secret_name is not None
        found: dict[str, Any] = json.loads(self.memory.secrets[secret_name])
        return found


def test_a_channel_is_named_after_its_name_and_shows_nothing_secret() -> None:
    desk = Desk()

    made = desk.channels.make(ALL, HOOK)

    assert made.channel.channel_id == "on-call-bot"
    assert made.channel.settings == {"host": "bot.example", "header_names": ["Authorization"]}
    assert made.channel.is_usable
    assert "canary" not in repr(made)
    assert desk.secrets("on-call-bot") == {
        "url": "https://bot.example/alerts",
        "headers": {"Authorization": "Bearer canary"},
        "signing_secret": made.shown_once["signing_secret"],
    }


def test_the_deployments_own_channel_is_set_up_by_making_or_by_changing_it() -> None:
    desk = Desk()

    desk.channels.make(ALL, {**HOOK, "channel_id": "webhook"})
    changed = desk.channels.change(ALL, "slack", {"webhook_url": URL})

    assert desk.stored("webhook").is_usable
    assert (changed.before.is_usable, changed.after.is_usable) == (False, True)
    with pytest.raises(ConflictError):
        desk.channels.make(ALL, {**HOOK, "channel_id": "webhook"})
    with pytest.raises(ConflictError):
        desk.channels.make(ALL, {**HOOK, "channel_id": "email"})


def test_the_seeds_slack_settings_are_taken() -> None:
    """Source: the developer guide, "Slack Alerts"."""
    desk = Desk()
    seed = {
        "enabled": False,
        "webhook_url": URL,
        "channel": "#monitoring",
        "username": "Entelech Monitor",
    }

    after = desk.channels.change(ALL, "slack", seed).after

    assert (after.enabled, after.is_usable) == (False, False)
    assert after.settings["channel"] == "#monitoring"


def test_what_is_not_told_anew_is_kept() -> None:
    desk = Desk()
    made = desk.channels.make(ALL, HOOK)

    desk.channels.change(ALL, "on-call-bot", {"url": "https://bot.example/two"})

    kept = desk.secrets("on-call-bot")
    assert kept["headers"] == {"Authorization": "Bearer canary"}
    assert kept["signing_secret"] == made.shown_once["signing_secret"]
    assert kept["url"] == "https://bot.example/two"


def test_a_secret_that_nobody_names_any_more_is_deleted() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    desk.channels.change(ALL, "on-call-bot", {"url": "https://bot.example/two"})
    assert len(desk.memory.secrets) == 1

    desk.channels.remove(ALL, "on-call-bot")

    assert desk.memory.secrets == {}


def test_a_new_name_leaves_the_secret_alone() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    before = desk.stored("on-call-bot").secret_name

    after = desk.channels.change(ALL, "on-call-bot", {"name": "Bot", "enabled": False}).after

    assert (after.name, after.enabled, after.version) == ("Bot", False, 2)
    assert desk.stored("on-call-bot").secret_name == before


def test_what_is_said_to_be_null_is_forgotten() -> None:
    desk = Desk()
    made = desk.channels.make(ALL, HOOK)
    desk.channels.change(ALL, "slack", {"webhook_url": URL, "channel": "#ops", "username": "Bot"})

    hook = desk.channels.change(ALL, "on-call-bot", {"headers": None, "signing_secret": None})
    slack = desk.channels.change(ALL, "slack", {"channel": None}).after

    kept = desk.secrets("on-call-bot")
    assert (kept["url"], kept["headers"]) == (HOOK["url"], {})
    assert kept["signing_secret"] == hook.shown_once["signing_secret"]
    assert kept["signing_secret"] != made.shown_once["signing_secret"]
    assert slack.settings == {"host": "hooks.slack.com", "username": "Bot"}


def test_a_change_of_a_version_that_is_past_changes_nothing() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    desk.channels.change(ALL, "on-call-bot", {"name": "Bot", "version": 1})

    with pytest.raises(ConflictError):
        desk.channels.change(ALL, "on-call-bot", {"enabled": False, "version": 1})
    with pytest.raises(InvalidError) as refusal:
        desk.channels.change(ALL, "on-call-bot", {"enabled": False, "version": "2"})

    assert refusal.value.field == "version"
    assert desk.stored("on-call-bot").is_enabled
    after = desk.channels.change(ALL, "email", {"name": "Mail", "version": 0}).after
    assert (after.name, after.version) == ("Mail", 1)


def test_of_two_that_change_a_channel_the_loser_leaves_the_winners_secret() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    kept = dict(desk.memory.secrets)

    class Late(FakeChannelStore):
        def channels(self) -> dict[ChannelId, Channel]:
            found = dict(super().channels())
            hook = found[ChannelId("on-call-bot")]
            return {**found, hook.channel_id: replace(hook, version=hook.version - 1)}

    late = replace(desk.channels, store=Late(desk.memory))
    for change in ({"name": "Bot"}, {"url": "https://bot.example/two"}):
        with pytest.raises(ConflictError):
            late.change(ALL, "on-call-bot", change)

    assert desk.memory.secrets == kept


def test_naming_the_recipients_anew_lets_those_that_bounced_try_again() -> None:
    desk = Desk()
    desk.channels.change(ALL, "email", {"default_recipients": ["a@b.example"]})
    email = desk.stored("email")
    desk.memory.channels[email.channel_id] = replace(
        email, bounced={"a@b.example": "bounce"}, fault="all_recipients_bounced", faulty_since=NOON
    )

    kept = desk.channels.change(ALL, "email", {"name": "Mail"}).after
    again = desk.channels.change(ALL, "email", {"default_recipients": ["a@b.example"]}).after

    assert [each.address for each in kept.bounced] == ["a@b.example"]
    assert (list(again.bounced), again.fault, again.is_usable) == ([], None, True)


def test_one_of_the_deployments_own_is_not_set_up_once_it_is_removed() -> None:
    desk = Desk()
    desk.channels.change(ALL, "slack", {"webhook_url": URL})

    desk.channels.remove(ALL, "slack")
    desk.channels.remove(ALL, "slack")

    (slack,) = [each for each in desk.channels.all().channels if each.channel_id == "slack"]
    assert not slack.is_configured


def test_a_test_says_that_it_is_one_and_what_came_of_it_is_kept() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)

    attempt = desk.channels.test(ALL, "on-call-bot")

    assert (attempt.verdict, attempt.http_status, attempt.provider_id) == (
        *(Verdict.DELIVERED, 200, "p1"),
    )
    (message,) = desk.sender.heard
    assert message.kind is NoticeKind.TEST
    (kept,) = desk.memory.notifications.values()
    assert kept.state is NoticeState.DELIVERED


@pytest.mark.parametrize("outcome", [UNREACHED, GONE])
def test_a_test_that_fails_says_why_and_is_not_tried_again(outcome: Any) -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    desk.sender.answer = lambda _: outcome

    attempt = desk.channels.test(ALL, "on-call-bot")

    assert (attempt.verdict, attempt.reason) == (outcome.verdict, outcome.reason)
    (kept,) = desk.memory.notifications.values()
    assert kept.state is NoticeState.DEAD


def test_a_faulty_channel_that_takes_a_test_is_well_again() -> None:
    desk = Desk()
    desk.channels.make(ALL, HOOK)
    hook = desk.stored("on-call-bot")
    desk.memory.channels[hook.channel_id] = replace(hook, fault="gone", faulty_since=NOON)
    desk.sender.answer = lambda _: DELIVERED

    desk.channels.test(ALL, "on-call-bot")

    assert desk.stored("on-call-bot").is_usable


def test_a_channel_that_is_not_set_up_says_so_when_it_is_tried() -> None:
    desk = Desk()

    assert desk.channels.test(ALL, "slack").reason == "channel_not_configured"


def test_who_sees_some_clients_only_changes_no_channel() -> None:
    desk = Desk()
    some = ClientScope(clients=frozenset({ClientId("a")}))

    for change in (
        lambda: desk.channels.make(some, HOOK),
        lambda: desk.channels.change(some, "slack", {}),
        lambda: desk.channels.remove(some, "slack"),
        lambda: desk.channels.test(some, "slack"),
    ):
        with pytest.raises(ForbiddenError):
            change()


def test_a_channel_that_is_not_there_is_not_found() -> None:
    desk = Desk()

    for change in (
        lambda: desk.channels.change(ALL, "nowhere", {}),
        lambda: desk.channels.remove(ALL, "nowhere"),
        lambda: desk.channels.test(ALL, "nowhere"),
    ):
        with pytest.raises(NotFoundError):
            change()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({"name": "x"}, "kind"),
        ({**HOOK, "kind": "pigeon"}, "kind"),
        ({**HOOK, "name": ""}, "name"),
        ({**HOOK, "channel_id": "A b"}, "channel_id"),
        ({**HOOK, "name": "!!!"}, "channel_id"),
        ({**HOOK, "default_recipients": ["a@b.example"]}, "default_recipients"),
        ({**HOOK, "enabled": "yes"}, "enabled"),
        ({**HOOK, "headers": {f"X-{n}": "v" * 2000 for n in range(3)}}, "headers"),
    ],
)
def test_what_is_no_channel_is_refused_by_its_field(body: object, field: str) -> None:
    desk = Desk()

    with pytest.raises(InvalidError) as caught:
        desk.channels.make(ALL, body)

    assert caught.value.field == field
    assert desk.memory.channels == {}


def test_there_are_at_most_a_hundred_channels() -> None:
    desk = Desk()
    for n in range(96):  # and four of the deployment
        desk.channels.make(ALL, {**HOOK, "channel_id": f"c{n}"})

    with pytest.raises(ConflictError):
        desk.channels.make(ALL, {**HOOK, "channel_id": "one-more"})


def test_every_kind_has_a_channel_of_the_deployment() -> None:
    shown = Desk().channels.all().channels

    assert {each.kind for each in shown} == set(ChannelKind)
    assert all(each.is_default for each in shown)
