"""Short JSON, compressed: names and amounts in an order that only its packing knows."""

from __future__ import annotations

import json
import zlib
from decimal import Decimal
from typing import Any


def packed(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)


def unpacked(stored: bytes) -> Any:
    return json.loads(zlib.decompress(stored))


def text_of(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def number_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
