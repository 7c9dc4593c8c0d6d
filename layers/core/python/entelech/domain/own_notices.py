"""Notices that no alert owes: of the product itself, and of somebody who tries a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Attempt, Facts, Notice

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.channel import Channel, ChannelId

_OURS = "Entelech Monitor"


def of_undelivered(
    attempt: Attempt, lost: ChannelId, channel: Channel | None, through: ChannelId
) -> Notice:
    """What the operator is told of a channel that lost a notice; the same one all the hour."""
    name = channel.name if channel else lost
    return _notice(
        f"self#undelivered#{lost}#{attempt.at:%Y-%m-%dT%H}#{through}",
        NoticeKind.SELF,
        Severity.CRITICAL,
        through,
        Facts(
            client_name=_OURS,
            title=f"Notices do not reach the channel {name}",
            since=attempt.at,
            reason=f"The last attempt ended with: {attempt.reason}.",
            description="They wait among the dead notifications, where they can be sent again.",
        ),
        attempt.at,
    )


def of_test(channel: Channel, now: datetime, random: str) -> Notice:
    """What says of itself that it is a test."""
    return _notice(
        f"test#{channel.channel_id}#{random}",
        NoticeKind.TEST,
        Severity.INFO,
        channel.channel_id,
        Facts(
            client_name=_OURS,
            title="This is a test",
            reason="Nothing has happened. Alerts will reach this channel.",
        ),
        now,
    )


def _notice(
    notice_id: str,
    kind: NoticeKind,
    severity: Severity,
    channel_id: ChannelId,
    facts: Facts,
    now: datetime,
) -> Notice:
    return Notice(
        notice_id=notice_id,
        kind=kind,
        channel_id=channel_id,
        severity=severity,
        client_id=None,
        alert_id=None,
        incident_id=None,
        created_at=now,
        due_at=now,
        facts=facts,
    )
