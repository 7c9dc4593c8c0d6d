"""Takes requests to check a client's systems now, and tells how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import ConflictError, LostRaceError, NotFoundError, unknown_client
from entelech.domain.ids import new_id
from entelech.domain.manual_check import (
    ManualCheck,
    ManualCheckShown,
    parse_systems_to_check,
    shown,
)
from entelech.domain.rate import BY_CLIENT_CHECKED
from entelech.ports.clock import Clock, Entropy
from entelech.ports.manual import ManualCheckQueue, ManualCheckStore
from entelech.ports.registry import RegistryStore
from entelech.services.limiting import Limiter

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client
    from entelech.domain.ids import ClientId


class ManualChecks(Struct, frozen=True, kw_only=True):
    """Checks that somebody asks for beside the scheduled ones."""

    registry: RegistryStore
    store: ManualCheckStore
    queue: ManualCheckQueue
    limiter: Limiter
    entropy: Entropy
    clock: Clock

    def request(self, scope: ClientScope, client_id: ClientId, body: object) -> ManualCheckShown:
        """Queue a check of the systems that the body names; it does not wait for their turn.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: names the field that is wrong.
            ConflictError: the client is not watched.
            RateLimitedError: the client was checked on request too often.
        """
        client = self._client(scope, client_id)
        names = [each.name for each in client.registration.systems]
        systems = parse_systems_to_check(body, names)
        if not client.is_active:
            raise ConflictError(f"Client '{client_id}' is inactive; reactivate it first.")
        self.limiter.spend(BY_CLIENT_CHECKED, client_id)
        now = self.clock.now()
        check = ManualCheck(
            check_id=new_id(now, self.entropy.key_id()),
            client_id=client_id,
            systems=systems,
            requested_at=now,
        )
        if not self.store.save(check):
            raise LostRaceError
        self.queue.send_check(client_id, check.check_id)
        return shown(check, now)

    def find(self, scope: ClientScope, client_id: ClientId, check_id: str) -> ManualCheckShown:
        """How far a check is, and what it found.

        Raises:
            NotFoundError: there is no such client in ``scope``, or no such check.
        """
        self._client(scope, client_id)
        check = self.store.check(client_id, check_id)
        if check is None:
            raise NotFoundError(f"There is no check '{check_id}'.", field="check_id")
        return shown(check, self.clock.now())

    def _client(self, scope: ClientScope, client_id: ClientId) -> Client:
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return client
