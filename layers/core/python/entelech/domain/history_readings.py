"""Metrics over a window, from what it held; the same for the evaluation and for the backtest."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from entelech.domain.metric_reading import NOTHING_READ, MetricReading
from entelech.domain.tally import Tally
from entelech.domain.uptime import uptime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from entelech.domain.client import Client
    from entelech.domain.rollup import Rollup
    from entelech.domain.rule import Rule
    from entelech.domain.uptime import UptimePolicy

_SHORT_SHARE = 12
"""A fast burn must be one still, in the last twelfth of the window. Source: SRE workbook, chapter 5."""
_SHORTEST_MINUTES = 5


def measured(
    rule: Rule,
    client: Client,
    system_name: str | None,
    of: Callable[[int], Rollup],
    now: datetime,
) -> MetricReading:
    """The rule's metric at ``now``; ``of`` gives what the last so many minutes held.

    Nothing where the window holds fewer checks of each system than the metric wants.
    """
    policy = client.registration.uptime_policy
    tally = _tally(of(rule.window_minutes), system_name)
    systems = 1 if system_name else max(1, len(client.registration.systems))
    samples = tally.checks // systems
    if samples < rule.metric.min_samples:
        return NOTHING_READ
    match rule.metric_name:
        case "uptime":
            value = _uptime(tally, policy)
        case "error_budget_burn":
            short = max(_SHORTEST_MINUTES, rule.window_minutes // _SHORT_SHARE)
            value = _lower(_burn(tally, policy), _burn(_tally(of(short), system_name), policy))
        case _:
            value = _response(tally)
    return MetricReading(value=value, samples=samples, measured_at=now)


def _tally(rollup: Rollup, system_name: str | None) -> Tally:
    return rollup.client if system_name is None else rollup.systems.get(system_name, Tally())


def _uptime(tally: Tally, policy: UptimePolicy) -> Decimal | None:
    hundredths = uptime(tally, policy).hundredths
    return None if hundredths is None else Decimal(hundredths) / 100


def _burn(tally: Tally, policy: UptimePolicy) -> Decimal | None:
    """How many times faster than promised it was down: 1 uses up the budget exactly."""
    counted = uptime(tally, policy)
    allowed = 10_000 - policy.target_hundredths
    if not counted.counted_ms or not allowed:
        return None
    lost = 100 * counted.counted_ms - counted.up_weighted
    return (Decimal(lost) * 100 / counted.counted_ms / allowed).quantize(Decimal("0.01"))


def _response(tally: Tally) -> Decimal | None:
    mean = tally.latency.mean_ms
    return None if mean is None else Decimal(str(round(mean, 1)))


def _lower(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else min(one, other)
