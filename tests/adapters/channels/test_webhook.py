from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest

from entelech.adapters.channels.webhook import make, render, signature_headers
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.notice_kinds import NoticeKind
from tests.builders import a_channel, a_notice
from tests.fakes.channels import a_ground, a_message
from tests.servers.peer import served
from tests.servers.scripts import answer

if TYPE_CHECKING:
    from entelech.domain.channel_request import Given
    from tests.servers.peer import Peer

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def given(**fields: Any) -> Given:
    return make(a_ground()).parse(Fields({"url": "https://x.example/a", **fields}))


def received(**fields: Any) -> tuple[dict[str, str], bytes]:
    """The headers, by lower-case name, and the body of what arrives."""
    taken: list[tuple[str, bytes]] = []

    def script(peer: Peer) -> None:
        taken.append(peer.request())
        peer.send(answer(b"{}", "X-Request-Id: r1"))

    channel_type = make(a_ground())
    with served(script) as ports:
        found = channel_type.parse(
            Fields({"url": f"http://127.0.0.1:{ports['plain']}/hook", **fields})
        )
        outcome = channel_type.send(a_channel(settings=found.settings), found.secrets, a_message())
    assert outcome.provider_id == "r1"
    head, body = taken[0]
    lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
    return {name.lower(): value for name, _, value in lines}, body


def test_the_signature_is_that_of_the_specification() -> None:
    """Source: standard-webhooks, its test vectors for version v1."""
    body = b'{"test": 2432232314}'

    headers = signature_headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_receiver_can_tell_that_the_message_is_ours_and_a_repetition() -> None:
    headers, body = received(signing_secret=SECRET)

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert headers["idempotency-key"] == headers["webhook-id"] == "m" * 32


def test_the_seeds_headers_are_sent_and_the_content_type_stays_ours() -> None:
    """Source: the developer guide, "Webhook Alerts"."""
    headers, _ = received(
        headers={"Content-Type": "application/json", "Authorization": "Bearer YOUR_TOKEN"}
    )

    assert headers["authorization"] == "Bearer YOUR_TOKEN"
    assert headers["content-type"] == "application/json"


def test_the_body_says_what_happened_as_data() -> None:
    _, body = received()

    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("alert.fired", "2025-01-15T12:00:00Z")
    data = told["data"]
    assert data["text"].startswith("Firing: TNT Limousine: Lead processing. Uptime below 95 %.")
    assert (
        data["url"]
        == "https://monitor.example.com/#/incidents/0m5xq2v40-a1b2c3d4.tnt-limousine-001"
    )
    assert data["alerts"] == [
        {
            "kind": "fired",
            "client_id": "tnt-limousine-001",
            "client_name": "TNT Limousine",
            "system_name": "Lead processing",
            "rule_id": "r1",
            "title": "Uptime below 95 %",
            "metric_name": "uptime",
            "comparison": "less_than",
            "unit": "percent",
            "since": "2025-01-15T11:55:00Z",
            "until": None,
            "reason": "Three checks in a row got HTTP 503.",
            "description": None,
            "runbook_url": None,
            "sla_minutes_lost": 5,
            "value": 91.7,
            "threshold": 95.0,
            "money_lost": {"amount": 42.5, "currency": "USD"},
        }
    ]


def test_a_signing_secret_is_made_and_shown_once_where_none_is_given() -> None:
    made = given()

    assert made.shown_once["signing_secret"] == made.secrets["signing_secret"]
    assert len(base64.b64decode(made.secrets["signing_secret"].removeprefix("whsec_"))) == 32
    assert given(signing_secret=SECRET).shown_once == {}


@pytest.mark.parametrize("secret", ["x", "whsec_", "whsec_!!!!", "whsec_c2hvcnQ=", 7])
def test_a_signing_secret_that_is_none_is_refused(secret: object) -> None:
    with pytest.raises(InvalidError) as caught:
        given(signing_secret=secret)

    assert caught.value.field == "signing_secret"


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ([], "headers"),
        ({f"X-{n}": "v" for n in range(11)}, "headers"),
        ({"Host": "x"}, "headers.Host.name"),
        ({"X-Token": "a\r\nb"}, "headers.X-Token.value"),
        ({"X-Token": 7}, "headers.X-Token.value"),
    ],
)
def test_headers_that_cannot_be_sent_are_refused(headers: object, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        given(headers=headers)

    assert caught.value.field == field


def test_a_client_is_shown_its_headers_by_name_only() -> None:
    assert given(headers={"X-Token": "t"}).settings == {
        "host": "x.example",
        "header_names": ["X-Token"],
    }


def test_several_alerts_are_several_lines_of_the_data() -> None:

    message = a_message(a_notice(alert="a1"), a_notice(NoticeKind.RESOLVED, alert="a2"))
    told = json.loads(render(message, channel_name="Hook", page_url=""))

    assert [each["kind"] for each in told["data"]["alerts"]] == ["fired", "resolved"]
    assert told["data"]["url"] is None
