from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
from moto import mock_aws

from entelech.adapters.channels.sns import make, render
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import Verdict
from tests.builders import a_channel, a_notice, some_facts
from tests.fakes.channels import PAGE, a_ground, a_message

if TYPE_CHECKING:
    import pytest


def rendered(**facts: Any) -> dict[str, Any]:
    message = a_message(a_notice(facts=some_facts(**facts)))
    return render(message, channel_name="Topic", page_url=PAGE)


def test_a_message_is_published_once_and_known_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        topic = client.create_topic(Name="notices")["TopicArn"]

        outcome = make(a_ground(lambda _: client, topic_arn=topic)).send(
            a_channel("sns", settings={}), {}, a_message()
        )

    assert outcome.verdict is Verdict.DELIVERED
    assert outcome.provider_id


def test_subscribers_filter_by_attributes() -> None:
    attributes = rendered()["MessageAttributes"]

    assert {name: each["StringValue"] for name, each in attributes.items()} == {
        "message_id": "m" * 32,
        "kind": "fired",
        "severity": "critical",
        "client_id": "tnt-limousine-001",
        "incident_id": "0m5xq2v40-a1b2c3d4.tnt-limousine-001",
    }


def test_people_get_words_and_programs_get_data() -> None:
    message = json.loads(rendered()["Message"])

    assert message["default"].startswith("Firing: TNT Limousine: Lead processing\n")
    assert json.loads(message["sqs"])["data"]["client_id"] == "tnt-limousine-001"
    assert message["sqs"] == message["lambda"] == message["https"]


def test_a_subject_is_one_short_line_of_ascii() -> None:
    """Source: Amazon SNS API reference, Publish, Subject."""
    subject = rendered(client_name="Caf\u00e9\n" + "x" * 200)["Subject"]

    assert subject.startswith("Firing: Caf??xxx")
    assert len(subject) == 99


def test_what_would_be_too_large_is_told_in_words_alone() -> None:
    facts = some_facts(reason="x" * 1000)
    notices = [
        a_notice(alert=f"a{n:03}", client_id=ClientId("tnt"), facts=facts) for n in range(300)
    ]

    published = render(a_message(*notices), channel_name="Topic", page_url=PAGE)

    assert set(json.loads(published["Message"])) == {"default"}
    assert len(published["Message"].encode()) < 256 * 1024
