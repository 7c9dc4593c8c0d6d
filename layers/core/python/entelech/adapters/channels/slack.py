"""A Slack channel, through an incoming webhook: Block Kit within its limits.

Source: https://docs.slack.dev/reference/block-kit/blocks and …/messaging/formatting-message-text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.adapters.channel_ground import ChannelGround
from entelech.adapters.channel_outcomes import outcome_of_call
from entelech.domain.channel_request import Given, host_of, parse_url
from entelech.domain.wording import Tone, moment_text, story_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.channel import Channel
    from entelech.domain.delivery import Outcome
    from entelech.domain.digest import Line, Message
    from entelech.domain.fields import Fields
    from entelech.domain.wording import Row, Story

TIMEOUT_S = 10.0
_GONE = (403, 404, 410)
"""The app was removed, or the channel was: Slack says invalid_token, no_service, channel_is_archived."""
_MAX_HEADER = 150
_MAX_SECTION = 3000
_MAX_FIELD = 2000
_MAX_FIELDS = 10
_COLOURS = {
    Tone.BAD: "#8a1038",
    Tone.WARNING: "#c96a00",
    Tone.GOOD: "#1a9e6e",
    Tone.PLAIN: "#1d4ed8",
}

PROPERTIES: Mapping[str, Any] = {
    "webhook_url": {
        "type": "string",
        "maxLength": 2000,
        "writeOnly": True,
        "description": "Slack's incoming webhook, or url. Only its host is ever shown again.",
    },
    "channel": {
        "type": ["string", "null"],
        "maxLength": 80,
        "description": "Where an old webhook shall post, like #monitoring; an app's ignores it.",
    },
    "username": {
        "type": ["string", "null"],
        "maxLength": 80,
        "description": "As whom an old webhook shall post; an app's ignores it.",
    },
    "url": {"type": "string", "maxLength": 2000, "writeOnly": True},
}


class SlackChannel(Struct, frozen=True, kw_only=True):
    """``ChannelType`` for Slack."""

    ground: ChannelGround
    properties = PROPERTIES

    def parse(self, fields: Fields) -> Given:
        name = "url" if fields.has("url") and not fields.has("webhook_url") else "webhook_url"
        url = parse_url(fields, name, self.ground.addresses)
        named = {
            each: fields.text(each, max_length=80)
            for each in ("channel", "username")
            if fields.has(each)
        }
        return Given(
            settings={"host": host_of(url), **named}, secrets={"webhook_url": url}, shown_once={}
        )

    def send(self, channel: Channel, secrets: Mapping[str, Any], message: Message) -> Outcome:
        payload = render(message, channel_name=channel.name, page_url=self.ground.page_url)
        payload |= {
            name: channel.settings[name]
            for name in ("channel", "username")
            if name in channel.settings
        }
        return outcome_of_call(
            lambda: self.ground.outgoing().post(
                secrets["webhook_url"],
                json.dumps(payload).encode(),
                headers={"Content-Type": "application/json"},
                timeout_s=TIMEOUT_S,
            ),
            self.ground.clock.now(),
            gone=_GONE,
        )


def make(ground: ChannelGround) -> SlackChannel:
    """The kind on that ground."""
    return SlackChannel(ground=ground)


def render(message: Message, *, channel_name: str, page_url: str) -> dict[str, Any]:
    """The payload. Links and no buttons: those of an incoming webhook show a warning sign."""
    story = story_of(message, channel_name=channel_name, page_url=page_url)
    text = f"{story.mark} {story.state}: {story.headline}"
    blocks = [
        _header(text),
        *_sections(story),
        *_fields(story, message.lines[0]),
        _context(story, message),
    ]
    return {
        "text": escaped(text, _MAX_SECTION),
        "attachments": [{"color": _COLOURS[story.tone], "blocks": blocks}],
    }


def escaped(text: str, longest: int) -> str:
    """The text as it is to be read, never as a link, a mention or a command; cut between signs."""
    whole = [{"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(sign, sign) for sign in text]
    if sum(map(len, whole)) <= longest:
        return "".join(whole)
    kept: list[str] = []
    left = longest - 1
    for sign in whole:
        left -= len(sign)
        if left < 0:
            break
        kept.append(sign)
    return "".join([*kept, "\u2026"])


def _header(text: str) -> dict[str, Any]:
    """Plain text: nothing in it is read as a link, so nothing is escaped."""
    short = text if len(text) <= _MAX_HEADER else text[: _MAX_HEADER - 1] + "\u2026"
    return {"type": "header", "text": {"type": "plain_text", "text": short, "emoji": False}}


def _sections(story: Story) -> list[dict[str, Any]]:
    lines = [escaped(story.sentence, _MAX_SECTION)] if story.sentence else []
    listed = [
        f"*{escaped(item.state, 40)}* {escaped(item.name, 100)}: {escaped(item.text, 200)}"
        for item in story.items
    ]
    listed += [f"and {story.more} more"] if story.more else []
    parts = [*lines, *_packed(listed)]
    return [{"type": "section", "text": {"type": "mrkdwn", "text": each}} for each in parts]


def _packed(lines: Sequence[str]) -> list[str]:
    """The lines in as few texts as Slack takes."""
    parts: list[str] = []
    for line in lines:
        if parts and len(parts[-1]) + 1 + len(line) <= _MAX_SECTION:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def _fields(story: Story, line: Line) -> list[dict[str, Any]]:
    shown = [_field(row, line) for row in story.rows[:_MAX_FIELDS]]
    return [{"type": "section", "fields": shown}] if shown else []


def _field(row: Row, line: Line) -> dict[str, Any]:
    moment = {"Started": line.facts.since, "Ended": line.facts.until}.get(row.label)
    value = _date(moment) if moment else escaped(row.value, _MAX_FIELD - 100)
    return {"type": "mrkdwn", "text": f"*{row.label}*\n{value}"}


def _date(moment: datetime) -> str:
    """In the reader's own time zone."""
    shown = "{date_short_pretty} {time}"
    return f"<!date^{int(moment.timestamp())}^{shown}|{moment_text(moment)}>"


def _context(story: Story, message: Message) -> dict[str, Any]:
    link = f"<{story.link}|{story.link_text}> \u00b7 " if story.link else ""
    text = f"{link}{escaped(story.footer, 500)} \u00b7 {message.message_id}"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}
