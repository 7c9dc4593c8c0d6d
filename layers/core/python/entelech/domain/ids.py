"""Names of things: how they look and how they are checked on entry."""

from __future__ import annotations

import re
from typing import NewType

from entelech.domain.errors import InvalidError

ClientId = NewType("ClientId", str)
"""The user's own slug, like "tnt-limousine-001"; never changed."""

Slot = NewType("Slot", int)
"""A system's place in its shard; kept while the system stays, not given away for 14 days after."""

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


def client_id(value: object, *, field: str = "client_id") -> ClientId:
    """``value`` as a client id.

    Raises:
        InvalidError: it is not 1 to 64 of a-z, 0-9 and inner hyphens.
    """
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise InvalidError(
            field=field, expected="1 to 64 lower-case letters, digits and inner hyphens"
        )
    return ClientId(value)
