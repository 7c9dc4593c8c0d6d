"""Turns an answer into JSON: the one place where our values get their outside form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import asdict


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC with whole seconds and ``Z``; text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document(value: object) -> object:
    """``value`` in JSON's own types: structs become objects, instants and enums text.

    Raises:
        TypeError: a value of a type that has no outside form.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    return _compound(value)


def _compound(value: object) -> object:
    if isinstance(value, Struct):
        return {name: document(each) for name, each in asdict(value).items()}
    if isinstance(value, Mapping):
        return {str(key): document(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [document(each) for each in value]
    raise TypeError(type(value).__name__)
