"""The contract of a client system's ``GET /health``.

Source: "Required Client Endpoints" of the developer guide. Only ``status`` must be there; every
other field of the contract is checked when it is there, and fields beyond it are ignored.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields

_COUNT = 10**9


class ClaimedStatus(StrEnum):
    """What a system may say of itself."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    DOWN = "down"


class Claim(Struct, frozen=True, kw_only=True):
    """What a system says of itself. None is what it does not say."""

    status: ClaimedStatus
    timestamp: datetime | None
    uptime_ratio: float | None

    def age_s(self, now: datetime) -> int | None:
        """Whole seconds since the system's own timestamp, 0 when its clock is ahead."""
        if self.timestamp is None:
            return None
        return max(0, int((now - self.timestamp).total_seconds()))


def read_claim(body: bytes) -> Claim:
    """Check a ``/health`` body field by field.

    Raises:
        InvalidError: names the first field that breaks the contract; "body" when it is no JSON object.
    """
    fields = Fields(_json(body))
    status = ClaimedStatus(fields.choice("status", list(ClaimedStatus)))
    for name in ("endpoints_checked", "endpoints_healthy"):
        if fields.has(name):
            fields.integer(name, low=0, high=_COUNT)
    if fields.has("response_time_ms"):
        fields.number("response_time_ms", low=0, high=_COUNT)
    if fields.has("system_info"):
        Fields(fields.raw("system_info"), path="system_info")
    return Claim(
        status=status,
        timestamp=fields.instant("timestamp") if fields.has("timestamp") else None,
        uptime_ratio=_uptime(fields),
    )


def _uptime(fields: Fields) -> float | None:
    if not fields.has("uptime_percentage"):
        return None
    return fields.number("uptime_percentage", low=0, high=100) / 100


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidError(field="body", expected="JSON") from None
