"""Rules: which values of a metric are worth telling whom, and from when on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, assert_never

from msgspec import Struct, field

from entelech.domain.business_hours import BusinessHours
from entelech.domain.channel import ChannelId
from entelech.domain.ids import ClientId
from entelech.domain.metric import METRICS, Metric, Unit
from entelech.domain.notice_kinds import Severity

if TYPE_CHECKING:
    from collections.abc import Collection

RuleId = NewType("RuleId", str)
"""Sortable by the time at which the rule was made."""

EVERY_CLIENT = "*"
EVERY_SYSTEM = "*"
MAX_RULES = 100
"""Rules of one client, and as many of every client."""


class Comparison(StrEnum):
    """How a value stands to the threshold when the rule is broken. Source: the developer guide."""

    GREATER_THAN = "greater_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"


class NoData(StrEnum):
    """What it means that nothing is known for too long."""

    KEEP = "keep"
    """Nothing: the alert stays as it is."""
    ALERT = "alert"
    BREACH = "breach"
    OK = "ok"


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The standing order to raise an alert. ``version`` grows by one with every change, from 1.

    ``client_id`` None is every client. ``systems`` empty: the client as a whole; ``"*"`` in it:
    each of its systems; else those that are named. With a ``tag``, which goes with no ``systems``,
    it is each system that has it. A metric of no window reads its latest value.
    """

    rule_id: RuleId
    client_id: ClientId | None
    metric_name: str
    comparison: Comparison
    threshold: Decimal
    channels: tuple[ChannelId, ...]
    severity: Severity
    created_at: datetime
    updated_at: datetime
    version: int = 1
    is_enabled: bool = True
    window_minutes: int = 0
    clear_threshold: Decimal | None = None
    """Where a broken rule counts as kept again; None: at the threshold."""
    hold: timedelta = timedelta()
    """How long it must be broken before the alert fires."""
    keep_firing: timedelta = timedelta()
    """How long it must be kept again before the alert is over."""
    breaches: int = 1
    out_of: int = 1
    """So many of the latest readings must break it."""
    no_data: NoData = NoData.KEEP
    no_data_after: timedelta = timedelta(minutes=30)
    systems: tuple[str, ...] = ()
    tag: str | None = None
    active_hours: BusinessHours | None = None
    """The hours of the client's week in which somebody wants to know; None: all."""
    description: str | None = None
    runbook_url: str | None = None
    repeat_every: timedelta | None = None
    escalate_after: timedelta | None = None
    escalate_to: tuple[ChannelId, ...] = ()

    @property
    def metric(self) -> Metric:
        """What it reads."""
        return METRICS[self.metric_name]

    @property
    def title(self) -> str:
        """The rule in words, like "Uptime below 95 %"."""
        return f"{self.metric.title} {_WORDS[self.comparison]} {_amount(self)}"

    def is_broken_by(self, value: Decimal) -> bool:
        """Whether the value breaks the rule."""
        match self.comparison:
            case Comparison.GREATER_THAN:
                return value > self.threshold
            case Comparison.LESS_THAN:
                return value < self.threshold
            case Comparison.EQUALS:
                return value == self.threshold
            case _:
                assert_never(self.comparison)

    def is_cleared_by(self, value: Decimal) -> bool:
        """Whether the value is well on the other side, for a rule that was broken."""
        if self.clear_threshold is None:
            return not self.is_broken_by(value)
        match self.comparison:
            case Comparison.GREATER_THAN:
                return value <= self.clear_threshold
            case Comparison.LESS_THAN:
                return value >= self.clear_threshold
            case Comparison.EQUALS:
                return value != self.threshold
            case _:
                assert_never(self.comparison)

    def worse(self, one: Decimal | None, other: Decimal | None) -> Decimal | None:
        """The worse of two values; the other one where one is not known."""
        if one is None or other is None:
            return other if one is None else one
        return min(one, other) if self.comparison is Comparison.LESS_THAN else max(one, other)

    def subjects(self, systems: Mapping[str, Collection[str]]) -> tuple[str | None, ...]:
        """What of a client it is about: systems by name, None the whole client.

        ``systems`` are the tags of each of the client's systems, by its name.
        """
        if self.tag is not None:
            return tuple(name for name, tags in systems.items() if self.tag in tags)
        if not self.systems:
            return (None,)
        if EVERY_SYSTEM in self.systems:
            return tuple(systems)
        return tuple(each for each in self.systems if each in systems)

    def is_same_as(self, other: Rule) -> bool:
        """Whether both watch the same and tell the same; the second then takes the first's place."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("client_id", "metric_name", "comparison", "channels", "systems", "tag")
        )


class RuleSet(Struct, frozen=True, kw_only=True):
    """All rules of one client, or those of every client (``client_id`` None), oldest first.

    ``version`` grows by one with every change; 0 was never stored.
    """

    client_id: ClientId | None
    version: int = 0
    rules: tuple[Rule, ...] = ()
    broken: Mapping[RuleId, datetime] = field(default_factory=dict)
    """Rules that could not be evaluated, and since when."""

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id."""
        return next((each for each in self.rules if each.rule_id == rule_id), None)


_WORDS = {
    Comparison.GREATER_THAN: "above",
    Comparison.LESS_THAN: "below",
    Comparison.EQUALS: "is",
}
_SUFFIXES = {
    Unit.PERCENT: " %",
    Unit.MILLISECONDS: " ms",
    Unit.SECONDS: " s",
    Unit.MINUTES: " min",
    Unit.HOURS: " h",
    Unit.DAYS: " days",
    Unit.RUNS: " runs",
    Unit.MONEY: "",
    Unit.RATIO: " times",
    Unit.RANK: "",
}
_RANKS = {Decimal(0): "healthy", Decimal(1): "degraded", Decimal(2): "down"}


def _amount(rule: Rule) -> str:
    if rule.metric.unit is Unit.RANK and rule.threshold in _RANKS:
        return _RANKS[rule.threshold]
    return f"{rule.threshold.normalize():f}{_SUFFIXES[rule.metric.unit]}"
