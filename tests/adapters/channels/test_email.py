"""What is sent to SES, on moto, which stores it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends
from msgspec.structs import replace

from entelech.adapters.channels.email import MAX_ATTACHED_BYTES, make, render
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.notice_kinds import NoticeKind, Verdict
from entelech.domain.notification import Attachment
from tests.builders import a_channel, a_notice, at, some_facts
from tests.fakes.channels import PAGE, a_ground, a_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.domain.channel import Channel
    from entelech.domain.digest import Message

PDF = Attachment(key="reports/1.pdf", file_name="May.pdf", content_type="application/pdf")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client("sesv2").create_email_identity(EmailIdentity="alerts@entelech.com")
        client("s3").create_bucket(Bucket="reports")
        yield


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")


def mailbox(**overrides: Any) -> Channel:
    settings = {
        "from_address": "alerts@entelech.com",
        "default_recipients": ["team@entelech.com", "boss@entelech.com"],
    }
    return a_channel("email", **{"settings": settings, "secret_name": None, **overrides})


def kept() -> list[Any]:
    messages: list[Any] = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    return messages


def mail(message: Message) -> dict[str, Any]:
    return render(message, channel_name="Email", page_url=PAGE, domain="entelech.com")


def headers(message: Message) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in mail(message)["Headers"]}


@pytest.mark.usefixtures("aws")
def test_a_mail_goes_to_all_recipients_but_those_that_bounced() -> None:
    channel = mailbox(bounced={"boss@entelech.com": "bounce"})

    outcome = make(a_ground(client)).send(channel, {}, a_message())

    assert outcome.verdict is Verdict.DELIVERED
    assert outcome.provider_id
    (sent,) = kept()
    assert sent.destinations["ToAddresses"] == ["team@entelech.com"]
    assert sent.source == "Entelech Monitor <alerts@entelech.com>"


@pytest.mark.usefixtures("aws")
def test_where_all_recipients_bounced_the_channel_is_of_no_use() -> None:
    bounced = {"boss@entelech.com": "bounce", "team@entelech.com": "complaint"}

    outcome = make(a_ground(client)).send(mailbox(bounced=bounced), {}, a_message())

    assert (outcome.verdict, outcome.reason) == (Verdict.DISABLED, "all_recipients_bounced")
    assert kept() == []


@pytest.mark.usefixtures("aws")
def test_a_sender_that_ses_does_not_know_is_refused_for_good() -> None:
    settings = {**mailbox().settings, "from_address": "stranger@entelech.com"}

    outcome = make(a_ground(client)).send(mailbox(settings=settings), {}, a_message())

    assert outcome.verdict is Verdict.PERMANENT


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("size", "files"), [(MAX_ATTACHED_BYTES, ["May.pdf"]), (MAX_ATTACHED_BYTES + 1, [])]
)
def test_a_report_goes_with_its_file_up_to_5_mib(size: int, files: list[str]) -> None:
    client("s3").put_object(Bucket="reports", Key=PDF.key, Body=b"x" * size)
    ses = client("sesv2")
    taken: list[dict[str, Any]] = []
    ses.meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: taken.append(params)
    )
    facts = some_facts(attachment=PDF, recipients=("ops@tntlimo.com",))
    message = a_message(a_notice(NoticeKind.REPORT, facts=facts))

    outcome = make(a_ground(lambda service: ses if service == "sesv2" else client(service))).send(
        mailbox(), {}, message
    )

    assert outcome.verdict is Verdict.DELIVERED
    (params,) = taken
    assert params["Destination"]["ToAddresses"] == ["ops@tntlimo.com"]
    attached = params["Content"]["Simple"].get("Attachments", [])
    assert [each["FileName"] for each in attached] == files


@pytest.mark.usefixtures("aws")
def test_a_report_whose_file_cannot_be_read_is_tried_again() -> None:
    message = a_message(a_notice(NoticeKind.REPORT, facts=some_facts(attachment=PDF)))

    outcome = make(a_ground(client)).send(mailbox(), {}, message)

    assert (outcome.verdict, outcome.reason) == (Verdict.RETRY, "attachment_unavailable")


def test_mails_of_an_incident_are_one_thread() -> None:
    fired = a_message(a_notice())
    facts = some_facts(until=at(4), title="Something else", system_name="Booking")
    resolved = a_message(a_notice(NoticeKind.RESOLVED, version=2, facts=facts))

    assert headers(fired)["References"] == "<0m5xq2v40-a1b2c3d4.tnt-limousine-001@entelech.com>"
    assert headers(fired)["References"] == headers(resolved)["References"]
    assert mail(fired)["Subject"] == mail(resolved)["Subject"]
    assert mail(fired)["Subject"]["Data"].startswith("TNT Limousine: incident of ")


def test_only_a_report_says_how_to_be_rid_of_it() -> None:
    report = a_message(a_notice(NoticeKind.REPORT, incident_id=None))

    assert headers(report)["List-Unsubscribe"] == f"<{PAGE}/#/settings/channels>"
    assert "References" not in headers(report)
    assert "List-Unsubscribe" not in headers(a_message())


class Checked(HTMLParser):
    """Finds what stands outside of our own tags, and whether all of them are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("many", [1, 3])
def test_text_of_a_client_stays_text(many: int) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    facts = some_facts(
        client_name=evil, system_name=evil, title=evil, reason=evil, description=evil,
        runbook_url=f"https://x.example/{evil}",
    )  # fmt: skip
    message = a_message(*(a_notice(alert=f"a{n}", facts=facts) for n in range(many)))

    html = mail(message)["Body"]["Html"]["Data"]
    page = Checked()
    page.feed(html)

    assert page.open == []
    assert not page.tags & {"script", "img"}


def test_the_whole_is_small_enough_to_be_shown_whole() -> None:
    """Gmail cuts a mail of more than 102 kB."""
    message = a_message(*(a_notice(alert=f"a{n:03}") for n in range(300)))
    bars = replace(message, days=["healthy"] * 30, days_text="100 % up")

    html = mail(bars)["Body"]["Html"]["Data"]

    assert len(html.encode()) < 40_000
    assert "and 280 more" in html


def test_the_text_part_says_the_same() -> None:
    text = mail(a_message())["Body"]["Text"]["Data"]

    assert text.splitlines() == [
        "Firing: TNT Limousine: Lead processing",
        "Uptime below 95 %. Three checks in a row got HTTP 503.",
        "",
        "Started: 15 Jan 2025, 11:55 UTC",
        "Value: 91.7 %; the rule fires below 95 %",
        "Lost so far: 5 min of service level, 42.50 USD",
        "",
        "Open the incident: https://monitor.example.com/#/incidents/0m5xq2v40-a1b2c3d4.tnt-limousine-001",
        "",
        "Rule \u201cUptime below 95 %\u201d, sent to the channel \u201cEmail\u201d.",
    ]


def parse(fields: dict[str, Any], **ground: Any) -> Any:
    return make(a_ground(**ground)).parse(Fields(fields)).settings


def test_the_seeds_settings_are_taken() -> None:
    """Source: the developer guide, "Email Alerts"."""
    seed = {"from_address": "alerts@entelech.com", "default_recipients": ["team@entelech.com"]}

    assert parse(seed) == seed


@pytest.mark.parametrize("name", ["smtp_server", "smtp_port"])
def test_an_smtp_server_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse({"default_recipients": ["team@entelech.com"], name: "smtp.gmail.com"})

    assert caught.value.field == name
    assert "Amazon SES sends the mail" in caught.value.message


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"default_recipients": ["nobody"]}, "default_recipients[0]"),
        ({"default_recipients": []}, "default_recipients"),
        ({}, "default_recipients"),
        (
            {"default_recipients": ["a@b.example"], "from_address": "x@other.example"},
            "from_address",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse(fields)

    assert caught.value.field == field


def test_a_deployment_without_a_sender_sends_no_mail() -> None:
    with pytest.raises(InvalidError) as caught:
        parse({"default_recipients": ["team@entelech.com"]}, mail_from="")

    assert caught.value.field == "from_address"
