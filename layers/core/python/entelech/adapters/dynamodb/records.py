"""Dataclasses of the domain as JSON and back, by their types; what is as its default is left out.

Instants keep their microseconds, decimals all their digits.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from entelech.adapters.dynamodb.keys import instant

T = TypeVar("T")


def record(value: object) -> str:
    """The dataclass as JSON."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def of_record(kind: type[T], text: str) -> T:
    """The inverse of ``record``."""
    return of_plain(kind, json.loads(text))


def plain(value: object) -> Any:
    """The dataclass in JSON's own types."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        named = [(each, getattr(value, each.name)) for each in fields(value)]
        return {each.name: plain(held) for each, held in named if held != _default(each)}
    return _plain_scalar(value)


def _plain_scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    return value


def of_plain(kind: type[T], stored: Mapping[str, Any]) -> T:
    """The inverse of ``plain``."""
    anything: Any = kind
    hints = _hints(anything)
    return kind(**{name: _of(hints[name], each) for name, each in stored.items() if name in hints})


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return MISSING if field.default_factory is MISSING else field.default_factory()


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _of(hint: Any, stored: Any) -> Any:
    if stored is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _of(next(each for each in inner if each is not type(None)), stored)
    if origin is tuple:
        return tuple(_of(inner[0], each) for each in stored)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _of(inner[1], each) for key, each in stored.items()}
    kind = getattr(hint, "__supertype__", hint)
    return _scalar(kind, stored)


def _scalar(kind: type, stored: Any) -> Any:
    if kind is datetime:
        return instant(stored)
    if kind is timedelta:
        return timedelta(seconds=stored)
    if is_dataclass(kind):
        return of_plain(kind, stored)
    if issubclass(kind, Enum) or kind is Decimal:
        return kind(stored)
    return stored
