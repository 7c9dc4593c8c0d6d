"""The one choke point: who asks, and whether they ask too often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.domain.access import ApiKey, Principal
from entelech.domain.credentials import ShownKey, credentials
from entelech.domain.errors import UnauthenticatedError, UnavailableError
from entelech.domain.rate import BY_KEY, FAILED, FAILED_AGAIN
from entelech.ports import Clock, KeyStore
from entelech.services.limiting import Limiter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from entelech.domain.source import Source

_REMEMBERED_S = 60.0
"""How long a warm process may not know that a key was revoked."""
_MAX_REMEMBERED = 1000
_USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Turns credentials into a principal."""

    keys: KeyStore
    limiter: Limiter
    clock: Clock
    _remembered: dict[str, tuple[float, ApiKey]] = field(default_factory=dict, init=False)

    def authenticate(self, headers: Mapping[str, str], source: Source) -> Principal:
        """The principal behind a request; what it may do, ``Principal.require`` says.

        ``headers`` have lower-case names.

        Raises:
            UnauthenticatedError: no key, or none that we know or that is still valid.
            RateLimitedError: the key asks too often, or too many keys of that source were wrong.
        """
        shown = None
        try:
            shown = credentials(headers)
            principal = self._by_key(shown, source)
        except UnauthenticatedError:
            self.limiter.spend(FAILED_AGAIN, _guess(source, shown))
            self.limiter.spend(FAILED, source.network)
            raise
        self.limiter.spend(BY_KEY, principal.key_id)
        return principal

    def _by_key(self, shown: ShownKey, source: Source) -> Principal:
        key = self._key(shown, source)
        if key is None or not key.is_opened_by(shown.secret):
            raise UnauthenticatedError("That is not an API key of this deployment.")
        now = self.clock.now()
        if not key.is_valid_at(now):
            raise UnauthenticatedError("This API key is revoked or has expired.")
        self._note_use(key, now)
        return key.principal

    def _key(self, shown: ShownKey, source: Source) -> ApiKey | None:
        """The key as it is remembered, or else as it is stored.

        Who guesses pays before the read; who opens a key that this process has seen is no guesser,
        whatever else comes from the same address.
        """
        now_s = self.clock.elapsed_s()
        read_at_s, key = self._remembered.get(shown.key_id, (0.0, None))
        if key is not None and now_s - read_at_s < _REMEMBERED_S:
            return key
        if key is None or not key.is_opened_by(shown.secret):
            self.limiter.refuse_if_empty(FAILED_AGAIN, _guess(source, shown))
            self.limiter.refuse_if_empty(FAILED, source.network)
        key = self.keys.key(shown.key_id)
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


def _guess(source: Source, shown: ShownKey | None) -> str:
    """Whose and which failures count together."""
    return f"{source.network}#{shown.key_id if shown else 'none'}"
