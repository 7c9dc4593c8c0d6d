"""Notices that are owed, and channels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import Span, cursor_of, listed, read_page
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.channel import Channel, ChannelId, ChannelKind, default_channel
from entelech.domain.delivery import KEPT, owed
from entelech.domain.document import instant_text
from entelech.domain.errors import LostRaceError
from entelech.domain.notification import Notification
from entelech.schema import SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.notification import Notice
    from entelech.ports.notices import NotificationQuery

_READ_AT_ONCE = 500
_MAX_READS = 10
"""One answer looks through 5,000 notifications for those of a client; the cursor goes on from there."""


def put_of(notice: Notice) -> Put:
    """The notice as a part of its maker's transaction, which fails where it is owed already."""
    return _put(owed(notice))


class DynamoOutboxStore:
    """``OutboxStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, notice: Notice) -> None:
        try:
            self._table.put(put_of(notice))
        except LostRaceError:
            return

    def notification(self, notice_id: str) -> Notification | None:
        item = self._table.get(keys.notification(notice_id))
        return _unpack(item) if item else None

    def due(self, until: datetime, *, limit: int) -> Sequence[Notification]:
        found: list[Notification] = []
        start: Item | None = None
        while len(found) < limit:
            items, start = self._table.query_listing(
                keys.DUE_LISTING,
                limit=limit - len(found),
                start=start,
                last=keys.notification_sort(until, "~"),
            )
            found += map(_unpack, items)
            if start is None:
                break
        return found

    def swap(self, after: Sequence[Notification]) -> None:
        self._table.put_together([_put(each) for each in after])

    def page(self, query: NotificationQuery) -> tuple[Sequence[Notification], str | None]:
        found: list[Notification] = []
        cursor = query.cursor
        for _ in range(_MAX_READS):
            items, cursor = read_page(
                self._table,
                keys.notifications_listing(query.state),
                limit=_READ_AT_ONCE if query.client_id else query.limit,
                cursor=cursor,
                key_of=keys.notification_at,
                newest_of=Span(low="0", high="~"),
            )
            read = map(_unpack, items)
            found += [each for each in read if query.client_id in {None, each.notice.client_id}]
            if cursor is None or len(found) >= query.limit:
                break
        if len(found) > query.limit:
            cursor = cursor_of(_sort(found[query.limit - 1]))
        return found[: query.limit], cursor


class DynamoChannelStore:
    """``ChannelStore`` on the table: one partition, read whole.

    ``set_up`` are the settings that the deployment itself gives to its channels, by kind.
    """

    def __init__(
        self, table: Table, *, set_up: Mapping[ChannelKind, Mapping[str, Any]] | None = None
    ) -> None:
        self._table = table
        self._set_up = set_up or {}

    def channels(self) -> Mapping[ChannelId, Channel]:
        defaults = [default_channel(kind, self._set_up.get(kind)) for kind in ChannelKind]
        stored = map(_unpack_channel, self._table.query(keys.CHANNELS))
        return {each.channel_id: each for each in (*defaults, *stored)}

    def save(self, channel: Channel) -> None:
        key = keys.channel(channel.channel_id)
        self._table.put(versioned(key, _pack_channel(channel), channel.version))

    def remove(self, channel: Channel) -> None:
        self._table.delete(keys.channel(channel.channel_id), version=channel.version)


def _put(notification: Notification) -> Put:
    finished = notification.finished_at
    item = {
        "notification": msgspec.json.encode(notification).decode(),
        "version": notification.version,
        TTL_ATTRIBUTE: int((finished + KEPT).timestamp()) if finished else None,
        **listed(keys.notifications_listing(notification.state), _sort(notification)),
    }
    key = keys.notification(notification.notice.notice_id)
    return versioned(key, item, notification.version)


def _sort(notification: Notification) -> str:
    moment = notification.finished_at or notification.next_at
    return keys.notification_sort(moment, notification.notice.notice_id)


def _unpack(item: Item) -> Notification:
    return msgspec.json.decode(item["notification"], type=Notification)


def _pack_channel(channel: Channel) -> Item:
    return {
        "kind": channel.kind.value,
        "name": channel.name,
        "settings": json.dumps(channel.settings, ensure_ascii=False),
        "secret_name": channel.secret_name,
        "is_enabled": channel.is_enabled,
        "is_configured": channel.is_configured,
        "fault": channel.fault,
        "faulty_since": instant_text(channel.faulty_since) if channel.faulty_since else None,
        "bounced": json.dumps(channel.bounced, ensure_ascii=False),
        "version": channel.version,
    }


def _unpack_channel(item: Item) -> Channel:
    since = item.get("faulty_since")
    return Channel(
        channel_id=ChannelId(item[SORT_KEY]),
        kind=ChannelKind(item["kind"]),
        name=item["name"],
        settings=json.loads(item["settings"]),
        secret_name=item.get("secret_name"),
        is_enabled=item["is_enabled"],
        is_configured=item["is_configured"],
        fault=item.get("fault"),
        faulty_since=keys.instant(since) if since else None,
        bounced=json.loads(item["bounced"]),
        version=item["version"],
    )
