"""Counts what requests to DynamoDB cost, by the rules for item sizes.

Source: DynamoDB developer guide, "Item sizes and formats" and "Read and write operations". The
engines used in tests report constants, so nothing they say is used.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from entelech.schema import LISTING_PARTITION_KEY, PARTITION_KEY, SORT_KEY

_WRITE_BYTES = 1024
_READ_BYTES = 4096
_TRANSACTION = 2
_Item = dict[str, dict[str, Any]]
"""An item in DynamoDB's own types."""


def item_bytes(item: _Item) -> int:
    """The size of an item: names and values."""
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
    raise NotImplementedError(kind)


class Meter:
    """Watches a boto3 client. Units are of on-demand capacity; an eventual read costs half of one.

    A write costs by the larger of the item before and after, of which the meter knows what it saw
    written. Refused conditions cost as well, as they do in DynamoDB.
    """

    def __init__(self, client: Any) -> None:
        self.requests: Counter[str] = Counter()
        self.write_units = 0
        self.read_units = 0.0
        self._sizes: dict[tuple[str, str], int] = {}
        self._consistency = 1.0
        events = client.meta.events
        events.register("provide-client-params.dynamodb", self._before)
        events.register("after-call.dynamodb", self._after)

    def reset(self) -> None:
        """Begin anew; what is stored is remembered."""
        self.requests.clear()
        self.write_units = 0
        self.read_units = 0.0

    def _before(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.requests[model.name] += 1
        if model.name == "PutItem":
            self.write_units += self._write_units(params["Item"])
        elif model.name == "TransactWriteItems":
            items = [each["Put"]["Item"] for each in params["TransactItems"]]
            self.write_units += _TRANSACTION * sum(map(self._write_units, items))
        elif model.name == "BatchGetItem":
            (wanted,) = params["RequestItems"].values()
            self._consistency = _read_price(wanted)
            # each item costs one unit at least, there or not
            self.read_units += len(wanted["Keys"]) * self._consistency
        elif model.name in {"GetItem", "Query"}:
            self._consistency = _read_price(params)
        elif model.name not in {"DeleteItem", "BatchWriteItem"}:  # priced by what they take away
            raise NotImplementedError(model.name)

    def _after(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        if model.name == "BatchGetItem":
            found = [item for items in parsed["Responses"].values() for item in items]
            beyond = sum(_read_units(item_bytes(item)) - 1 for item in found)
            self.read_units += beyond * self._consistency
        elif model.name == "GetItem":
            self.read_units += _read_units(item_bytes(parsed.get("Item", {}))) * self._consistency
        elif model.name == "Query":
            size = sum(map(item_bytes, parsed["Items"]))
            self.read_units += _read_units(size) * self._consistency

    def _write_units(self, item: _Item) -> int:
        """Of the item, and once more where it stands in the index, which holds all of it."""
        key = (item[PARTITION_KEY]["S"], item[SORT_KEY]["S"])
        size = item_bytes(item)
        larger = max(size, self._sizes.get(key, 0))
        self._sizes[key] = size
        units = max(1, math.ceil(larger / _WRITE_BYTES))
        return 2 * units if LISTING_PARTITION_KEY in item else units


def _read_price(arguments: dict[str, Any]) -> float:
    return 1.0 if arguments.get("ConsistentRead") else 0.5


def _read_units(size: int) -> int:
    return max(1, math.ceil(size / _READ_BYTES))
