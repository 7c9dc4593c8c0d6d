"""What rules read: metrics of a client and of its systems, now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field


class MetricReading(Struct, frozen=True, kw_only=True):
    """A metric now, in its unit. ``value`` None: nothing is known, which is no value at all.

    ``samples`` are the checks, days or runs behind it; ``measured_at`` is how far they reach.
    """

    value: Decimal | None
    samples: int
    measured_at: datetime | None


NOTHING_READ = MetricReading(value=None, samples=0, measured_at=None)


class ClientReadings(Struct, frozen=True, kw_only=True):
    """Readings by the name of their metric: of the whole client, and of its systems by name."""

    whole: Mapping[str, MetricReading] = field(default_factory=dict)
    systems: Mapping[str, Mapping[str, MetricReading]] = field(default_factory=dict)

    def reading(self, metric_name: str, system_name: str | None = None) -> MetricReading:
        """What is read of the system, or of the client where none is named."""
        of = self.whole if system_name is None else self.systems.get(system_name, {})
        return of.get(metric_name, NOTHING_READ)
