"""The header that a client's system wants to see, and the secret in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,2046}[\x21-\x7e])?")
_OURS = {
    *("host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer"),
    *("keep-alive", "expect", "accept", "accept-encoding", "user-agent", "content-type"),
}
"""Say how the request itself is framed or answered. Source: RFC 9110, 7.6.1 and 12.5."""

AUTH_HEADER_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": ["object", "null"],
        "additionalProperties": False,
        "required": ["name", "value"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 64},
            "value": {"type": "string", "minLength": 1, "maxLength": 2048, "writeOnly": True},
        },
    },
    "description": "By system: name and value of the header that its endpoint wants. The value is "
    "never shown again. null takes it away.",
}


class Secret:
    """A text that no log, error or answer shows by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "****"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


class AuthHeader(Struct, frozen=True, kw_only=True):
    """A header whose value is a secret of the deployment, by its name there."""

    name: str
    secret_name: str


class NewHeader(Struct, frozen=True, kw_only=True):
    """A header as a user gives it, before its value is put away."""

    name: str
    value: Secret


def parse_header(given: object, field: str) -> NewHeader:
    """The header that somebody names.

    Raises:
        InvalidError: names what of it is missing, unknown or wrong.
    """
    if not isinstance(given, Mapping):
        raise InvalidError(field=field, expected="an object with name and value, or null")
    for key in given:
        if key not in {"name", "value"}:
            raise InvalidError(field=f"{field}.{str(key)[:64]}", expected="only name and value")
    fields = Fields(given, whole=field)
    name, value = fields.raw("name"), fields.raw("value")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name.lower() in _OURS:
        raise InvalidError(
            field=f"{field}.name",
            expected="a header like Authorization, none of the connection's own",
        )
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or "{{" in value:
        # the parameter store takes two braces for a reference to another parameter
        raise InvalidError(
            field=f"{field}.value", expected="1 to 2048 printable ASCII characters without '{{'"
        )
    return NewHeader(name=name, value=Secret(value))
