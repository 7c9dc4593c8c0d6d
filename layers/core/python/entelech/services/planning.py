"""Plans maintenance, and has what it touches of the past folded anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.errors import ConflictError, NotFoundError, unknown_client
from entelech.domain.ids import new_id
from entelech.domain.maintenance import MAX_WINDOWS, ended, parse_window, worth_keeping
from entelech.domain.period import Period
from entelech.domain.plan import Maintenance, MaintenanceList, maintenance, maintenance_list
from entelech.ports.clock import Clock, Entropy
from entelech.ports.registry import RegistryStore
from entelech.services.registering import Registry
from entelech.services.repairing import Repairs

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId
    from entelech.domain.maintenance import MaintenanceWindow


class WindowEnd(Struct, frozen=True, kw_only=True):
    """A window before and after it was ended; None after: it was taken back."""

    before: Maintenance
    after: Maintenance | None


class Planner(Struct, frozen=True, kw_only=True):
    """The maintenance windows of clients; they stand in the client's own item."""

    registry: Registry
    store: RegistryStore
    repairs: Repairs
    entropy: Entropy
    clock: Clock

    def windows(self, scope: ClientScope, client_id: ClientId) -> MaintenanceList:
        """All of a client's windows.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        client = self.store.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return maintenance_list(client_id, client.maintenance, self.clock.now())

    def add(
        self, scope: ClientScope, client_id: ClientId, body: object
    ) -> tuple[Maintenance, bool]:
        """The window and whether it is new; the same twice is one, and is folded anew again.

        One that began already is counted from its start.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: names the field that is wrong.
            ConflictError: the client has as many windows as it may.
        """
        now = self.clock.now()
        window_id = new_id(now, self.entropy.key_id())

        def parsed(client: Client) -> MaintenanceWindow:
            return parse_window(
                body,
                window_id=window_id,
                zone=client.calendar.zone.key,
                systems=[each.name for each in client.registration.systems],
                now=now,
            )

        def plan(client: Client) -> tuple[MaintenanceWindow, ...]:
            window = parsed(client)
            if any(_says_the_same(each, window) for each in client.maintenance):
                return client.maintenance
            kept = worth_keeping(client.maintenance, now)
            if len(kept) >= MAX_WINDOWS:
                raise ConflictError(f"A client has at most {MAX_WINDOWS} maintenance windows.")
            return (*kept, window)

        after = self.registry.replan(scope, client_id, plan).after
        asked = parsed(after)
        window = next(each for each in after.maintenance if _says_the_same(each, asked))
        self._refold(after, window, now)
        return maintenance(window, now), window.window_id == window_id

    def end(self, scope: ClientScope, client_id: ClientId, window_id: str) -> WindowEnd:
        """End a window now; one that has not begun, or is over, is taken back and counts no more.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such window.
        """
        now = self.clock.now()

        def plan(client: Client) -> tuple[MaintenanceWindow, ...]:
            _window(client, window_id)
            changed = [
                ended(each, now) if each.window_id == window_id else each
                for each in client.maintenance
            ]
            return tuple(each for each in changed if each is not None)

        change = self.registry.replan(scope, client_id, plan)
        before = _window(change.before, window_id)
        after = next(
            (each for each in change.after.maintenance if each.window_id == window_id), None
        )
        if after is None:
            self._refold(change.after, before, now)
        return WindowEnd(
            before=maintenance(before, now), after=maintenance(after, now) if after else None
        )

    def _refold(self, client: Client, window: MaintenanceWindow, now: datetime) -> None:
        if window.starts_at < now:
            self.repairs.requeue(client, Period(start=window.starts_at, end=now))


def _says_the_same(window: MaintenanceWindow, other: MaintenanceWindow) -> bool:
    return replace(window, window_id=other.window_id) == other


def _window(client: Client, window_id: str) -> MaintenanceWindow:
    for each in client.maintenance:
        if each.window_id == window_id:
            return each
    raise NotFoundError(f"There is no maintenance window '{window_id}'.", field="window_id")
