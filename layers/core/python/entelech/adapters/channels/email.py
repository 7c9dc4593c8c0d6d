"""Mail through Amazon SES: HTML and text, threaded by incident, a report's file with it.

SES sets its own Message-ID and keeps References, so those make the thread; some mail programs want
the same subject too, and get it. Source: SES v2 API reference, "SendEmail"; RFC 5322, 3.6.4.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from entelech.adapters.channel_ground import ChannelGround
from entelech.adapters.channel_outcomes import outcome_of_aws
from entelech.adapters.mail_page import mail_page
from entelech.domain.channel_request import Given, mail_address
from entelech.domain.delivery import Outcome
from entelech.domain.errors import InvalidError
from entelech.domain.notice_kinds import NoticeKind, Verdict
from entelech.domain.wording import plain_text, story_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from entelech.domain.channel import Channel
    from entelech.domain.digest import Message
    from entelech.domain.fields import Fields
    from entelech.domain.notification import Attachment

MAX_ATTACHED_BYTES = 5 * 1024 * 1024
"""A larger report is linked: many mailboxes refuse it, and the page has it."""
_MAX_RECIPIENTS = 50
"""Source: SES, "Service quotas": recipients of a message."""
_MAX_SUBJECT = 200

PROPERTIES: Mapping[str, Any] = {
    "from_address": {
        "type": "string",
        "maxLength": 254,
        "description": "The address that this deployment sends from; any other is refused.",
    },
    "default_recipients": {
        "type": "array",
        "minItems": 1,
        "maxItems": _MAX_RECIPIENTS,
        "items": {"type": "string", "maxLength": 254},
        "description": "Who gets the mail. Given anew, an address that bounced is tried again.",
    },
    "smtp_server": {"type": "string", "description": "Refused: Amazon SES sends in its place."},
    "smtp_port": {"type": "integer", "description": "Refused: Amazon SES sends in its place."},
}


class EmailChannel(Struct, frozen=True, kw_only=True, dict=True):
    """``ChannelType`` for mailboxes."""

    ground: ChannelGround
    properties = PROPERTIES

    def parse(self, fields: Fields) -> Given:
        for name in ("smtp_server", "smtp_port"):
            if fields.has(name):
                raise InvalidError(
                    field=name,
                    expected="nothing: Amazon SES sends the mail, so there is no SMTP server to name",
                )
        named = fields.texts("default_recipients", max_items=_MAX_RECIPIENTS, max_length=254)
        recipients = [
            mail_address(text, field=f"default_recipients[{n}]") for n, text in enumerate(named)
        ]
        return Given(
            settings={
                "from_address": self._sender(fields),
                "default_recipients": list(dict.fromkeys(recipients)),
            },
            secrets={},
            shown_once={},
        )

    def send(self, channel: Channel, _secrets: Mapping[str, Any], message: Message) -> Outcome:
        facts = message.lines[0].facts
        wanted = facts.recipients or channel.settings["default_recipients"]
        recipients = [each for each in wanted if each.lower() not in channel.bounced]
        if not recipients:
            return Outcome(verdict=Verdict.DISABLED, reason="all_recipients_bounced")
        try:
            attached = self._attached(facts.attachment)
        except (ClientError, BotoCoreError):
            return Outcome(verdict=Verdict.RETRY, reason="attachment_unavailable")
        mail = render(
            message,
            channel_name=channel.name,
            page_url=self.ground.page_url,
            domain=self.ground.mail_from.rpartition("@")[2],
            attached=attached,
        )
        return outcome_of_aws(
            lambda: str(
                self._ses.send_email(
                    FromEmailAddress=f"Entelech Monitor <{channel.settings['from_address']}>",
                    Destination={"ToAddresses": recipients},
                    Content={"Simple": mail},
                    EmailTags=[{"Name": "channel_id", "Value": channel.channel_id}],
                    ConfigurationSetName=self.ground.configuration_set,
                )["MessageId"]
            )
        )

    def _sender(self, fields: Fields) -> str:
        ours = self.ground.mail_from
        if not ours:
            raise InvalidError(
                field="from_address",
                expected="a deployment with -c mail_from=…, which may send mail; this one may not",
            )
        if fields.has("from_address") and fields.raw("from_address") != ours:
            raise InvalidError(field="from_address", expected=f"{ours}, this deployment's own")
        return ours

    def _attached(self, attachment: Attachment | None) -> list[dict[str, Any]]:
        """The file; none where it is too large to be sent."""
        if attachment is None:
            return []
        found = self._s3.get_object(Bucket=self.ground.reports_bucket, Key=attachment.key)
        if found["ContentLength"] > MAX_ATTACHED_BYTES:
            return []
        return [
            {
                "RawContent": found["Body"].read(),
                "FileName": attachment.file_name,
                "ContentType": attachment.content_type,
                "ContentDisposition": "ATTACHMENT",
                "ContentTransferEncoding": "BASE64",
            }
        ]

    @cached_property
    def _ses(self) -> Any:
        return self.ground.aws("sesv2")

    @cached_property
    def _s3(self) -> Any:
        return self.ground.aws("s3")


def make(ground: ChannelGround) -> EmailChannel:
    """The kind on that ground."""
    return EmailChannel(ground=ground)


def render(
    message: Message,
    *,
    channel_name: str,
    page_url: str,
    domain: str,
    attached: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The mail as SES takes it."""
    story = story_of(message, channel_name=channel_name, page_url=page_url)
    html = mail_page(story, bars=message.days, bars_text=message.days_text)
    return {
        "Subject": {"Data": story.subject[:_MAX_SUBJECT], "Charset": "UTF-8"},
        "Body": {
            "Text": {"Data": plain_text(story), "Charset": "UTF-8"},
            "Html": {"Data": html, "Charset": "UTF-8"},
        },
        "Headers": [
            {"Name": name, "Value": value}
            for name, value in _headers(message, domain, story.settings_link).items()
        ],
        **({"Attachments": list(attached)} if attached else {}),
    }


def _headers(message: Message, domain: str, settings_link: str | None) -> dict[str, str]:
    headers = {"X-Entelech-Message-Id": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.incident_id:
        headers["References"] = f"<{message.incident_id}@{domain}>"
    if message.kind is NoticeKind.REPORT and settings_link:
        headers["List-Unsubscribe"] = f"<{settings_link}>"
    return headers
