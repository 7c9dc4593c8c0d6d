"""``OutboxStore`` and ``ChannelStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.channel import ChannelKind, default_channel
from entelech.domain.delivery import owed
from entelech.domain.document import instant_text
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.notice_kinds import NoticeState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from entelech.domain.channel import Channel, ChannelId
    from entelech.domain.notification import Notice, Notification
    from entelech.ports.notices import NotificationQuery
    from tests.fakes.memory import Memory


class FakeOutboxStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def add(self, notice: Notice) -> None:
        kept = self._memory.notifications
        self._memory.do(lambda: kept.setdefault(notice.notice_id, owed(notice)))

    def notification(self, notice_id: str) -> Notification | None:
        return self._memory.do(lambda: self._memory.notifications.get(notice_id))

    def due(self, until: datetime, *, limit: int) -> Sequence[Notification]:
        found = [each for each in self._open() if each.next_at <= until]
        return self._memory.do(lambda: found[:limit])

    def swap(self, after: Sequence[Notification]) -> None:
        def work() -> None:
            kept = self._memory.notifications
            for each in after:
                before = kept.get(each.notice.notice_id)
                if (before.version if before else 0) != each.version - 1:
                    raise LostRaceError
            kept.update({each.notice.notice_id: each for each in after})

        self._memory.do(work)

    def page(self, query: NotificationQuery) -> tuple[Sequence[Notification], str | None]:
        if query.cursor is not None and not query.cursor.startswith("before:"):
            raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
        before = (query.cursor or "before:~").removeprefix("before:")
        is_open = query.state in {NoticeState.PENDING, NoticeState.SENDING}
        among = self._open() if is_open else self._finished(query.state)
        rest = [
            each
            for each in reversed(among)
            if _sort(each) < before and query.client_id in {None, each.notice.client_id}
        ]
        more = f"before:{_sort(rest[query.limit - 1])}" if len(rest) > query.limit else None
        return self._memory.do(lambda: (rest[: query.limit], more))

    def _open(self) -> list[Notification]:
        kept = self._memory.notifications.values()
        return sorted((each for each in kept if each.is_open), key=_sort)

    def _finished(self, state: NoticeState) -> list[Notification]:
        kept = self._memory.notifications.values()
        return sorted((each for each in kept if each.state is state), key=_sort)


class FakeChannelStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def channels(self) -> Mapping[ChannelId, Channel]:
        defaults = [default_channel(kind) for kind in ChannelKind]
        found = {each.channel_id: each for each in defaults}
        return self._memory.do(lambda: {**found, **self._memory.channels})

    def save(self, channel: Channel) -> None:
        def work() -> None:
            before = self._memory.channels.get(channel.channel_id)
            if (before.version if before else 0) != channel.version - 1:
                raise LostRaceError
            self._memory.channels[channel.channel_id] = channel

        self._memory.do(work)

    def remove(self, channel: Channel) -> None:
        def work() -> None:
            before = self._memory.channels.get(channel.channel_id)
            if before is not None and before.version != channel.version:
                raise LostRaceError
            self._memory.channels.pop(channel.channel_id, None)

        self._memory.do(work)


def _sort(notification: Notification) -> str:
    moment = notification.finished_at or notification.next_at
    return f"{instant_text(moment)}#{notification.notice.notice_id}"
