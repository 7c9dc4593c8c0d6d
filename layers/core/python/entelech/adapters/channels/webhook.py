"""A program of somebody's: JSON by POST, signed as Standard Webhooks says.

Source: https://github.com/standard-webhooks/standard-webhooks, spec 1.0.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.adapters.channel_ground import ChannelGround
from entelech.adapters.channel_outcomes import outcome_of_call
from entelech.domain.auth_header import parse_header
from entelech.domain.channel_request import Given, host_of, parse_url
from entelech.domain.document import document
from entelech.domain.errors import InvalidError
from entelech.domain.wording import story_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.domain.channel import Channel
    from entelech.domain.delivery import Outcome
    from entelech.domain.digest import Line, Message
    from entelech.domain.fields import Fields
    from entelech.domain.notification import Facts

TIMEOUT_S = 10.0
_PREFIX = "whsec_"
_MAX_HEADERS = 10
_OURS = {"content-type", "webhook-id", "webhook-timestamp", "webhook-signature", "idempotency-key"}

PROPERTIES: Mapping[str, Any] = {
    "url": {
        "type": "string",
        "maxLength": 2000,
        "writeOnly": True,
        "description": "Of a webhook or of Slack. Only its host is ever shown again.",
    },
    "headers": {
        "type": ["object", "null"],
        "maxProperties": _MAX_HEADERS,
        "additionalProperties": {"type": "string", "maxLength": 2048},
        "writeOnly": True,
        "description": "Sent with each message; their values are never shown again.",
    },
    "signing_secret": {
        "type": ["string", "null"],
        "pattern": "^whsec_[A-Za-z0-9+/=]{32,88}$",
        "writeOnly": True,
        "description": "Of Standard Webhooks; made and shown once where none is given.",
    },
}


class WebhookChannel(Struct, frozen=True, kw_only=True):
    """``ChannelType`` for programs."""

    ground: ChannelGround
    properties = PROPERTIES

    def parse(self, fields: Fields) -> Given:
        url = parse_url(fields, "url", self.ground.addresses)
        headers = _headers(fields.raw("headers"))
        made = {} if fields.has("signing_secret") else {"signing_secret": self._new_secret()}
        secret = made.get("signing_secret") or _signing_secret(fields)
        return Given(
            settings={"host": host_of(url), "header_names": sorted(headers)},
            secrets={"url": url, "headers": headers, "signing_secret": secret},
            shown_once=made,
        )

    def send(self, channel: Channel, secrets: Mapping[str, Any], message: Message) -> Outcome:
        now = self.ground.clock.now()
        body = render(message, channel_name=channel.name, page_url=self.ground.page_url)
        signed = signature_headers(
            secrets["signing_secret"], message.message_id, int(now.timestamp()), body
        )
        sent = {
            **secrets["headers"],
            "Content-Type": "application/json",
            "Idempotency-Key": message.message_id,
            **signed,
        }
        return outcome_of_call(
            lambda: self.ground.outgoing().post(
                secrets["url"], body, headers=sent, timeout_s=TIMEOUT_S
            ),
            now,
        )

    def _new_secret(self) -> str:
        random = hashlib.sha256(self.ground.entropy.secret().encode()).digest()
        return _PREFIX + base64.b64encode(random).decode()


def make(ground: ChannelGround) -> WebhookChannel:
    """The kind on that ground."""
    return WebhookChannel(ground=ground)


def render(message: Message, *, channel_name: str, page_url: str) -> bytes:
    """The body: what happened as data, and the same in a few words."""
    story = story_of(message, channel_name=channel_name, page_url=page_url)
    data = {
        "message_id": message.message_id,
        "channel_id": message.channel_id,
        "kind": message.kind,
        "severity": message.severity,
        "client_id": message.client_id,
        "incident_id": message.incident_id,
        "text": f"{story.state}: {story.headline}. {story.sentence}".strip(),
        "url": story.link,
        "alerts": [_alert(line) for line in message.lines],
    }
    whole = {"type": f"alert.{message.kind}", "timestamp": message.created_at, "data": data}
    return json.dumps(document(whole), ensure_ascii=False, separators=(",", ":")).encode()


def signature_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers by which the receiver knows that the message is ours, and which it is."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{digest}",
    }


def _alert(line: Line) -> dict[str, Any]:
    facts = line.facts
    return {
        "kind": line.kind,
        **{name: getattr(facts, name) for name in _TEXTS},
        "value": None if facts.value is None else float(facts.value),
        "threshold": None if facts.threshold is None else float(facts.threshold),
        "money_lost": _money(facts),
    }


_TEXTS = (
    *("client_id", "client_name", "system_name", "rule_id", "title", "metric_name"),
    *("comparison", "unit", "since", "until", "reason", "description", "runbook_url"),
    "sla_minutes_lost",
)


def _money(facts: Facts) -> dict[str, Any] | None:
    lost = facts.money_lost
    return None if lost is None else {"amount": lost.number, "currency": lost.currency}


def _headers(given: object) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > _MAX_HEADERS:
        raise InvalidError(
            field="headers", expected=f"an object of at most {_MAX_HEADERS} header values"
        )
    found: dict[str, str] = {}
    for name, value in given.items():
        if str(name).lower() in _OURS:
            continue  # the seed's example names the content type, which is ours already
        header = parse_header({"name": name, "value": value}, f"headers.{str(name)[:64]}")
        found[header.name] = header.value.reveal()
    return found


def _signing_secret(fields: Fields) -> str:
    text = fields.text("signing_secret", max_length=100)
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise InvalidError(
            field="signing_secret", expected="whsec_ and the base64 of 24 to 64 bytes"
        )
    return text
