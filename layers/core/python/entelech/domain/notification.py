"""What somebody is owed to hear, and what became of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from entelech.domain.channel import ChannelId
from entelech.domain.ids import ClientId
from entelech.domain.money import Money
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity, Verdict


class Attachment(Struct, frozen=True, kw_only=True):
    """A file in the bucket of reports."""

    key: str
    file_name: str
    content_type: str


class Facts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that a channel may show. Text is data: who renders it escapes it.

    ``title`` is the rule in words, "Uptime below 95 %". [since, until) is when it was so, ``until``
    None while it is; ``unit`` is that of value and threshold. ``time_zone`` is the client's.
    ``recipients``, where there are some, get a mail in place of the channel's own.
    """

    client_id: ClientId | None = None
    client_name: str
    system_name: str | None = None
    rule_id: str | None = None
    title: str
    metric_name: str | None = None
    value: Decimal | None = None
    threshold: Decimal | None = None
    comparison: str | None = None
    unit: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    reason: str | None = None
    description: str | None = None
    runbook_url: str | None = None
    sla_minutes_lost: int | None = None
    money_lost: Money | None = None
    attachment: Attachment | None = None
    time_zone: str | None = None
    recipients: tuple[str, ...] = ()


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is owed to a channel, made by whoever owes it, in the transaction that made it so.

    ``notice_id`` says all that makes two notices the same: "<alert id>#<version>#<kind>#<channel id>".
    Nothing is sent before ``due_at``. ``client_id`` None: it is about no client.
    """

    notice_id: str
    kind: NoticeKind
    channel_id: ChannelId
    severity: Severity
    client_id: ClientId | None
    alert_id: str | None
    incident_id: str | None
    created_at: datetime
    due_at: datetime
    facts: Facts


class Attempt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt to deliver. ``reason`` is one of our words, None when it arrived.

    ``message_id`` is what the receiver can tell a repetition by; ``provider_id`` the receiver's own.
    """

    at: datetime
    message_id: str
    verdict: Verdict
    reason: str | None
    http_status: int | None
    provider_id: str | None
    latency_ms: int | None
    retry_after_s: int | None = None


class Notification(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice and what became of it.

    ``promised_at`` is when delivery was promised: when it was made, or sent again. ``next_at`` is
    when a worker may take it: the end of the wait, or of the lease. ``failures`` counts attempts
    since the promise; ``attempts`` are the latest. ``message_id`` is that of the message that it is,
    or was last, part of.
    """

    notice: Notice
    state: NoticeState
    promised_at: datetime
    next_at: datetime
    failures: int = 0
    attempts: tuple[Attempt, ...] = ()
    message_id: str | None = None
    finished_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether delivery is still promised."""
        return self.state in {NoticeState.PENDING, NoticeState.SENDING}
