"""Days of many clients: partial sums for trends, and how today goes, a bucket of clients at a time.

A client stays in its bucket whatever shard it moves to, so no day of it counts twice.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.expected_volume import Anomaly
from entelech.domain.ids import ClientId
from entelech.domain.metric_day import Work

if TYPE_CHECKING:
    from entelech.domain.client import Client
    from entelech.domain.uptime import Uptime

BUCKETS = 12
STEP = timedelta(minutes=5)
"""How often it is looked which buckets are due."""
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


class FleetCell(Struct, frozen=True, kw_only=True):
    """A client's day: its work, and the milliseconds of its uptime, as ``Uptime`` counts them.

    ``work`` None: nothing was told.
    """

    work: Work | None = None
    up_weighted: int = 0
    counted_ms: int = 0


class FleetMonth(Struct, frozen=True, kw_only=True):
    """A bucket's days of a month ("2025-01"), by client. ``version`` 0 was never stored."""

    month: str
    bucket: int
    version: int = 0
    clients: Mapping[ClientId, Mapping[date, FleetCell]] = field(default_factory=dict)

    def updated(self, changes: Mapping[ClientId, Mapping[date, FleetCell]]) -> FleetMonth:
        """With the cells put in; the same object where that changes nothing, else the next version."""
        clients = dict(self.clients)
        for client_id, days in changes.items():
            clients[client_id] = {**clients.get(client_id, {}), **days}
        if clients == self.clients:
            return self
        return replace(self, version=self.version + 1, clients=clients)


class TodayRuns(Struct, frozen=True, kw_only=True):
    """A client's day that ends at ``ends_at``, as of ``as_of``. ``expected`` None: nothing is."""

    ends_at: datetime
    as_of: datetime
    total: int
    successful: int
    expected: Decimal | None
    weeks: int
    anomaly: Anomaly | None


def bucket_of(client_id: ClientId) -> int:
    """From 0; the same for ever."""
    return zlib.crc32(client_id.encode()) % BUCKETS


def step_of(instant: datetime) -> datetime:
    """When the step that the instant lies in began."""
    return instant - (instant - _EPOCH) % STEP


def buckets_due(at: datetime, every: timedelta) -> list[int]:
    """The buckets whose clients are asked in the step that begins then; each once in ``every``."""
    step, steps = (at - _EPOCH) // STEP, max(1, every // STEP)
    return [bucket for bucket in range(BUCKETS) if bucket % steps == step % steps]


def buckets_to_fold(at: datetime, every: timedelta) -> list[int]:
    """Those whose clients were asked a step ago: what they said is stored by now."""
    return buckets_due(at - STEP, every)


def is_new(client: Client, at: datetime) -> bool:
    """Whether the client was registered or changed since the step before; it is asked at once."""
    return at - STEP < client.updated_at <= at


def fleet_cell(work: Work | None, uptime: Uptime | None) -> FleetCell:
    """A client's day as it is kept."""
    return FleetCell(
        work=work,
        up_weighted=uptime.up_weighted if uptime else 0,
        counted_ms=uptime.counted_ms if uptime else 0,
    )


def month_text(day: date) -> str:
    """The month of a day, as "2025-01"."""
    return f"{day:%Y-%m}"


def months_between(first: date, last: date) -> list[str]:
    """Every month that a day from first to last lies in, by time."""
    days = (last - first).days + 1
    return list(dict.fromkeys(month_text(first + timedelta(days=n)) for n in range(days)))
