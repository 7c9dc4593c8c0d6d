"""What a request shows of who sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entelech.domain.errors import UnauthenticatedError

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = re.compile(r"emk_([0-9a-z]{8})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """An API key: its id, and the secret that shall open it."""

    key_id: str
    secret: str


Credentials = ShownKey


def credentials(headers: Mapping[str, str]) -> Credentials:
    """What the headers show; their names are in lower case.

    A key stands in ``Authorization: Bearer`` or ``X-API-Key``.

    Raises:
        UnauthenticatedError: nothing, or nothing that can be ours.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return parse_key(token.strip())
    key = headers.get("x-api-key", "").strip()
    if not key:
        raise UnauthenticatedError("Show an API key: 'Authorization: Bearer emk_...'.")
    return parse_key(key)


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
