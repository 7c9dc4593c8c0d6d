"""Tags: short words by which systems are chosen, whosever they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from entelech.domain.errors import InvalidError

MAX_TAGS = 10
"""Tags of one system."""
_TAG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")

TAG_SCHEMA: Mapping[str, Any] = {
    "type": "string",
    "pattern": "^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$",
}
TAGS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": ["array", "null"],
        "maxItems": MAX_TAGS,
        "items": TAG_SCHEMA,
    },
    "description": 'Tags of systems, by name, like {"CRM": ["booking", "eu"]}, by which rules and '
    "silences choose them. null or an empty list takes them away.",
}


def tag_of(value: object, *, field: str) -> str:
    """``value`` as a tag.

    Raises:
        InvalidError: it is none.
    """
    if not isinstance(value, str) or not _TAG.fullmatch(value):
        raise InvalidError(
            field=field, expected="1 to 32 of a-z, 0-9 and -, no - at either end, like booking"
        )
    return value


def parse_tags(value: object, *, field: str) -> tuple[str, ...]:
    """The tags of one system, each once, in the order given; None is no tags.

    Raises:
        InvalidError: it is no list of tags, or a longer one than there may be.
    """
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > MAX_TAGS:
        raise InvalidError(field=field, expected=f"a list of at most {MAX_TAGS} tags")
    return tuple(dict.fromkeys(tag_of(each, field=f"{field}[{n}]") for n, each in enumerate(value)))
