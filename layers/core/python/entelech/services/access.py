"""The one choke point: who asks, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.domain.access import Action, ApiKey, Principal
from entelech.domain.credentials import ShownKey, credentials
from entelech.domain.errors import ForbiddenError, UnauthenticatedError, UnavailableError
from entelech.ports import Clock, KeyStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_REMEMBERED_S = 60.0
"""How long a warm process may not know that a key was revoked."""
_MAX_REMEMBERED = 1000
_USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Turns credentials into a principal and decides what it may do."""

    keys: KeyStore
    clock: Clock
    _remembered: dict[str, tuple[float, ApiKey]] = field(default_factory=dict, init=False)

    def authorize(self, headers: Mapping[str, str], action: Action) -> Principal:
        """The principal behind a request, once it is sure that it may do this.

        ``headers`` have lower-case names.

        Raises:
            UnauthenticatedError: no key, or none that we know or that is still valid.
            ForbiddenError: the key's role may not do this.
        """
        principal = self._by_key(credentials(headers))
        if not principal.may(action):
            raise ForbiddenError(f"This key may not do this: {action.value}.")
        return principal

    def _by_key(self, shown: ShownKey) -> Principal:
        key = self._key(shown.key_id)
        if key is None or not key.is_opened_by(shown.secret):
            raise UnauthenticatedError("That is not an API key of this deployment.")
        now = self.clock.now()
        if not key.is_valid_at(now):
            raise UnauthenticatedError("This API key is revoked or has expired.")
        self._note_use(key, now)
        return key.principal

    def _key(self, key_id: str) -> ApiKey | None:
        now_s = self.clock.elapsed_s()
        read_at_s, key = self._remembered.get(key_id, (0.0, None))
        if key is not None and now_s - read_at_s < _REMEMBERED_S:
            return key
        key = self.keys.key(key_id)
        if key is not None:
            self._remember(key, now_s)
        return key

    def _remember(self, key: ApiKey, read_at_s: float) -> None:
        if len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[key.key_id] = (read_at_s, key)

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        """At most once an hour; a store that is away is no reason to refuse a request."""
        if key.last_used_at is not None and now - key.last_used_at < _USE_NOTED_EVERY:
            return
        read_at_s, _ = self._remembered[key.key_id]
        self._remember(replace(key, last_used_at=now), read_at_s)
        try:
            self.keys.note_use(key.key_id, now)
        except UnavailableError:
            return
