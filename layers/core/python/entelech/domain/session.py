"""A browser's session: a signed note of which key was shown and until when that counts.

It holds no rights. They are read from the key with every request, so they end with the key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from entelech.domain.errors import UnauthenticatedError

SESSION_LASTS = timedelta(hours=12)
SESSION_COOKIE = "entelech_session"
_SESSION = re.compile(r"([0-9a-z]{8})\.([0-9]{10})\.([0-9a-f]{64})")


class Session(Struct, frozen=True, kw_only=True):
    """Whose key was shown, and until when that counts; a whole second."""

    key_id: str
    expires_at: datetime


def session_text(session: Session, signing_key: str) -> str:
    """The session as a cookie holds it."""
    said = f"{session.key_id}.{int(session.expires_at.timestamp())}"
    return f"{said}.{_signature(said, signing_key)}"


def parse_session(text: str, signing_key: str) -> Session:
    """The inverse of ``session_text``; takes the same time whatever is wrong with the signature.

    Raises:
        UnauthenticatedError: we did not sign this.
    """
    match = _SESSION.fullmatch(text)
    if match is None:
        raise UnauthenticatedError("This session is not valid; sign in again.")
    key_id, expires_at, signature = match.groups()
    if not hmac.compare_digest(signature, _signature(f"{key_id}.{expires_at}", signing_key)):
        raise UnauthenticatedError("This session is not valid; sign in again.")
    return Session(key_id=key_id, expires_at=datetime.fromtimestamp(int(expires_at), UTC))


def _signature(said: str, signing_key: str) -> str:
    return hmac.new(signing_key.encode(), f"session.{said}".encode(), hashlib.sha256).hexdigest()
