"""Issues and reads browser sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entelech.domain.errors import UnauthenticatedError, UnavailableError
from entelech.domain.session import SESSION_LASTS, Session, parse_session, session_text
from entelech.ports import Clock, Entropy, SecretStore

if TYPE_CHECKING:
    from entelech.domain.access import ApiKey

SIGNING_KEY = "session-signing-key"
_REMEMBERED_S = 300.0
"""How long a warm process may sign with a key that was deleted to end every session."""


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Sessions of a deployment, signed with one key that nobody ever sees."""

    secrets: SecretStore
    entropy: Entropy
    clock: Clock
    _remembered: list[tuple[float, str]] = field(default_factory=list, init=False)

    def issue(self, key: ApiKey) -> tuple[Session, str]:
        """A session for who opened the key, and its text. It never outlives the key."""
        now = self.clock.now().replace(microsecond=0)
        ends = now + SESSION_LASTS
        session = Session(key_id=key.key_id, expires_at=min(ends, key.expires_at or ends))
        return session, session_text(session, self._signing_key())

    def read(self, text: str) -> Session:
        """The session, while it lasts.

        Raises:
            UnauthenticatedError: we did not sign it, or it has expired.
        """
        session = parse_session(text, self._signing_key())
        if self.clock.now() >= session.expires_at:
            raise UnauthenticatedError("This session has expired; sign in again.")
        return session

    def _signing_key(self) -> str:
        now_s = self.clock.elapsed_s()
        for read_at_s, key in self._remembered:
            if now_s - read_at_s < _REMEMBERED_S:
                return key
        key = self.secrets.secret(SIGNING_KEY) or self._made()
        self._remembered[:] = [(now_s, key)]
        return key

    def _made(self) -> str:
        """The key of whoever was first, when several find none at once."""
        self.secrets.add(SIGNING_KEY, self.entropy.secret())
        key = self.secrets.secret(SIGNING_KEY)
        if key is None:
            raise UnavailableError("The signing key of sessions cannot be read.")
        return key
