"""Delivers what is owed to channels: each notice at least once, in as few messages as can be.

A crash between any two steps loses nothing. What was claimed comes again when its lease ends, as
the same message under the same id; what was told and not yet noted is told twice, and known by it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.channel import Channel, ChannelId
from entelech.domain.delivery import (
    PROMISED,
    attempted,
    claimed,
    collapsed,
    wait_after,
)
from entelech.domain.digest import Group, digest, message_of, ready_groups
from entelech.domain.errors import LostRaceError, UnavailableError
from entelech.domain.incident import Entry, EntryKind
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Verdict
from entelech.domain.notification import Attempt, Notification
from entelech.domain.own_notices import of_undelivered
from entelech.ports.clock import Clock
from entelech.ports.incidents import IncidentStore
from entelech.ports.notices import MAX_TOGETHER, ChannelStore, OutboxStore
from entelech.ports.queues import NotifyQueue
from entelech.services.carrying import Courier

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.digest import Message

_log = logging.getLogger(__name__)

MAX_READ = 5000
"""Notifications that one run looks at; a longer backlog waits for the next."""
_AHEAD = 2 * PROMISED
"""Further than anything that is promised can be due: a run sees what waits beside what is due."""


class Sent(Struct, frozen=True, kw_only=True):
    """What became of one group.

    ``attempt`` None: nothing was sent, for nothing was left to tell or somebody else has it.
    """

    channel_id: ChannelId
    told: int = 0
    silent: int = 0
    dead: int = 0
    attempt: Attempt | None = None


class Round(Struct, frozen=True, kw_only=True):
    """What one run did. ``errors`` are our own faults in single groups, which come again."""

    sent: Sequence[Sent]
    errors: Sequence[Exception]


class Notifier(Struct, frozen=True, kw_only=True):
    """The worker before the channels. ``draw`` is a random number from 0 to 1."""

    outbox: OutboxStore
    channels: ChannelStore
    courier: Courier
    queue: NotifyQueue
    incidents: IncidentStore
    clock: Clock
    draw: Callable[[], float]

    def deliver_due(self, *, has_time: Callable[[], bool]) -> Round:
        """Send what is due, the channels that work first, for as long as there is time.

        A channel that could not be reached is left alone for the rest of the run.
        """
        now = self.clock.now()
        sent: list[Sent] = []
        errors: list[Exception] = []
        unreached: set[ChannelId] = set()
        for group in ready_groups(self.outbox.due(now + _AHEAD, limit=MAX_READ), now):
            if not has_time():
                break
            if group.channel_id in unreached:
                continue
            try:
                done = self._send(group)
            except Exception as error:  # noqa: BLE001 - one bad notice stops no other
                errors.append(error)
                continue
            sent.append(done)
            if done.attempt and done.attempt.verdict is Verdict.RETRY:
                unreached.add(group.channel_id)
        return Round(sent=sent, errors=errors)

    def _send(self, group: Group) -> Sent:
        found = digest(group.members)
        self._swap([collapsed(each, self.clock.now()) for each in found.silent])
        mine = self._claim(found.told, group.message_id)
        if not mine:
            return Sent(channel_id=group.channel_id, silent=len(found.silent))
        message = message_of(replace(group, members=mine), digest(mine).lines)
        channel = self.channels.channels().get(group.channel_id)
        attempt = self._attempt(channel, message, mine)
        if channel is not None and attempt.verdict is Verdict.DISABLED:
            self._note_fault(channel, attempt)
        dead = self._note(mine, attempt, message, channel)
        if dead or attempt.verdict is Verdict.DELIVERED:
            self._tell_incident(message, channel, attempt)
        return Sent(
            channel_id=group.channel_id,
            told=len(mine),
            silent=len(found.silent),
            dead=dead,
            attempt=attempt,
        )

    def _tell_incident(self, message: Message, channel: Channel | None, attempt: Attempt) -> None:
        """A line of the timeline; what became of each notice stands in the outbox anyway."""
        if message.incident_id is None:
            return
        name = channel.name if channel else message.channel_id
        told = f"{name} was told." if attempt.reason is None else f"{name} could not be told."
        entry = Entry(at=attempt.at, kind=EntryKind.DELIVERY, text=told)
        try:
            self.incidents.note_delivery(message.incident_id, entry)
        except UnavailableError:
            _log.warning("delivery_not_in_incident", exc_info=True)

    def _claim(self, told: Sequence[Notification], message_id: str) -> Sequence[Notification]:
        """Those that are ours now; none where another worker was there before."""
        now = self.clock.now()
        mine: list[Notification] = []
        for part in _parts([claimed(each, message_id, now) for each in told]):
            try:
                self.outbox.swap(part)
            except LostRaceError:
                break
            mine += part
        return mine

    def _attempt(
        self, channel: Channel | None, message: Message, mine: Sequence[Notification]
    ) -> Attempt:
        if all(_is_overdue(each, self.clock.now()) for each in mine):
            return self.courier.give_up(message, "worker_lost")
        return self.courier.attempt(channel, message)

    def _note_fault(self, channel: Channel, attempt: Attempt) -> None:
        """The channel itself is gone: nothing more is sent there until somebody changes it."""
        if not channel.is_usable:
            return
        faulty = replace(
            channel,
            fault=attempt.reason,
            faulty_since=attempt.at,
            version=channel.version + 1,
        )
        try:
            self.channels.save(faulty)
        except LostRaceError:
            return  # somebody has just changed it: the next message finds out

    def _note(
        self,
        mine: Sequence[Notification],
        attempt: Attempt,
        message: Message,
        channel: Channel | None,
    ) -> int:
        failures = 1 + max(each.failures for each in mine)
        wait = wait_after(failures, attempt.retry_after_s, self.draw())
        after = [attempted(each, attempt, wait) for each in mine]
        dead = sum(each.state is NoticeState.DEAD for each in after)
        if dead and message.kind not in {NoticeKind.SELF, NoticeKind.TEST}:
            self._tell_of_dead(attempt, message.channel_id, channel)
        self._swap(after)
        if attempt.verdict is Verdict.RETRY and dead < len(after):
            self.queue.wake(wait)
        return dead

    def _swap(self, after: Sequence[Notification]) -> None:
        for part in _parts(after):
            try:
                self.outbox.swap(part)
            except LostRaceError:
                # our lease has ended, and the next worker says what became of these
                _log.warning("notifications_taken_over", extra={"count": len(part)})

    def _tell_of_dead(self, attempt: Attempt, lost: ChannelId, channel: Channel | None) -> None:
        """Through another channel, once an hour."""
        others = [each for each in self.channels.channels().values() if each.channel_id != lost]
        usable = next((each for each in others if each.is_usable), None)
        if usable is None:
            _log.error("nobody_to_tell", extra={"channel_id": lost})
            return
        self.outbox.add(of_undelivered(attempt, lost, channel, usable.channel_id))
        self.queue.wake()


def _is_overdue(notification: Notification, now: datetime) -> bool:
    """Whether workers were lost over it for longer than it is promised."""
    return notification.failures == 0 and now - notification.promised_at >= 2 * PROMISED


def _parts(notifications: Sequence[Notification]) -> Iterator[Sequence[Notification]]:
    for first in range(0, len(notifications), MAX_TOGETHER):
        yield notifications[first : first + MAX_TOGETHER]
