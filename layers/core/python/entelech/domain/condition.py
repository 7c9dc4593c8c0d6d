"""Conditions on the body of an answer: one value of its JSON, compared with one that is given.

Source of paths: JMESPath, https://jmespath.org/specification.html.
"""

from __future__ import annotations

import json
import operator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_CONDITIONS = 10
_MAX_PATH = 200
_PLAIN = {"field", "index", "index_expression", "subexpression", "current"}
_MAX_TEXT = 200
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALITY = ("==", "!=")

CONDITION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["path", "operator", "value"],
    "properties": {
        "path": {
            "type": "string",
            "minLength": 1,
            "maxLength": _MAX_PATH,
            "description": "JMESPath of a value in the answer, like queue.depth or jobs[0].state.",
        },
        "operator": {"enum": list(_OPERATORS)},
        "value": {"type": ["string", "number", "boolean"]},
    },
}


class Condition(Struct, frozen=True, kw_only=True):
    """Holds when the value at ``path`` stands so to ``value``; numbers only with numbers."""

    path: str
    operator: str
    value: str | float | bool

    def holds(self, body: object) -> bool:
        """Whether it is so; never raises, a value that is not there makes no condition hold."""
        found = _value_at(self.path, body)
        if found is None or _kind(found) is not _kind(self.value):
            return False
        return _OPERATORS[self.operator](found, self.value)


def parse_condition(value: object, *, field: str) -> Condition:
    """One condition as it was written.

    Raises:
        InvalidError: names the part that is wrong.
    """
    fields = Fields(value, path=field)
    fields.refuse_unknown(CONDITION_SCHEMA["properties"])
    path = fields.text("path", max_length=_MAX_PATH)
    _compiled(path, field=f"{field}.path")
    chosen = fields.choice("operator", list(_OPERATORS))
    wanted = fields.raw("value")
    if isinstance(wanted, str):
        wanted = fields.text("value", max_length=_MAX_TEXT)
    elif isinstance(wanted, int | float) and not isinstance(wanted, bool):
        wanted = fields.number("value", low=-1e15, high=1e15)
    elif not isinstance(wanted, bool):
        raise InvalidError(field=f"{field}.value", expected="a text, a number, true or false")
    if isinstance(wanted, bool) and chosen not in _EQUALITY:
        raise InvalidError(field=f"{field}.operator", expected="== or != for true and false")
    return Condition(path=path, operator=chosen, value=wanted)


def json_of(body: bytes) -> object:
    """The body's JSON, None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _kind(value: object) -> type | None:
    """Text, truth or number: values of different kinds are not compared."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | float):
        return float
    return str if isinstance(value, str) else None


def _value_at(path: str, body: object) -> object:
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415

    try:
        return _compiled(path).search(body)
    except JMESPathError:  # a function that does not take what it found
        return None


def _compiled(path: str, *, field: str = "path") -> Any:
    import jmespath  # noqa: PLC0415 - most systems have no condition
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415

    expected = "a JMESPath of names, indices and length(), like queue.depth"
    try:
        compiled = jmespath.compile(path)
    except JMESPathError:
        raise InvalidError(field=field, expected=expected) from None
    if not _is_plain(compiled.parsed):
        raise InvalidError(field=field, expected=expected)
    return compiled


def _is_plain(node: Mapping[str, Any]) -> bool:
    """Whether it names one place. What gathers or multiplies could take all of a shard's time."""
    is_length = node["type"] == "function_expression" and node["value"] == "length"
    return (is_length or node["type"] in _PLAIN) and all(map(_is_plain, node["children"]))
