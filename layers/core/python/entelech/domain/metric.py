"""The registry of metrics: what rules, trends, reports and legends may name. A new one is one entry."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = 24 * 60


class Unit(StrEnum):
    """What a metric's values are counted in."""

    PERCENT = "percent"
    MILLISECONDS = "ms"
    SECONDS = "s"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    RUNS = "runs"
    MONEY = "money"
    """The client's currency."""
    RATIO = "ratio"
    RANK = "rank"
    """0 healthy, 1 degraded, 2 down."""


class Direction(StrEnum):
    """Which values are the good ones."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"


class Aggregation(StrEnum):
    """How one value is made of several systems', or several days'."""

    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"
    """Numerators and denominators are added apart and divided last."""
    HIGHEST = "highest"
    LOWEST = "lowest"


class MetricSource(StrEnum):
    """Where the values come from."""

    CHECKS = "checks"
    """Measured by us, with each check."""
    CERTIFICATES = "certificates"
    HEARTBEATS = "heartbeats"
    HISTORY = "history"
    """Folded from checks, hour by hour."""
    INGEST = "ingest"
    """What systems say of their work, pulled or pushed."""


class Metric(Struct, frozen=True, kw_only=True):
    """A series that has a name. A reading looks ``window_minutes`` back; 0 is "the latest".

    With fewer than ``min_samples`` checks, days or runs in that window nothing is known.
    """

    name: str
    title: str
    unit: Unit
    direction: Direction
    aggregation: Aggregation
    source: MetricSource
    window_minutes: int
    min_samples: int
    description: str


_ALL = (
    Metric(
        name="uptime",
        title="Uptime",
        unit=Unit.PERCENT,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.HISTORY,
        window_minutes=60,
        min_samples=3,
        description="Share of the last hour, as far as observed, that was not down; maintenance "
        "excluded.",
    ),
    Metric(
        name="response_time",
        title="Response time",
        unit=Unit.MILLISECONDS,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.CHECKS,
        window_minutes=0,
        min_samples=1,
        description="Mean time of the latest answers of the systems, measured by us.",
    ),
    Metric(
        name="status",
        title="Status",
        unit=Unit.RANK,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.HIGHEST,
        source=MetricSource.CHECKS,
        window_minutes=0,
        min_samples=1,
        description="0 healthy, 1 degraded, 2 down; nothing where the status is not known.",
    ),
    Metric(
        name="error_budget_burn",
        title="Error budget burn",
        unit=Unit.RATIO,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.HISTORY,
        window_minutes=60,
        min_samples=1,
        description="How many times faster than allowed by the uptime promised the newest full "
        "hour used up what may be down; 1 uses up exactly that.",
    ),
    Metric(
        name="tls_days_left",
        title="Days left of a certificate",
        unit=Unit.DAYS,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.LOWEST,
        source=MetricSource.CERTIFICATES,
        window_minutes=0,
        min_samples=1,
        description="Whole days until the certificate of a system ends.",
    ),
    Metric(
        name="heartbeat_age",
        title="Age of the last sign of life",
        unit=Unit.MINUTES,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.HIGHEST,
        source=MetricSource.HEARTBEATS,
        window_minutes=0,
        min_samples=1,
        description="Minutes since a system that calls us last told of a success.",
    ),
    Metric(
        name="daily_automations",
        title="Automations",
        unit=Unit.RUNS,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.SUM,
        source=MetricSource.INGEST,
        window_minutes=_DAY,
        min_samples=1,
        description="Runs of the last complete day in the client's zone.",
    ),
    Metric(
        name="success_rate",
        title="Success rate",
        unit=Unit.PERCENT,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.INGEST,
        window_minutes=_DAY,
        min_samples=1,
        description="Successful runs of today and the last complete day, out of all runs of both.",
    ),
    Metric(
        name="avg_processing_time",
        title="Processing time",
        unit=Unit.SECONDS,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.INGEST,
        window_minutes=_DAY,
        min_samples=1,
        description="Processing time of today and the last complete day, divided by the runs of "
        "both.",
    ),
    Metric(
        name="cost_savings",
        title="Cost savings",
        unit=Unit.MONEY,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.SUM,
        source=MetricSource.INGEST,
        window_minutes=_DAY,
        min_samples=1,
        description="What the systems say was saved on the last complete day.",
    ),
    Metric(
        name="time_saved_hours",
        title="Hours saved",
        unit=Unit.HOURS,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.SUM,
        source=MetricSource.INGEST,
        window_minutes=_DAY,
        min_samples=1,
        description="Hours that the systems say were saved on the last complete day.",
    ),
    Metric(
        name="volume_ratio",
        title="Volume against the expected one",
        unit=Unit.PERCENT,
        direction=Direction.HIGHER_IS_BETTER,
        aggregation=Aggregation.RATIO_OF_SUMS,
        source=MetricSource.INGEST,
        window_minutes=0,
        min_samples=3,
        description="Runs of today so far, out of what earlier weeks let expect by this hour of "
        "this day of the week; nothing with fewer than three such days.",
    ),
    Metric(
        name="data_age",
        title="Age of the figures",
        unit=Unit.MINUTES,
        direction=Direction.LOWER_IS_BETTER,
        aggregation=Aggregation.HIGHEST,
        source=MetricSource.INGEST,
        window_minutes=0,
        min_samples=1,
        description="Minutes since a system's figures were last taken.",
    ),
)

METRICS: Mapping[str, Metric] = {each.name: each for each in _ALL}
"""Every metric by its name."""


def metric_named(name: str, *, field: str = "metric_name") -> Metric:
    """The metric of that name.

    Raises:
        InvalidError: there is none.
    """
    if name not in METRICS:
        raise InvalidError(field=field, expected=f"one of {', '.join(METRICS)}")
    return METRICS[name]
