"""What a request shows of who sends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import UnauthenticatedError
from entelech.domain.session import SESSION_COOKIE

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"[\w-]{1,4000}\.[\w-]{1,8000}\.[\w-]{1,4000}", re.ASCII)
_KEY = re.compile(r"emk_([0-9a-z]{8})_([A-Za-z0-9_-]{43})")


class ShownKey(Struct, frozen=True, kw_only=True):
    """An API key: its id, and the secret that shall open it."""

    key_id: str
    secret: str


class ShownSession(Struct, frozen=True, kw_only=True):
    """The text of a browser's session."""

    text: str


class ShownToken(Struct, frozen=True, kw_only=True):
    """A JSON web token, as an issuer signs it."""

    text: str


Credentials = ShownKey | ShownSession | ShownToken


def credentials(headers: Mapping[str, str]) -> Credentials:
    """What the headers show; their names are in lower case.

    A key stands in ``Authorization: Bearer`` or ``X-API-Key``, a token in the former; where neither
    is, a session may stand in ``Cookie``.

    Raises:
        UnauthenticatedError: nothing, or nothing that can be ours.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    shown = token.strip()
    if scheme.lower() == "bearer" and _TOKEN.fullmatch(shown):
        return ShownToken(text=shown)
    if scheme.lower() == "bearer" and shown:
        return parse_key(shown)
    key = headers.get("x-api-key", "").strip()
    if key:
        return parse_key(key)
    session = _cookie(headers.get("cookie", ""), SESSION_COOKIE)
    if session is None:
        raise UnauthenticatedError("Show an API key: 'Authorization: Bearer emk_...'.")
    return ShownSession(text=session)


def shows_nothing(headers: Mapping[str, str]) -> bool:
    """Whether the headers hold no credentials at all, good or bad."""
    is_named = headers.get("authorization") or headers.get("x-api-key")
    return not is_named and _cookie(headers.get("cookie", ""), SESSION_COOKIE) is None


def _cookie(header: str, wanted: str) -> str | None:
    """The first cookie of that name, None where there is none or it is empty."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for name, _, value in pairs if name == wanted and value), None)


def key_text(key_id: str, secret: str) -> str:
    """The key as its holder gets it, once."""
    return f"emk_{key_id}_{secret}"


def parse_key(text: str) -> ShownKey:
    """The id and the secret of a key.

    Raises:
        UnauthenticatedError: the text is no key of ours.
    """
    match = _KEY.fullmatch(text)
    if match is None:
        raise UnauthenticatedError("That is not an API key of this deployment.")
    return ShownKey(key_id=match[1], secret=match[2])
