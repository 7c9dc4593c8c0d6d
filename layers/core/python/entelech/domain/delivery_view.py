"""Channels and notifications as they leave through API and MCP: nothing secret is in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.channel import ChannelKind
from entelech.domain.errors import InvalidError
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity, Verdict

if TYPE_CHECKING:
    from entelech.domain.channel import Channel
    from entelech.domain.notification import Attempt, Notification


class Bounced(Struct, frozen=True, kw_only=True):
    """A mail address that is sent nothing any more, and why: a bounce or a complaint."""

    address: str
    reason: str


class ChannelDescription(Struct, frozen=True, kw_only=True):
    """A channel. ``settings`` are those of its kind, what is secret left out.

    ``fault`` null: none is known. ``is_usable``: whether a notice would be sent there now.
    """

    channel_id: str
    kind: ChannelKind
    name: str
    enabled: bool
    is_default: bool
    is_configured: bool
    is_usable: bool
    fault: str | None
    faulty_since: datetime | None
    settings: Mapping[str, Any]
    bounced: Sequence[Bounced]
    version: int


class ChannelList(Struct, frozen=True, kw_only=True):
    """All channels, those of the deployment first."""

    channels: Sequence[ChannelDescription]


class NewChannel(Struct, frozen=True, kw_only=True):
    """A channel that was just set up. ``shown_once`` is what we made for it, and not shown again."""

    channel: ChannelDescription
    shown_once: Mapping[str, str]


class DeliveryAttempt(Struct, frozen=True, kw_only=True):
    """One attempt to deliver. ``reason`` null: it arrived."""

    at: datetime
    verdict: Verdict
    reason: str | None
    http_status: int | None
    provider_id: str | None
    latency_ms: int | None
    message_id: str


class NotificationDescription(Struct, frozen=True, kw_only=True):
    """A notice and what became of it. ``next_attempt_at`` null: delivery is not promised any more."""

    notification_id: str
    state: NoticeState
    kind: NoticeKind
    channel_id: str
    severity: Severity
    client_id: str | None
    client_name: str
    system_name: str | None
    title: str
    incident_id: str | None
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    attempts: Sequence[DeliveryAttempt]


class NotificationPage(Struct, frozen=True, kw_only=True):
    """Notifications, the latest first; ``next_cursor`` is null on the last page."""

    notifications: Sequence[NotificationDescription]
    next_cursor: str | None


def describe_channel(channel: Channel) -> ChannelDescription:
    """The channel as it may be shown."""
    return ChannelDescription(
        channel_id=channel.channel_id,
        kind=channel.kind,
        name=channel.name,
        enabled=channel.is_enabled,
        is_default=channel.is_default,
        is_configured=channel.is_configured,
        is_usable=channel.is_usable,
        fault=channel.fault,
        faulty_since=channel.faulty_since,
        settings=channel.settings,
        bounced=[Bounced(address=k, reason=v) for k, v in sorted(channel.bounced.items())],
        version=channel.version,
    )


def describe_attempt(attempt: Attempt) -> DeliveryAttempt:
    """The attempt as it is shown."""
    return DeliveryAttempt(
        at=attempt.at,
        verdict=attempt.verdict,
        reason=attempt.reason,
        http_status=attempt.http_status,
        provider_id=attempt.provider_id,
        latency_ms=attempt.latency_ms,
        message_id=attempt.message_id,
    )


def describe_notification(notification: Notification) -> NotificationDescription:
    """The notification as it is shown."""
    notice = notification.notice
    return NotificationDescription(
        notification_id=shown_id(notice.notice_id),
        state=notification.state,
        kind=notice.kind,
        channel_id=notice.channel_id,
        severity=notice.severity,
        client_id=notice.client_id,
        client_name=notice.facts.client_name,
        system_name=notice.facts.system_name,
        title=notice.facts.title,
        incident_id=notice.incident_id,
        created_at=notice.created_at,
        next_attempt_at=notification.next_at if notification.is_open else None,
        finished_at=notification.finished_at,
        attempts=[describe_attempt(each) for each in notification.attempts],
    )


def shown_id(notice_id: str) -> str:
    """A notice's id as a path can hold it: it is made of names that may have any sign."""
    return base64.urlsafe_b64encode(notice_id.encode()).decode().rstrip("=")


def notice_id_of(shown: str) -> str:
    """The inverse of ``shown_id``.

    Raises:
        InvalidError: it is none.
    """
    try:
        padded = shown + "=" * (-len(shown) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidError(
            field="notification_id", expected="an id as the list of notifications has it"
        ) from None
