"""Names of things: how they look and how they are checked on entry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NewType

from entelech.domain.errors import InvalidError

ClientId = NewType("ClientId", str)
"""The user's own slug, like "tnt-limousine-001"; never changed."""

Slot = NewType("Slot", int)
"""A system's place in its shard; kept while the system stays, not given away for 14 days after."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STAMP_DIGITS = 9
"""Milliseconds in base 36: enough beyond the year 5000."""
_STAMPED = re.compile(r"[0-9a-z]{9}-[0-9a-z]{1,32}")
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


def new_id(now: datetime, random: str) -> str:
    """An id that sorts by its time, like "0m5xq2v40-a1b2c3d4"."""
    return f"{id_stamp(now)}-{random}"


def id_stamp(moment: datetime) -> str:
    """What ids made at that millisecond begin with; sorts before all of them."""
    left, digits = min(max(0, int(moment.timestamp() * 1000)), 36**_STAMP_DIGITS - 1), ""
    for _ in range(_STAMP_DIGITS):
        left, digit = divmod(left, 36)
        digits = _DIGITS[digit] + digits
    return digits


def id_instant(text: str) -> datetime:
    """When an id was made, to the millisecond.

    Raises:
        InvalidError: it is no such id.
    """
    if not _STAMPED.fullmatch(text):
        raise InvalidError(field="id", expected="an id like 0m5xq2v40-a1b2c3d4")
    return datetime.fromtimestamp(int(text[:_STAMP_DIGITS], 36) / 1000, UTC)
