"""The deployment's own SNS topic: text for people, and attributes by which subscribers filter.

Source: Amazon SNS developer guide, "Message attributes" and "Publish".
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.adapters.channel_ground import ChannelGround
from entelech.adapters.channel_outcomes import outcome_of_aws
from entelech.adapters.channels.webhook import render as render_data
from entelech.domain.channel_request import Given
from entelech.domain.wording import plain_text, story_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.domain.channel import Channel
    from entelech.domain.delivery import Outcome
    from entelech.domain.digest import Message
    from entelech.domain.fields import Fields

_MAX_SUBJECT = 99
_MAX_BYTES = 250_000

PROPERTIES: Mapping[str, Any] = {}
"""Who subscribes to the topic is told to SNS."""


class SnsChannel(Struct, frozen=True, kw_only=True, dict=True):
    """``ChannelType`` for the topic."""

    ground: ChannelGround
    properties = PROPERTIES

    def parse(self, _fields: Fields) -> Given:
        return Given(settings={}, secrets={}, shown_once={})

    def send(self, channel: Channel, _secrets: Mapping[str, Any], message: Message) -> Outcome:
        rendered = render(message, channel_name=channel.name, page_url=self.ground.page_url)
        return outcome_of_aws(
            lambda: str(
                self._client.publish(TopicArn=self.ground.topic_arn, **rendered)["MessageId"]
            )
        )

    @cached_property
    def _client(self) -> Any:
        return self.ground.aws("sns")


def make(ground: ChannelGround) -> SnsChannel:
    """The kind on that ground."""
    return SnsChannel(ground=ground)


def render(message: Message, *, channel_name: str, page_url: str) -> dict[str, Any]:
    """What is published: words for mail and telephones, the webhook's data for queues and programs."""
    story = story_of(message, channel_name=channel_name, page_url=page_url)
    data = render_data(message, channel_name=channel_name, page_url=page_url).decode()
    text = plain_text(story)
    by_protocol = {"default": text, "sqs": data, "lambda": data, "http": data, "https": data}
    whole = json.dumps(by_protocol)
    if len(whole.encode()) > _MAX_BYTES:
        whole = json.dumps({"default": text})
    return {
        "Subject": _ascii(f"{story.state}: {story.headline}"),
        "Message": whole,
        "MessageStructure": "json",
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value}
            for name, value in _attributes(message).items()
            if value
        },
    }


def _attributes(message: Message) -> dict[str, str]:
    return {
        "message_id": message.message_id,
        "kind": message.kind.value,
        "severity": message.severity.value,
        "client_id": message.client_id or "",
        "incident_id": message.incident_id or "",
    }


def _ascii(text: str) -> str:
    """A subject is of printable ASCII on one line, and begins with no blank."""
    kept = "".join(sign if " " <= sign <= "~" else "?" for sign in text)
    return kept.strip()[:_MAX_SUBJECT]
