"""Shows what became of notices, and promises dead ones anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.delivery import replayed
from entelech.domain.delivery_view import (
    NotificationDescription,
    NotificationPage,
    describe_notification,
    notice_id_of,
)
from entelech.domain.errors import ConflictError, LostRaceError, NotFoundError
from entelech.domain.notice_kinds import NoticeState
from entelech.ports.clock import Clock
from entelech.ports.notices import NotificationQuery, OutboxStore
from entelech.ports.queues import NotifyQueue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.domain.notification import Notification

MAX_REPLAYED = 100


class Replayer(Struct, frozen=True, kw_only=True):
    """The notifications of a deployment. Those about no client are for who sees all of them."""

    outbox: OutboxStore
    queue: NotifyQueue
    clock: Clock

    def page(self, scope: ClientScope, query: NotificationQuery) -> NotificationPage:
        """Notifications in scope, the latest first.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        found, cursor = self.outbox.page(query)
        return NotificationPage(
            notifications=[describe_notification(each) for each in found if _is_in(scope, each)],
            next_cursor=cursor,
        )

    def replay(self, scope: ClientScope, shown: str) -> NotificationDescription:
        """Promise a dead notification anew, from now on and for another day.

        Raises:
            InvalidError: the id is none.
            NotFoundError: there is no such notification in scope.
            ConflictError: it is not dead.
        """
        found = self.outbox.notification(notice_id_of(shown))
        if found is None or not _is_in(scope, found):
            raise NotFoundError("There is no such notification.", field="notification_id")
        if found.state is not NoticeState.DEAD:
            raise ConflictError(f"This notification is {found.state.value}, not dead.")
        after = replayed(found, self.clock.now())
        try:
            self.outbox.swap([after])
        except LostRaceError:
            raise ConflictError("Somebody else sends it again already.") from None
        self.queue.wake(timedelta(0))
        return describe_notification(after)

    def replay_all(
        self, scope: ClientScope, client_id: ClientId | None, *, limit: int = MAX_REPLAYED
    ) -> Sequence[NotificationDescription]:
        """Promise the latest dead ones of a client, or of all in scope, anew; at most ``limit``."""
        query = NotificationQuery(state=NoticeState.DEAD, limit=limit, client_id=client_id)
        found, _ = self.outbox.page(query)
        mine = [each for each in found if _is_in(scope, each)]
        done = [each for each in (self._try(one) for one in mine) if each is not None]
        if done:
            self.queue.wake(timedelta(0))
        return [describe_notification(each) for each in done]

    def _try(self, dead: Notification) -> Notification | None:
        after = replayed(dead, self.clock.now())
        try:
            self.outbox.swap([after])
        except LostRaceError:
            return None  # it is not dead any more
        return after


def _is_in(scope: ClientScope, notification: Notification) -> bool:
    client_id = notification.notice.client_id
    return scope.clients is None if client_id is None else scope.includes(client_id)
