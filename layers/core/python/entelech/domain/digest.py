"""Which notices go together in one message, and what is left of them to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.channel import ChannelId
from entelech.domain.delivery import GROUP_WAIT, is_alone, message_id
from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity
from entelech.domain.notification import Facts, Notification

MAX_TOLD = 300
"""Notices that one message tells of; those beyond make another one."""
_OPENS = {NoticeKind.FIRED, NoticeKind.NO_DATA}


class Line(Struct, frozen=True, kw_only=True):
    """What a message says of one alert. ``is_known`` False: nobody heard that it fired before."""

    kind: NoticeKind
    facts: Facts
    is_known: bool = True


class Message(Struct, frozen=True, kw_only=True):
    """What one channel is told at once: of one client, at one severity. At least one line.

    ``message_id`` stays the same when it is sent again. ``created_at`` is the first notice's.
    ``days`` are the client's statuses of the last days, the oldest first, and ``days_text`` says in
    words what they come to; both are empty where nobody has looked.
    """

    message_id: str
    channel_id: ChannelId
    severity: Severity
    client_id: ClientId | None
    incident_id: str | None
    created_at: datetime
    lines: Sequence[Line]
    days: Sequence[str] = ()
    days_text: str = ""

    @property
    def kind(self) -> NoticeKind:
        """That of all lines, or of the gravest: something resolved is the least."""
        return min((line.kind for line in self.lines), key=list(NoticeKind).index)


class Group(Struct, frozen=True, kw_only=True):
    """Notifications that go as one message.

    Where a worker was lost over them, ``message_id`` is that of the message that it had: the
    receiver knows it again.
    """

    message_id: str
    members: Sequence[Notification]

    @property
    def channel_id(self) -> ChannelId:
        """Where they go."""
        return self.members[0].notice.channel_id

    @property
    def failures(self) -> int:
        """How often the one that was tried most has failed."""
        return max(each.failures for each in self.members)


class Digest(Struct, frozen=True, kw_only=True):
    """What there is to tell, and the notifications that it tells; ``silent`` ones are over untold."""

    lines: Sequence[Line]
    told: Sequence[Notification]
    silent: Sequence[Notification]


def ready_groups(notifications: Iterable[Notification], now: datetime) -> Sequence[Group]:
    """The groups that are to be sent now, those of channels that work first.

    A group goes when its first notice has waited, and takes all that are owed by then. It is left
    alone while a worker has some of it, and while the receiver wishes.
    """
    by_key: dict[tuple[object, ...], list[Notification]] = defaultdict(list)
    for each in notifications:
        by_key[_key(each)].append(each)
    groups = [group for members in by_key.values() for group in _ready(members, now)]
    return sorted(groups, key=lambda group: (group.failures, group.members[0].notice.created_at))


def _key(notification: Notification) -> tuple[object, ...]:
    notice = notification.notice
    if is_alone(notice.kind):
        return (notice.notice_id,)
    is_self = notice.kind is NoticeKind.SELF
    return (notice.channel_id, notice.severity, notice.client_id, is_self)


def _ready(members: Sequence[Notification], now: datetime) -> list[Group]:
    held = [each for each in members if each.state is NoticeState.SENDING]
    if any(each.next_at > now for each in held):
        return []
    if held:
        return _lost(held)
    owed = [each for each in members if each.notice.due_at <= now]
    if not any(each.next_at <= now for each in owed) or any(
        _is_wait_wished(each, now) for each in owed
    ):
        return []
    ordered = sorted(owed, key=_order)
    parts = [ordered[first : first + MAX_TOLD] for first in range(0, len(ordered), MAX_TOLD)]
    return [Group(message_id=message_id(part), members=part) for part in parts]


def _lost(held: Sequence[Notification]) -> list[Group]:
    """What a worker had when it was lost, message by message."""
    by_message: dict[str, list[Notification]] = defaultdict(list)
    for each in sorted(held, key=_order):
        by_message[each.message_id or ""].append(each)
    return [Group(message_id=known, members=members) for known, members in by_message.items()]


def _is_wait_wished(notification: Notification, now: datetime) -> bool:
    if not notification.attempts or not notification.failures:
        return False
    last = notification.attempts[-1]
    return now < last.at + timedelta(seconds=last.retry_after_s or 0)


def _order(notification: Notification) -> tuple[datetime, str]:
    return notification.notice.created_at, notification.notice.notice_id


def digest(members: Iterable[Notification]) -> Digest:
    """What these notifications come to, alert by alert: news that is stale already is put right.

    An alert that fired and resolved before anybody was told is one line; within the group's wait,
    and untried, it is none. A reminder of what the message tells anyway is no line of its own.
    """
    by_alert: dict[str, list[Notification]] = defaultdict(list)
    for each in sorted(members, key=_order):
        by_alert[each.notice.alert_id or each.notice.notice_id].append(each)
    lines: list[Line] = []
    silent: list[Notification] = []
    told: list[Notification] = []
    for of_alert in by_alert.values():
        for part in _episodes(of_alert):
            line = _line(part)
            lines += [line] if line else []
            (told if line else silent).extend(part)
    lines.sort(key=lambda line: line.kind is NoticeKind.RESOLVED)
    return Digest(lines=lines, told=told, silent=silent)


def _episodes(of_alert: Sequence[Notification]) -> list[list[Notification]]:
    """The notices of an alert, cut behind each resolution."""
    parts: list[list[Notification]] = [[]]
    for each in of_alert:
        parts[-1].append(each)
        if each.notice.kind is NoticeKind.RESOLVED:
            parts.append([])
    return [part for part in parts if part]


def _line(episode: Sequence[Notification]) -> Line | None:
    first, last = episode[0].notice, episode[-1].notice
    if last.kind is not NoticeKind.RESOLVED:
        kind = first.kind if first.kind in _OPENS else last.kind
        return Line(kind=kind, facts=last.facts)
    if len(episode) == 1:
        return Line(kind=NoticeKind.RESOLVED, facts=last.facts)
    is_untold = first.kind in _OPENS
    is_untried = not any(each.failures or each.message_id for each in episode)
    if is_untold and is_untried and last.created_at - first.created_at <= GROUP_WAIT:
        return None
    facts = replace(last.facts, since=last.facts.since or first.facts.since)
    return Line(kind=NoticeKind.RESOLVED, facts=facts, is_known=not is_untold)


def message_of(group: Group, lines: Sequence[Line]) -> Message:
    """The message that tells these lines of the group."""
    first = group.members[0].notice
    incidents = [each.notice.incident_id for each in group.members if each.notice.incident_id]
    return Message(
        message_id=group.message_id,
        channel_id=first.channel_id,
        severity=first.severity,
        client_id=first.client_id,
        incident_id=incidents[-1] if incidents else None,
        created_at=first.created_at,
        lines=lines,
    )
