"""What every kind of channel promises: one table of outcomes, and no secret in anything it says."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from entelech.adapters import channels
from entelech.adapters.channels import channel_properties, channel_types
from entelech.domain.channel import ChannelKind
from entelech.domain.errors import BlockedAddressError, InvalidError
from entelech.domain.fields import Fields
from entelech.domain.notice_kinds import Verdict
from tests.builders import a_channel
from tests.fakes.channels import a_ground, a_message
from tests.servers.peer import served
from tests.servers.scripts import answer, closes_at_once, hangs, says

if TYPE_CHECKING:
    from entelech.domain.delivery import Outcome
    from tests.servers.peer import Script

SECRET = "canary-7f3a9c"
OVER_HTTP = (ChannelKind.SLACK, ChannelKind.WEBHOOK)
RETRY, PERMANENT, DISABLED = Verdict.RETRY, Verdict.PERMANENT, Verdict.DISABLED
STATUSES = {
    200: (Verdict.DELIVERED, Verdict.DELIVERED),
    204: (Verdict.DELIVERED, Verdict.DELIVERED),
    302: (PERMANENT, PERMANENT),
    400: (PERMANENT, PERMANENT),
    401: (PERMANENT, PERMANENT),
    403: (DISABLED, PERMANENT),
    404: (DISABLED, PERMANENT),
    408: (RETRY, RETRY),
    410: (DISABLED, DISABLED),
    413: (PERMANENT, PERMANENT),
    422: (PERMANENT, PERMANENT),
    425: (RETRY, RETRY),
    429: (RETRY, RETRY),
    500: (RETRY, RETRY),
    502: (RETRY, RETRY),
    503: (RETRY, RETRY),
    504: (RETRY, RETRY),
}
"""Status: what it means of Slack, and of a webhook."""
AWS_CODES = {
    "ThrottledException": RETRY,
    "ThrottlingException": RETRY,
    "TooManyRequestsException": RETRY,
    "SendingPausedException": RETRY,
    "InternalError": RETRY,
    "AccessDeniedException": RETRY,
    "MessageRejected": PERMANENT,
    "BadRequestException": PERMANENT,
    "InvalidParameter": PERMANENT,
    "NotFound": DISABLED,
    "NotFoundException": DISABLED,
    "AccountSuspendedException": DISABLED,
}
OPERATIONS = {
    ChannelKind.EMAIL: ("sesv2", "send_email"),
    ChannelKind.SNS: ("sns", "publish"),
}


def fields_of(kind: ChannelKind, port: int = 443) -> dict[str, Any]:
    """The least that somebody must say of a channel of that kind, with a secret in it."""
    url = f"http://127.0.0.1:{port}/{SECRET}"
    return {
        ChannelKind.EMAIL: {"default_recipients": ["team@entelech.com"]},
        ChannelKind.SLACK: {"webhook_url": url},
        ChannelKind.WEBHOOK: {"url": url, "headers": {"Authorization": f"Bearer {SECRET}"}},
        ChannelKind.SNS: {},
    }[kind]


def sent(kind: ChannelKind, script: Script) -> Outcome:
    channel_type = channel_types(a_ground())[kind]
    with served(script) as ports:
        given = channel_type.parse(Fields(fields_of(kind, ports["plain"])))
        channel = a_channel(kind=kind, settings=given.settings)
        return channel_type.send(channel, given.secrets, a_message())


def test_every_kind_is_one_file_and_every_file_a_kind() -> None:
    folder = Path(channels.__file__).parent

    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}

    assert files == {kind.value for kind in ChannelKind}
    assert set(channel_types(a_ground())) == set(channel_properties()) == set(ChannelKind)


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_verdict(kind: ChannelKind, status: int) -> None:
    phrase = f"{status} {HTTPStatus(status).phrase}"
    location = "Location: http://127.0.0.1/" if status == 302 else "X-A: b"
    body = b"" if status == 204 else SECRET.encode()

    outcome = sent(kind, says(answer(body, location, status=phrase)))

    assert outcome.verdict is STATUSES[status][OVER_HTTP.index(kind)]
    assert outcome.http_status == status
    assert SECRET not in repr(outcome)


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize(("script", "reason"), [(closes_at_once, "connection"), (hangs, "timeout")])
def test_no_answer_is_worth_another_try(
    kind: ChannelKind, script: Script, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"entelech.adapters.channels.{kind.value}.TIMEOUT_S", 0.3)

    outcome = sent(kind, script)

    assert (outcome.verdict, outcome.reason, outcome.http_status) == (RETRY, reason, None)
    assert SECRET not in repr(outcome)


@pytest.mark.parametrize("kind", OVER_HTTP)
def test_an_address_of_the_inside_is_refused_for_good(kind: ChannelKind) -> None:
    channel_type = channel_types(a_ground())[kind]
    given = channel_type.parse(Fields(fields_of(kind)))
    inside = {
        name: f"https://169.254.169.254/{SECRET}" if "url" in name else value
        for name, value in given.secrets.items()
    }

    outcome = channel_type.send(a_channel(settings=given.settings), inside, a_message())

    assert (outcome.verdict, outcome.reason) == (PERMANENT, "blocked_address")


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("7", 7),
        ("Wed, 15 Jan 2025 12:01:00 GMT", 60),
        ("Wed, 15 Jan 2025 11:00:00 GMT", 0),
        ("soon", None),
        ("-1", None),
    ],
)
def test_a_wish_to_be_left_alone_is_understood(
    kind: ChannelKind, status: str, wish: str, seconds: int | None
) -> None:
    """It is noon. Source: RFC 9110, 10.2.3."""
    outcome = sent(kind, says(answer(b"", f"Retry-After: {wish}", status=status)))

    assert outcome.retry_after_s == seconds


@pytest.mark.parametrize("kind", OPERATIONS)
@pytest.mark.parametrize("code", AWS_CODES)
def test_every_error_of_aws_has_its_verdict(kind: ChannelKind, code: str) -> None:
    service, operation = OPERATIONS[kind]
    client = boto3.client(
        service, "us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    channel_type = channel_types(a_ground(lambda _: client))[kind]
    given = channel_type.parse(Fields(fields_of(kind)))

    with Stubber(client) as stub:
        stub.add_client_error(operation, code, SECRET, http_status_code=400)
        outcome = channel_type.send(
            a_channel(kind=kind, settings=given.settings), given.secrets, a_message()
        )

    assert outcome.verdict is AWS_CODES[code]
    assert SECRET not in repr(outcome)


@pytest.mark.parametrize("kind", ChannelKind)
def test_what_is_shown_of_a_channel_holds_nothing_secret(kind: ChannelKind) -> None:
    given = channel_types(a_ground())[kind].parse(Fields(fields_of(kind)))

    assert SECRET not in json.dumps(given.settings)
    assert not set(given.settings) & set(given.secrets)


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize(
    "url",
    [
        *("ftp://x.example/", "https://", "https://u:p@x.example/", "x", "https://x.example/{{a}}"),
        *("https://x.example/ä", "https://x.example:99999/", 7, None),
    ],
)
def test_a_url_that_is_none_is_refused_by_its_field(kind: ChannelKind, url: object) -> None:
    name = "webhook_url" if kind is ChannelKind.SLACK else "url"

    with pytest.raises(InvalidError) as caught:
        channel_types(a_ground())[kind].parse(Fields({name: url}))

    assert caught.value.field == name


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "[fd00:ec2::254]", "2130706433"])
def test_a_url_of_the_inside_is_refused_when_it_is_given(kind: ChannelKind, host: str) -> None:
    name = "webhook_url" if kind is ChannelKind.SLACK else "url"

    with pytest.raises(BlockedAddressError):
        channel_types(a_ground())[kind].parse(Fields({name: f"https://{host}/"}))
