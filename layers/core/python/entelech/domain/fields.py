"""Reads fields of an outside document and says exactly which one is wrong."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from entelech.domain.errors import InvalidError

_MAX_VERSION = 10**9

VERSION_READ: Mapping[str, Any] = {
    "type": "integer",
    "minimum": 0,
    "description": "The version that was read; said, nothing is changed where it is another by now.",
}
"""Of a change; whoever leaves it out overwrites."""

_CONTROL = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}


class Fields:
    """A JSON object from outside, read field by field.

    Every reader raises InvalidError with the field's name when the value is missing or is not
    what is expected. ``path`` stands before the names: "systems[2]" gives "systems[2].name".
    """

    def __init__(self, document: object, *, path: str = "", whole: str = "body") -> None:
        if not isinstance(document, Mapping):
            raise InvalidError(field=path or whole, expected="a JSON object")
        self._document: Mapping[object, object] = document
        self._path = path

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise for the first field, in text order, that is not in ``known``."""
        unknown = sorted(str(name)[:64] for name in self._document if name not in known)
        if unknown:
            raise InvalidError(
                field=self._name(unknown[0]),
                expected=f"only these fields: {', '.join(sorted(known))}",
            )

    def has(self, name: str) -> bool:
        """Whether the field is there with a value other than null."""
        return self._document.get(name) is not None

    def names(self, name: str) -> bool:
        """Whether the field is there, be it with null."""
        return name in self._document

    def raw(self, name: str) -> object:
        """The value as it came, None when it is missing."""
        return self._document.get(name)

    def are_of(self, version: int) -> bool:
        """Whether they are a change of this version; who names none changes any."""
        if not self.has("version"):
            return True
        return self.integer("version", low=0, high=_MAX_VERSION) == version

    def without(self, name: str) -> Mapping[object, object]:
        """The document but for this field, for whoever reads the rest."""
        return {each: value for each, value in self._document.items() if each != name}

    def text(self, name: str, *, max_length: int) -> str:
        """A non-empty line of text, white space around it removed."""
        return line_of_text(self._required(name), field=self._name(name), max_length=max_length)

    def integer(self, name: str, *, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        value = self._required(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise InvalidError(
                field=self._name(name), expected=f"a whole number from {low} to {high}"
            )
        return value

    def number(self, name: str, *, low: float, high: float) -> float:
        """A finite number from ``low`` to ``high``, both included."""
        value = self._required(name)
        expected = f"a number from {low:g} to {high:g}"
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise InvalidError(field=self._name(name), expected=expected)
        if not low <= value <= high or not math.isfinite(value):  # NaN is not between anything
            raise InvalidError(field=self._name(name), expected=expected)
        return float(value)

    def inner(self, name: str) -> Fields:
        """An object inside of this one."""
        return Fields(self._required(name), path=self._name(name))

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false; ``default`` when the field is not there."""
        value = self._document.get(name, default)
        if not isinstance(value, bool):
            raise InvalidError(field=self._name(name), expected="true or false")
        return value

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of the ``choices``, exactly as written."""
        value = self._required(name)
        if not isinstance(value, str) or value not in choices:
            raise InvalidError(field=self._name(name), expected=f"one of {', '.join(choices)}")
        return value

    def instant(self, name: str) -> datetime:
        """An ISO 8601 date and time with its offset, in UTC."""
        return instant_of(self._required(name), field=self._name(name))

    def date(self, name: str) -> date:
        """An ISO 8601 date."""
        text = self.text(name, max_length=10)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InvalidError(field=self._name(name), expected="a date like 2025-01-15") from None

    def texts(self, name: str, *, max_items: int, max_length: int) -> tuple[str, ...]:
        """A list of 1 to ``max_items`` non-empty lines of text."""
        value = self._required(name)
        expected = f"a list of 1 to {max_items} texts"
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise InvalidError(field=self._name(name), expected=expected)
        if not 1 <= len(value) <= max_items:
            raise InvalidError(field=self._name(name), expected=expected)
        return tuple(
            line_of_text(item, field=f"{self._name(name)}[{index}]", max_length=max_length)
            for index, item in enumerate(value)
        )

    def _required(self, name: str) -> object:
        value = self._document.get(name)
        if value is None:
            raise InvalidError(field=self._name(name), expected="a value")
        return value

    def _name(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name


def line_of_text(value: object, *, field: str, max_length: int) -> str:
    """``value`` as one line of text of 1 to ``max_length`` characters, trimmed.

    Raises:
        InvalidError: it is no text, empty, too long, or holds control characters or half characters.
    """
    expected = f"a text of 1 to {max_length} characters on one line"
    if not isinstance(value, str):
        raise InvalidError(field=field, expected=expected)
    text = value.strip()
    is_whole = not any(char in _CONTROL or 0xD800 <= ord(char) <= 0xDFFF for char in text)
    if not 1 <= len(text) <= max_length or not is_whole:
        raise InvalidError(field=field, expected=expected)
    return text


def instant_of(value: object, *, field: str) -> datetime:
    """``value`` as an aware instant in UTC.

    Raises:
        InvalidError: it is no ISO 8601 text with date, time and offset.
    """
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidError(field=field, expected="a date and time like 2025-01-15T14:30:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidError(field=field, expected="a date between the years 1 and 9999") from None
