"""Moves months of folded hours out of the table, and back for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.archive import (
    HOURS_KEPT,
    RESTORED_FOR,
    ArchivedMonth,
    Month,
    content_of,
    hours_in,
    month_of,
    united,
)
from entelech.domain.errors import NotFoundError, UnavailableError, unknown_client
from entelech.domain.period import Period
from entelech.ports.clock import Clock
from entelech.ports.history import ArchiveStore, HistoryStore
from entelech.ports.queues import ArchiveQueue
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.domain.rollup import HourRollup

_PAGE = 1000
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
"""Nothing was measured before."""


class Archived(Struct, frozen=True, kw_only=True):
    """What became of a client's old hours."""

    months: Sequence[str]
    hours: int


class ArchiveList(Struct, frozen=True, kw_only=True):
    """The archived months of a client, oldest first."""

    client_id: str
    months: Sequence[ArchivedMonth]


class Restored(Struct, frozen=True, kw_only=True):
    """A month whose hours can be read again until ``readable_until``."""

    client_id: str
    month: str
    hours: int
    readable_until: datetime


class Archiver(Struct, frozen=True, kw_only=True):
    """Archives whole months. Doing so twice, or being stopped anywhere, loses nothing."""

    registry: RegistryStore
    history: HistoryStore
    archive: ArchiveStore
    clock: Clock

    def store_old(self, client_id: ClientId) -> Archived:
        """Archive every month of the client that is due, and take its hours out of the table.

        1. What the month's object holds already stays in it.
        2. The object is read back, and only then its hours are deleted.
        3. Hours that were restored are left; they go by themselves.

        Raises:
            UnavailableError: the object does not read back as it was written; nothing was deleted.
        """
        end = self.clock.now() - HOURS_KEPT
        hours = self.history.lasting_hours(client_id, Period(start=_FIRST, end=end))
        stored = []
        for month, group in groupby(hours, key=lambda each: month_of(each.start)):
            found = list(group)
            if month.is_due(self.clock.now()):
                self._store(client_id, month, found)
                stored.append((month, len(found)))
        return Archived(
            months=[month.text for month, _ in stored], hours=sum(count for _, count in stored)
        )

    def months(self, scope: ClientScope, client_id: ClientId) -> ArchiveList:
        """The client's archived months.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        self._require(scope, client_id)
        return ArchiveList(client_id=client_id, months=self.archive.months(client_id))

    def restore(self, scope: ClientScope, client_id: ClientId, month: Month) -> Restored:
        """Put a month's hours back for 30 days; the archive keeps them too.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such month in its archive.
        """
        self._require(scope, client_id)
        content = self.archive.read(client_id, month)
        if content is None:
            raise NotFoundError(f"Month {month.text} is not in the archive.", field="month")
        until = (self.clock.now() + RESTORED_FOR).replace(microsecond=0)
        hours = hours_in(content)
        self.history.restore_hours(hours, until)
        return Restored(
            client_id=client_id, month=month.text, hours=len(hours), readable_until=until
        )

    def _store(self, client_id: ClientId, month: Month, hours: Sequence[HourRollup]) -> None:
        before = self.archive.read(client_id, month)
        content = content_of(united(hours_in(before) if before else [], hours))
        if content != before:
            self.archive.write(client_id, month, content)
        if self.archive.read(client_id, month) != content:
            raise UnavailableError("The archive does not read back what was written.")
        self.history.forget_hours(hours)

    def _require(self, scope: ClientScope, client_id: ClientId) -> None:
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)


class Retention(Struct, frozen=True, kw_only=True):
    """Has the old hours of every client archived, active or not."""

    registry: RegistryStore
    queue: ArchiveQueue

    def dispatch(self) -> int:
        """Queue every client once; how many."""
        count = 0
        for is_active in (True, False):
            cursor: str | None = None
            while True:
                page = self.registry.clients(is_active=is_active, limit=_PAGE, cursor=cursor)
                self.queue.send_clients([each.client_id for each in page.clients])
                count += len(page.clients)
                cursor = page.next_cursor
                if cursor is None:
                    break
        return count
