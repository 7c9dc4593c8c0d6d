"""The kinds of channels with nothing of AWS behind them, and messages to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entelech.adapters.channel_ground import ChannelGround
from entelech.adapters.outgoing import Outgoing
from entelech.domain.address import AddressPolicy
from entelech.domain.delivery import owed
from entelech.domain.digest import Group, Message, digest, message_of
from tests.builders import a_notice
from tests.fakes.access import FakeEntropy
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.domain.notification import Notice

PAGE = "https://monitor.example.com"
TOPIC = "arn:aws:sns:us-east-1:123456789012:notices"
LOOPBACK = AddressPolicy(allow_loopback=True)


def nothing_of_aws(service: str) -> Any:
    raise AssertionError(service)


def a_ground(aws: Callable[[str], Any] = nothing_of_aws, **overrides: Any) -> ChannelGround:
    return ChannelGround(
        **{
            "outgoing": lambda: Outgoing(addresses=LOOPBACK),
            "aws": aws,
            "clock": FakeClock(),
            "entropy": FakeEntropy(),
            "addresses": LOOPBACK,
            "page_url": PAGE,
            "mail_from": "alerts@entelech.com",
            "configuration_set": "notices",
            "topic_arn": TOPIC,
            "reports_bucket": "reports",
            **overrides,
        }
    )


def a_message(*notices: Notice, **overrides: Any) -> Message:
    members = [owed(each) for each in notices or (a_notice(),)]
    group = Group(message_id=overrides.pop("message_id", "m" * 32), members=members)
    return message_of(group, digest(members).lines)
