"""The one choke point: who asks, and whether they ask too often."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.access import ApiKey, Principal, PrincipalKind
from entelech.domain.claims import principal_of
from entelech.domain.credentials import (
    ShownKey,
    ShownSession,
    ShownToken,
    credentials,
    parse_key,
)
from entelech.domain.errors import UnauthenticatedError, UnavailableError
from entelech.domain.rate import BY_KEY, FAILED, FAILED_AGAIN
from entelech.ports.access import KeyStore, TokenVerifier
from entelech.ports.clock import Clock
from entelech.services.limiting import Limiter
from entelech.services.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from entelech.domain.session import Session
    from entelech.domain.source import Source

_REMEMBERED_S = 60.0
"""How long a warm process may not know that a key was revoked."""
_MAX_REMEMBERED = 1000
_USE_NOTED_EVERY = timedelta(hours=1)


class Access(Struct, frozen=True, kw_only=True):
    """Turns credentials into a principal."""

    keys: KeyStore
    sessions: Sessions
    limiter: Limiter
    clock: Clock
    tokens: TokenVerifier | None = None
    """None: no issuer is trusted."""
    groups_claim: str = "cognito:groups"
    _remembered: dict[str, tuple[float, ApiKey]] = field(default_factory=dict)

    def authenticate(self, headers: Mapping[str, str], source: Source) -> Principal:
        """The principal behind a request; what it may do, ``Principal.require`` says.

        ``headers`` have lower-case names.

        Raises:
            UnauthenticatedError: no key, or none that we know or that is still valid.
            RateLimitedError: the key asks too often, or too many keys of that source were wrong.
        """
        with self._counting_failures(source) as failing:
            shown = credentials(headers)
            match shown:
                case ShownSession():
                    principal = self._by_session(shown)
                case ShownToken():
                    principal = self._by_token(shown)
                case ShownKey():
                    failing.append(shown.key_id)
                    principal = self._opened(shown, source).principal
        if principal.kind is not PrincipalKind.JWT:
            self.limiter.spend(BY_KEY, principal.key_id)
        return principal

    def sign_in(self, key_text: str, source: Source) -> tuple[Principal, str]:
        """A session for who shows the key, and its text.

        Raises:
            UnauthenticatedError: it is none that we know or that is still valid.
            RateLimitedError: the key asks too often, or too many keys of that source were wrong.
        """
        with self._counting_failures(source) as failing:
            shown = parse_key(key_text)
            failing.append(shown.key_id)
            key = self._opened(shown, source)
        self.limiter.spend(BY_KEY, key.key_id)
        session, text = self.sessions.issue(key)
        return _in_session(key, session), text

    @contextmanager
    def _counting_failures(self, source: Source) -> Iterator[list[str]]:
        """Charge the source for what fails inside; the list takes the id of the key that is named."""
        named: list[str] = []
        try:
            yield named
        except UnauthenticatedError:
            self.limiter.spend(FAILED_AGAIN, _guess(source, *named))
            self.limiter.spend(FAILED, source.network)
            raise

    def _by_session(self, shown: ShownSession) -> Principal:
        """Who signed in, with the rights that their key has now. A signature is never a guess."""
        session = self.sessions.read(shown.text)
        key = self._fresh(session.key_id) or self._read(session.key_id)
        if key is None:
            raise UnauthenticatedError("This session is not valid; sign in again.")
        self._require_valid(key)
        return _in_session(key, session)

    def _by_token(self, shown: ShownToken) -> Principal:
        if self.tokens is None:
            raise UnauthenticatedError("That is not an API key of this deployment.")
        claims = self.tokens.verify(shown.text)
        self.limiter.spend(BY_KEY, f"oidc:{claims.get('sub')}"[:200])
        return principal_of(claims, groups_claim=self.groups_claim)

    def _opened(self, shown: ShownKey, source: Source) -> ApiKey:
        key = self._key(shown, source)
        if key is None or not key.is_opened_by(shown.secret):
            raise UnauthenticatedError("That is not an API key of this deployment.")
        self._require_valid(key)
        return key

    def _require_valid(self, key: ApiKey) -> None:
        now = self.clock.now()
        if not key.is_valid_at(now):
            raise UnauthenticatedError("This API key is revoked or has expired.")
        self._note_use(key, now)

    def _key(self, shown: ShownKey, source: Source) -> ApiKey | None:
        """The key as it is remembered, or else as it is stored.

        Who guesses pays before the read; who opens a key that this process has seen is no guesser,
        whatever else comes from the same address.
        """
        fresh = self._fresh(shown.key_id)
        if fresh is not None:
            return fresh
        _, known = self._remembered.get(shown.key_id, (0.0, None))
        if known is None or not known.is_opened_by(shown.secret):
            self.limiter.refuse_if_empty(FAILED_AGAIN, _guess(source, shown.key_id))
            self.limiter.refuse_if_empty(FAILED, source.network)
        return self._read(shown.key_id)

    def _fresh(self, key_id: str) -> ApiKey | None:
        """The key if it was read within the minute."""
        read_at_s, key = self._remembered.get(key_id, (0.0, None))
        is_fresh = self.clock.elapsed_s() - read_at_s < _REMEMBERED_S
        return key if is_fresh else None

    def _read(self, key_id: str) -> ApiKey | None:
        now_s = self.clock.elapsed_s()
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


def _in_session(key: ApiKey, session: Session) -> Principal:
    return replace(key.principal, kind=PrincipalKind.SESSION, expires_at=session.expires_at)


def _guess(source: Source, key_id: str = "none") -> str:
    """Whose and which failures count together."""
    return f"{source.network}#{key_id}"
