"""Issues and reads browser sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import UnauthenticatedError
from entelech.domain.session import SESSION_LASTS, Session, parse_session, session_text
from entelech.ports.clock import Clock
from entelech.services.signing import SigningKey

if TYPE_CHECKING:
    from entelech.domain.access import ApiKey

SIGNING_KEY = "session-signing-key"


class Sessions(Struct, frozen=True, kw_only=True):
    """Sessions of a deployment, signed with one key that nobody ever sees."""

    signing_key: SigningKey
    clock: Clock

    def issue(self, key: ApiKey) -> tuple[Session, str]:
        """A session for who opened the key, and its text. It never outlives the key."""
        now = self.clock.now().replace(microsecond=0)
        ends = now + SESSION_LASTS
        session = Session(key_id=key.key_id, expires_at=min(ends, key.expires_at or ends))
        return session, session_text(session, self.signing_key.read())

    def read(self, text: str) -> Session:
        """The session, while it lasts.

        Raises:
            UnauthenticatedError: we did not sign it, or it has expired.
        """
        session = parse_session(text, self.signing_key.read())
        if self.clock.now() >= session.expires_at:
            raise UnauthenticatedError("This session has expired; sign in again.")
        return session
