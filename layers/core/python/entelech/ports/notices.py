"""What is owed to channels, the channels, and what sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.ids import ClientId
from entelech.domain.notice_kinds import NoticeState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from entelech.domain.channel import Channel, ChannelId
    from entelech.domain.channel_request import Given
    from entelech.domain.delivery import Outcome
    from entelech.domain.digest import Message
    from entelech.domain.fields import Fields
    from entelech.domain.notification import Notice, Notification

MAX_TOGETHER = 100
"""Notifications that can be changed together. Source: DynamoDB, TransactWriteItems."""


class NotificationQuery(Struct, frozen=True, kw_only=True):
    """Which notifications: of one final state, or those still promised, of one client or all."""

    state: NoticeState
    limit: int
    cursor: str | None = None
    client_id: ClientId | None = None


class OutboxStore(Protocol):
    """Notices that are owed and what became of them; those delivered are kept for 90 days."""

    def add(self, notice: Notice) -> None:
        """Owe a notice; changes nothing when it is there already, whatever became of it."""

    def notification(self, notice_id: str) -> Notification | None:
        """What became of a notice."""

    def due(self, until: datetime, *, limit: int) -> Sequence[Notification]:
        """What is still promised and may be taken until then, the longest due first.

        May lag behind a change by a moment: who takes one of them finds out by ``swap``.
        """

    def swap(self, after: Sequence[Notification]) -> None:
        """Write all of them, at most ``MAX_TOGETHER``, if each is stored one version before.

        Raises:
            LostRaceError: one is not of that version any more; nothing was written.
        """

    def page(self, query: NotificationQuery) -> tuple[Sequence[Notification], str | None]:
        """Notifications, the latest first, and the cursor of the next page. May lag by a moment.

        Those still promised come by when they are due. A page may have fewer than the limit, or
        none, and a cursor all the same.

        Raises:
            InvalidError: the cursor is none of ours.
        """


class ChannelStore(Protocol):
    """Channels by their id; the deployment's own are there from the start."""

    def channels(self) -> Mapping[ChannelId, Channel]:
        """All of them."""

    def save(self, channel: Channel) -> None:
        """Store the channel, if what is stored is one version before (for 1: nothing).

        Raises:
            LostRaceError: it is not; nothing was written.
        """

    def remove(self, channel: Channel) -> None:
        """Delete the channel; safe to repeat.

        Raises:
            LostRaceError: it is not of that version any more; it is still there.
        """


class ChannelType(Protocol):
    """One kind of channel: what it must be told of itself, and how it is sent to."""

    @property
    def properties(self) -> Mapping[str, Any]:
        """The fields that are its own, each with its JSON Schema."""

    def parse(self, fields: Fields) -> Given:
        """What the fields of its own come to.

        Raises:
            InvalidError: names the first that is missing or wrong.
        """

    def send(self, channel: Channel, secrets: Mapping[str, object], message: Message) -> Outcome:
        """Try once to deliver the message, within 15 seconds; what goes wrong is an outcome.

        ``secrets`` are the channel's, by the names of its fields. A message that is sent again has
        the same id, which the receiver is told where it can hear it.
        """
