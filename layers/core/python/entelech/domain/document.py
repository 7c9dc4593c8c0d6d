"""Turns an answer into JSON: the one place where our values get their outside form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC with whole seconds and ``Z``; text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document(value: object) -> object:
    """``value`` in JSON's own types: dataclasses become objects, instants and enums text.

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
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: document(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): document(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [document(each) for each in value]
    raise TypeError(type(value).__name__)
