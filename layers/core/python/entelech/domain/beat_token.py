"""The token that a system shows with its signs of life; nothing of it is stored."""

from __future__ import annotations

import hashlib
import hmac
import re

from msgspec import Struct

from entelech.domain.errors import NotFoundError
from entelech.domain.ids import ClientId

_TOKEN = re.compile(r"([a-z0-9-]{1,64})\.([0-9a-f]{16})\.([0-9]{1,6})\.([0-9a-f]{32})")
_SIGNATURE_DIGITS = 32
"""128 bits."""


class BeatToken(Struct, frozen=True, kw_only=True):
    """Whose sign of life it is; a token of an older ``generation`` counts no more."""

    client_id: ClientId
    beat_id: str
    generation: int


def token_text(token: BeatToken, signing_key: str) -> str:
    """The token as it stands in a URL."""
    said = f"{token.client_id}.{token.beat_id}.{token.generation}"
    return f"{said}.{_signature(said, signing_key)}"


def parse_token(text: str, signing_key: str) -> BeatToken:
    """The inverse of ``token_text``; takes the same time whatever is wrong with the signature.

    Raises:
        NotFoundError: we did not sign this.
    """
    match = _TOKEN.fullmatch(text)
    if match is None:
        raise unknown_token()
    client_id, beat_id, generation, signature = match.groups()
    said = f"{client_id}.{beat_id}.{generation}"
    if not hmac.compare_digest(signature, _signature(said, signing_key)):
        raise unknown_token()
    return BeatToken(client_id=ClientId(client_id), beat_id=beat_id, generation=int(generation))


def unknown_token() -> NotFoundError:
    """The one answer for a token that is none, or none any more."""
    return NotFoundError("There is no heartbeat of this token.", field="token")


def _signature(said: str, signing_key: str) -> str:
    made = hmac.new(signing_key.encode(), f"heartbeat.{said}".encode(), hashlib.sha256)
    return made.hexdigest()[:_SIGNATURE_DIGITS]
