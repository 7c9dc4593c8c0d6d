"""Reads what an admin says of a key to be made or replaced."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.access import ClientScope, Role
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.ids import client_id

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CLIENTS = 100
_MAX_OVERLAP_HOURS = 168

KEY_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "role"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "role": {"enum": [role.value for role in Role]},
        "clients": {
            "type": ["array", "null"],
            "minItems": 1,
            "maxItems": _MAX_CLIENTS,
            "items": {"type": "string"},
            "description": "The only clients that the key sees; null for all. Not for an admin.",
        },
        "expires_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
ROTATION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "overlap_hours": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": _MAX_OVERLAP_HOURS,
            "default": 24,
            "description": "How long the old key goes on working.",
        }
    },
}


class KeyRequest(Struct, frozen=True, kw_only=True):
    """What a new key shall be. ``expires_at`` None is never."""

    name: str
    role: Role
    scope: ClientScope
    expires_at: datetime | None


def parse_key_request(body: object, *, now: datetime) -> KeyRequest:
    """The key that is asked for.

    Raises:
        InvalidError: names the first field that is missing, unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(KEY_SCHEMA["properties"])
    role = Role(fields.choice("role", list(Role)))
    expires_at = fields.instant("expires_at") if fields.has("expires_at") else None
    if expires_at is not None and expires_at <= now:
        raise InvalidError(field="expires_at", expected="an instant to come")
    return KeyRequest(
        name=fields.text("name", max_length=100),
        role=role,
        scope=_scope(fields, role),
        expires_at=expires_at,
    )


def parse_overlap(body: object) -> timedelta:
    """How long an old key goes on working beside its successor.

    Raises:
        InvalidError: names the field that is unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(ROTATION_SCHEMA["properties"])
    hours = 24
    if fields.has("overlap_hours"):
        hours = fields.integer("overlap_hours", low=0, high=_MAX_OVERLAP_HOURS)
    return timedelta(hours=hours)


def _scope(fields: Fields, role: Role) -> ClientScope:
    """An admin makes keys, and so could make itself one that sees more."""
    if not fields.has("clients"):
        return ClientScope.everything()
    if role is Role.ADMIN:
        raise InvalidError(field="clients", expected="no list of clients for an admin")
    named = fields.texts("clients", max_items=_MAX_CLIENTS, max_length=64)
    ids = [client_id(name, field=f"clients[{n}]") for n, name in enumerate(named)]
    return ClientScope(clients=frozenset(ids))
