"""Counts what requests to DynamoDB cost, by the rules for item sizes.

Source: DynamoDB developer guide, "Item sizes and formats" and "Read and write operations". The
engines used in tests report constants, so nothing they say is used.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

_WRITE_BYTES = 1024
_READ_BYTES = 4096


def item_bytes(item: dict[str, dict[str, Any]]) -> int:
    """The size of an item in DynamoDB's own types: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "B":
        return len(content)
    if kind == "N":
        return math.ceil(len(content.lstrip("-0").replace(".", "")) / 2) + 1
    if kind in {"BOOL", "NULL"}:
        return 1
    raise TypeError(kind)


class Meter:
    """Watches a boto3 client. Units are of on-demand capacity; reads are strongly consistent ones."""

    def __init__(self, client: Any) -> None:
        self.requests: Counter[str] = Counter()
        self.write_units = 0
        self.read_units = 0
        events = client.meta.events
        events.register("provide-client-params.dynamodb", self._before)
        events.register("after-call.dynamodb", self._after)

    def reset(self) -> None:
        self.requests.clear()
        self.write_units = self.read_units = 0

    def _before(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.requests[model.name] += 1
        if model.name == "PutItem":
            self.write_units += _write_units(params["Item"])
        elif model.name == "TransactWriteItems":
            items = [each["Put"]["Item"] for each in params["TransactItems"]]
            self.write_units += 2 * sum(map(_write_units, items))
        elif model.name == "BatchGetItem":
            (wanted,) = params["RequestItems"].values()
            self.read_units += len(
                wanted["Keys"]
            )  # each item costs one unit at least, there or not

    def _after(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        if model.name == "BatchGetItem":
            found = [item for items in parsed["Responses"].values() for item in items]
            self.read_units += sum(_read_units(item_bytes(item)) - 1 for item in found)
        elif model.name == "GetItem":
            self.read_units += _read_units(item_bytes(parsed.get("Item", {})))
        elif model.name == "Query":
            self.read_units += _read_units(sum(map(item_bytes, parsed["Items"])))


def _write_units(item: dict[str, dict[str, Any]]) -> int:
    """Of the item, and once more where it stands in the index."""
    units = max(1, math.ceil(item_bytes(item) / _WRITE_BYTES))
    return 2 * units if "list_key" in item else units


def _read_units(size: int) -> int:
    return max(1, math.ceil(size / _READ_BYTES))
