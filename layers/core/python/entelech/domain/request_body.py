"""Reads the body of a request as strict JSON, within limits, and says what in it is wrong."""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct

from entelech.domain.errors import InvalidError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BODY_BYTES = 256 * 1024
MAX_DEPTH = 32
_MAX_NAME = 64
"""Characters of a field's name that an error repeats."""


class _Refused(Struct, frozen=True, kw_only=True):
    """Stands in the place of a value that JSON's grammar lets through and we do not."""

    expected: str


def body_bytes(text: str, *, is_base64: bool) -> bytes:
    """The bytes that were sent, from the form in which a gateway hands them on.

    Raises:
        InvalidError: the text is no base64.
    """
    try:
        return base64.b64decode(text, validate=True) if is_base64 else text.encode()
    except ValueError:
        raise InvalidError(field="body", expected="JSON in UTF-8") from None


def read_body(raw: bytes) -> object:
    """The JSON value of a body; an empty one is an empty object.

    Names of a field are unique, numbers are finite, and at most ``MAX_DEPTH`` values stand in one
    another.

    Raises:
        TooLargeError: the body is of more than ``MAX_BODY_BYTES``.
        InvalidError: it is no such JSON; names the field where there is one.
    """
    if len(raw) > MAX_BODY_BYTES:
        raise TooLargeError(f"The body is larger than {MAX_BODY_BYTES // 1024} KiB.", field="body")
    if not raw:
        return {}
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_constant=lambda _: _Refused(expected="a finite number"),
        )
    except (ValueError, RecursionError):
        raise InvalidError(field="body", expected="JSON in UTF-8") from None
    _check(value, path="", depth=1)
    return value


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _Refused(expected="to be there once") if name in found else value
    return found


def _check(value: object, *, path: str, depth: int) -> None:
    if isinstance(value, _Refused):
        _refuse(path, value.expected)
    if isinstance(value, float) and not math.isfinite(value):  # 1e999
        _refuse(path, "a finite number")
    if depth > MAX_DEPTH and isinstance(value, dict | list):
        _refuse(path, f"at most {MAX_DEPTH} values in one another")
    if isinstance(value, dict):
        for name, each in value.items():
            _check(each, path=f"{path}.{name[:_MAX_NAME]}" if path else name, depth=depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check(each, path=f"{path}[{index}]", depth=depth + 1)


def _refuse(path: str, expected: str) -> NoReturn:
    raise InvalidError(field=path[:_MAX_NAME] or "body", expected=expected)
