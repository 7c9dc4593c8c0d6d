"""Registers, changes and removes clients, and keeps their systems' places in the shards."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.client import Client, Registration
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    LostRaceError,
    unknown_client,
)
from entelech.domain.placement import choose_shard, moved, place, remove, slots_of
from entelech.domain.value_terms import former_terms
from entelech.ports.clock import Clock
from entelech.ports.history import ArchiveStore
from entelech.ports.registry import Page, RegistryChange, RegistryStore
from entelech.ports.reports import ReportFiles
from entelech.services.keeping import HeaderKeeper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.ids import ClientId
    from entelech.domain.maintenance import MaintenanceWindow
    from entelech.domain.shard import ShardConfig

_T = TypeVar("_T")
_TRIES = 12
"""Registrations at the same moment meet in one shard; each round at least one of them wins."""


class ClientChange(Struct, frozen=True, kw_only=True):
    """A client before and after; the same when nothing changed."""

    before: Client
    after: Client


class Registry(Struct, frozen=True, kw_only=True):
    """The clients that are watched. Every change is written whole or not at all."""

    store: RegistryStore
    headers: HeaderKeeper
    archive: ArchiveStore
    reports: ReportFiles
    clock: Clock

    def register(self, scope: ClientScope, registration: Registration) -> tuple[Client, bool]:
        """The client and whether it is new; the same registration twice changes nothing.

        Raises:
            ForbiddenError: the client is outside the caller's scope.
            ConflictError: the id is taken by a client registered otherwise.
            LostRaceError: others kept changing the same shard; nothing was written.
        """
        if not scope.includes(registration.client_id):
            raise ForbiddenError("This key may only touch its own clients.", field="client_id")
        return _until_won(lambda: self._register(registration))

    def page(self, scope: ClientScope, *, is_active: bool, limit: int, cursor: str | None) -> Page:
        """Clients by id, a page at a time.

        Raises:
            InvalidError: the cursor is none of ours.
        """
        if scope.clients is None:
            return self.store.clients(is_active=is_active, limit=limit, cursor=cursor)
        own = [self.store.client(each) for each in sorted(scope.clients)]
        return Page(
            clients=[each for each in own if each is not None and each.is_active == is_active],
            next_cursor=None,
        )

    def update(
        self,
        scope: ClientScope,
        client_id: ClientId,
        version: int,
        amend: Callable[[Registration], Registration],
    ) -> ClientChange:
        """The client after ``amend``; nothing is written when that changes nothing.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            ConflictError: the client is not of that version any more.
        """
        return self._change(scope, client_id, lambda client: self._update(client, version, amend))

    def deactivate(self, scope: ClientScope, client_id: ClientId) -> ClientChange:
        """Stop watching the client and keep what is known of it; it changes nothing twice.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self._change(scope, client_id, self._deactivate)

    def reactivate(self, scope: ClientScope, client_id: ClientId) -> ClientChange:
        """Watch the client again, in new slots; it changes nothing twice.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self._change(scope, client_id, self._reactivate)

    def replan(
        self,
        scope: ClientScope,
        client_id: ClientId,
        plan: Callable[[Client], tuple[MaintenanceWindow, ...]],
    ) -> ClientChange:
        """The client with the maintenance windows that ``plan`` makes of it.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self._change(scope, client_id, lambda client: self._replan(client, plan(client)))

    def purge(self, scope: ClientScope, client_id: ClientId) -> Client:
        """Delete an inactive client and everything stored under it; the client as it was.

        1. The client is marked, and cannot come back from then on.
        2. What is stored under it goes, the client itself last.
        3. The secrets that it names go.

        When that breaks off, it can be asked for again.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            ConflictError: the client is active.
        """
        left = _until_won(lambda: self._leave(self._get(scope, client_id)))
        self.archive.remove(client_id)
        self.reports.remove(client_id)
        self.store.erase(left.after)
        self.headers.forget(left.after.registration, None)
        return left.before

    def _leave(self, client: Client) -> ClientChange:
        if client.is_active:
            raise ConflictError(
                f"Client '{client.client_id}' is active; deactivate it before you purge it."
            )
        if client.purged_at is not None:
            return ClientChange(before=client, after=client)
        leaving = self._commit(replace(client, purged_at=self.clock.now()), [])
        return ClientChange(before=client, after=leaving)

    def _change(
        self, scope: ClientScope, client_id: ClientId, change: Callable[[Client], Client]
    ) -> ClientChange:
        def attempt() -> ClientChange:
            before = self._get(scope, client_id)
            if before.purged_at is not None:
                raise ConflictError(f"Client '{client_id}' is being deleted; purge it again.")
            return ClientChange(before=before, after=change(before))

        return _until_won(attempt)

    def _get(self, scope: ClientScope, client_id: ClientId) -> Client:
        """The client; one outside the scope costs and says the same as one that is not there."""
        client = self.store.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return client

    def _register(self, registration: Registration) -> tuple[Client, bool]:
        existing = self.store.client(registration.client_id)
        if existing is not None:
            registration = self.headers.recognised(registration, existing.registration)
            if existing.registration == registration and existing.is_active:
                return existing, False
            raise ConflictError(
                f"Client '{registration.client_id}' is registered already, and {_remedy(existing)}.",
                field="client_id",
            )
        now = self.clock.now()
        blank = Client(registration=registration, version=0, created_at=now, updated_at=now)
        return self._with_headers(
            None, registration, lambda kept: self._settle(blank, kept, now)
        ), True

    def _update(
        self, client: Client, version: int, amend: Callable[[Registration], Registration]
    ) -> Client:
        if client.version != version:
            raise ConflictError(
                f"Client '{client.client_id}' is of version {client.version} by now; read it again.",
                field="version",
            )
        before = client.registration
        registration = self.headers.recognised(amend(before), before)
        if registration == before:
            return client

        def write(kept: Registration) -> Client:
            if client.is_active:
                return self._settle(client, kept, self.clock.now())
            past = _with_past(client, kept, self.clock.now())
            return self._commit(replace(past, registration=kept), [])

        return self._with_headers(before, registration, write)

    def _with_headers(
        self,
        before: Registration | None,
        registration: Registration,
        write: Callable[[Registration], Client],
    ) -> Client:
        """Write the registration once its secrets are put away; then those that nobody names go.

        Where it is not known whether it was written, none goes: the new ones may be in use.
        """
        kept = self.headers.put_away(registration)
        try:
            written = write(kept)
        except LostRaceError:
            self.headers.forget(kept, before)
            raise
        if before is not None:
            self.headers.forget(before, kept)
        return written

    def _deactivate(self, client: Client) -> Client:
        if not client.is_active:
            return client
        now = self.clock.now()
        shards = self._without(client, now)
        away = replace(client, deactivated_at=now, memberships=moved(client, None, now))
        return self._commit(away, shards)

    def _replan(self, client: Client, windows: tuple[MaintenanceWindow, ...]) -> Client:
        if windows == client.maintenance:
            return client
        planned = replace(client, maintenance=windows)
        if not client.is_active:
            return self._commit(planned, [])
        return self._settle(planned, client.registration, self.clock.now())

    def _reactivate(self, client: Client) -> Client:
        if client.is_active:
            return client
        return self._settle(
            replace(client, deactivated_at=None), client.registration, self.clock.now()
        )

    def _settle(self, client: Client, registration: Registration, now: datetime) -> Client:
        """Write the client with its systems in a shard that has room, out of the one that had them."""
        home = client.membership
        current = self.store.shard(home.shard) if home else None
        chosen = choose_shard(
            self.store.directory(),
            interval=registration.interval,
            systems_count=len(registration.systems),
            current=home.shard if home else None,
            current_count=len(slots_of(current, client.client_id)) if current else 0,
        )
        is_staying = current is not None and current.shard == chosen
        before = current if current and is_staying else self.store.shard(chosen)
        after = place(before, registration, now, maintenance=client.maintenance)
        left = [] if is_staying else self._without(client, now)
        settled = replace(
            _with_past(client, registration, now),
            registration=registration,
            memberships=moved(client, after, now),
        )
        return self._commit(settled, [after, *left])

    def _without(self, client: Client, now: datetime) -> Sequence[ShardConfig]:
        if client.membership is None:
            return []
        return [remove(self.store.shard(client.membership.shard), client.client_id, now)]

    def _commit(self, client: Client, shards: Sequence[ShardConfig]) -> Client:
        changed = replace(client, version=client.version + 1, updated_at=self.clock.now())
        newer = [replace(shard, version=shard.version + 1) for shard in shards]
        self.store.commit(RegistryChange(client=changed, shards=newer))
        return changed


def _with_past(client: Client, registration: Registration, now: datetime) -> Client:
    """The client before it is registered otherwise, with what held until then.

    Its days are counted as before until this one ends; runs are worth what is said now since it began.
    """
    before, calendar = client.registration, client.calendar
    past = client
    if registration.time_zone != before.time_zone:
        past = replace(past, former_zones=calendar.left(registration.time_zone, now))
    if registration.value_terms != before.value_terms:
        today = calendar.day(calendar.date_of(now)).start
        former = former_terms(before.value_terms, client.former_terms, today=today)
        past = replace(past, former_terms=former)
    return past


def _remedy(existing: Client) -> str:
    if existing.purged_at is not None:
        return "being deleted; purge it again"
    return "otherwise; update it" if existing.is_active else "inactive; reactivate it"


def _until_won(attempt: Callable[[], _T]) -> _T:
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except LostRaceError:
            continue
    return attempt()
