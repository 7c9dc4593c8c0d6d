"""The fleet day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.rounding import money, percent, rounded

if TYPE_CHECKING:
    from datetime import date

    from entelech.domain.fleet_day import FleetCell


class TrendDay(Struct, frozen=True, kw_only=True):
    """One day, in each client's own zone. Null is what is not known.

    ``success_rate`` is in percent, ``avg_processing_time`` in seconds, ``cost_savings`` by currency.
    ``reporting_clients`` are those of whose work something is known.
    """

    date: str
    total_automations: int | None
    successful_automations: int | None
    success_rate: float | None
    avg_processing_time: float | None
    cost_savings: Mapping[str, float] | None
    uptime_percentage: float | None
    reporting_clients: int


class SystemTrends(Struct, frozen=True, kw_only=True):
    """The last ``days`` complete days, oldest first."""

    days: int
    series: Sequence[TrendDay]


def system_trends(dates: Sequence[date], cells: Mapping[date, Sequence[FleetCell]]) -> SystemTrends:
    """Each of the days, from its clients' parts."""
    series = [_day(day, cells.get(day, ())) for day in dates]
    return SystemTrends(days=len(series), series=series)


def _day(day: date, cells: Sequence[FleetCell]) -> TrendDay:
    works = [each.work for each in cells if each.work is not None]
    total = sum(each.total for each in works)
    successful = sum(each.successful for each in works)
    timed = sum(each.timed_runs for each in works)
    processing_s = sum((each.processing_s for each in works), Decimal(0))
    counted_ms = sum(each.counted_ms for each in cells)
    up_weighted = sum(each.up_weighted for each in cells)
    return TrendDay(
        date=day.isoformat(),
        total_automations=total if works else None,
        successful_automations=successful if works else None,
        success_rate=percent(Decimal(successful) / total if total else None),
        avg_processing_time=rounded(processing_s / timed if timed else None),
        cost_savings=_savings([each.savings for each in works]) if works else None,
        uptime_percentage=up_weighted * 100 // counted_ms / 100 if counted_ms else None,
        reporting_clients=len(works),
    )


def _savings(each: Sequence[Mapping[str, Decimal]]) -> dict[str, float]:
    """By currency; amounts of different ones are never added."""
    sums: dict[str, Decimal] = {}
    for savings in each:
        for currency, amount in savings.items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    shown = {currency: money(amount, currency) for currency, amount in sorted(sums.items())}
    return {currency: amount for currency, amount in shown.items() if amount is not None}
