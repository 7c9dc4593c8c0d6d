"""What a tool announces of its arguments and its answer, in as few bytes as that takes.

The list of tools is sent with every conversation, so a model pays for each byte of it. Clients check
arguments and answers against these schemas; what is left out of them, the tool itself checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOUNDS = {"minLength", "maxLength", "minItems", "maxItems", "pattern"}
_DEEPEST = 1
"""Objects within the answer are announced as objects, without their fields."""


def answer_schema(answer: type) -> dict[str, Any]:
    """The JSON Schema of an answer; none of its fields is ever left out."""
    whole = msgspec.json.schema(answer)
    brief = _brief(whole, whole["$defs"], 0)
    return {**brief, "required": list(brief["properties"])}


def outline(properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Arguments without the bounds of texts, and objects in words alone."""
    return {name: _outlined(each) for name, each in properties.items()}


def _outlined(schema: Mapping[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "object":
        return {"type": "object", "description": schema["description"]}
    told = {name: each for name, each in schema.items() if name not in _BOUNDS}
    return {**told, "items": _outlined(schema["items"])} if "items" in schema else told


def _brief(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> dict[str, Any]:
    if "$ref" in schema:
        return _brief(known[schema["$ref"].rpartition("/")[2]], known, depth)
    if "anyOf" in schema:
        return _either([_brief(each, known, depth) for each in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return {"enum": schema.get("enum", [schema.get("const")])}
    kind = schema.get("type")
    if kind == "array":
        return {"type": "array", "items": _brief(schema["items"], known, depth)}
    if kind == "object" and "properties" in schema and depth < _DEEPEST:
        fields = schema["properties"]
        told = {name: _brief(each, known, depth + 1) for name, each in fields.items()}
        return {"type": "object", "properties": told}
    return {} if kind is None else {"type": kind}


def _either(kinds: list[dict[str, Any]]) -> dict[str, Any]:
    """Mostly something, or null where it is not known."""
    if all(list(each) == ["type"] for each in kinds):
        return {"type": [each["type"] for each in kinds]}
    return {"anyOf": kinds}
