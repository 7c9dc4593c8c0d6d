"""What the work of some days was worth: as claimed, and as modelled from the client's own inputs.

The two stand side by side and are never mixed; what of the claims is hard to believe is flagged.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.metric_day import Work
from entelech.domain.money import Money, total
from entelech.domain.value_terms import ValueTerms

if TYPE_CHECKING:
    from collections.abc import Callable


_HOURS_PER_RUN = 8
_TIMES_MODELLED = 3
_SAME_DAYS = 7


class Doubt(StrEnum):
    """Why a claim is hard to believe."""

    SAVINGS_WITHOUT_RUNS = "savings_without_runs"
    HOURS_PER_RUN = "hours_per_run"
    ABOVE_MODEL = "above_model"
    NEVER_CHANGES = "never_changes"


_WORDS = {
    Doubt.SAVINGS_WITHOUT_RUNS: "Money or hours were saved on days without a successful run.",
    Doubt.HOURS_PER_RUN: f"A successful run saves more than {_HOURS_PER_RUN} hours.",
    Doubt.ABOVE_MODEL: f"Savings are more than {_TIMES_MODELLED} times those that the client's own "
    "inputs give.",
    Doubt.NEVER_CHANGES: f"The figures are the same to the cent on {_SAME_DAYS} days in a row or more.",
}


class ValueDay(Struct, frozen=True, kw_only=True):
    """A day of known work, with the terms that held then."""

    day: date
    work: Work
    terms: ValueTerms


class ImplausibleClaim(Struct, frozen=True, kw_only=True):
    """Claims on which there is doubt: since when in the period, on how many of its days, and why."""

    doubt: Doubt
    reason: str
    first_date: str
    days: int


class ValueLine(Struct, frozen=True, kw_only=True):
    """Savings by one way of counting, against the retainer of the same days.

    ``return_ratio`` is savings over retainer. ``break_even_date`` is the day by whose end the
    savings since the period's start cover the retainer of the whole period; null: none did.
    """

    savings: float | None
    net_of_retainer: float | None
    return_ratio: float | None
    break_even_date: str | None


class Value(Struct, frozen=True, kw_only=True):
    """``claimed``: what systems say was saved. ``modelled``: successful runs x minutes x hourly rate.

    ``retainer`` is what the client pays for the period's days, each its share of the calendar month.
    """

    retainer: float | None
    claimed: ValueLine
    modelled: ValueLine
    implausible_claims: Sequence[ImplausibleClaim]


def value_of(
    known: Sequence[ValueDay], paid: Sequence[tuple[date, ValueTerms]], *, currency: str
) -> Value:
    """The value of the known days, by date; ``paid`` are all days of the period with their terms.

    Days with terms in another currency count nothing.
    """
    ours = [each for each in known if each.terms.currency == currency]
    retainer = total(_share(day, terms) for day, terms in paid if terms.currency == currency)
    return Value(
        retainer=_shown(retainer, currency),
        claimed=_line([(each.day, claimed(each)) for each in ours], retainer, currency),
        modelled=_line([(each.day, modelled(each)) for each in ours], retainer, currency),
        implausible_claims=implausible(known),
    )


def claimed(day: ValueDay) -> Decimal | None:
    """What systems say was saved, in the currency of the day's terms."""
    return day.work.savings.get(day.terms.currency)


def modelled(day: ValueDay) -> Decimal | None:
    """What the terms say was saved."""
    return day.terms.modelled(day.work.successful)


def labour(days: Sequence[ValueDay], currency: str) -> Decimal | None:
    """Hours that systems say were saved x the hourly rate of the day."""
    return total(
        each.work.hours_saved * each.terms.hourly_rate
        for each in days
        if each.terms.currency == currency
        and each.work.hours_saved is not None
        and each.terms.hourly_rate is not None
    )


def implausible(days: Sequence[ValueDay]) -> list[ImplausibleClaim]:
    """Every doubt that there is, with the days that it is on."""
    found = [
        _claim(doubt, [each.day for each in days if holds(each)])
        for doubt, holds in _DOUBTS.items()
    ]
    return [each for each in [*found, _claim(Doubt.NEVER_CHANGES, _unchanging(days))] if each]


def _without_runs(day: ValueDay) -> bool:
    return day.work.successful == 0 and bool((claimed(day) or 0) or (day.work.hours_saved or 0))


def _hours_per_run(day: ValueDay) -> bool:
    hours = day.work.hours_saved or 0
    return day.work.successful > 0 and hours > _HOURS_PER_RUN * day.work.successful


def _above_model(day: ValueDay) -> bool:
    model = modelled(day)
    return bool(model) and (claimed(day) or 0) > _TIMES_MODELLED * (model or 0)


_DOUBTS: dict[Doubt, Callable[[ValueDay], bool]] = {
    Doubt.SAVINGS_WITHOUT_RUNS: _without_runs,
    Doubt.HOURS_PER_RUN: _hours_per_run,
    Doubt.ABOVE_MODEL: _above_model,
}


def _unchanging(days: Sequence[ValueDay]) -> list[date]:
    """Days in runs of equal, non-zero figures that are long enough to be no chance."""
    found: list[date] = []
    run: list[ValueDay] = []
    for each in [*days, None]:
        if each is not None and run and each.work == run[-1].work:
            run.append(each)
            continue
        if len(run) >= _SAME_DAYS and run[0].work.total:
            found += [same.day for same in run]
        run = [each] if each is not None else []
    return found


def _claim(doubt: Doubt, days: Sequence[date]) -> ImplausibleClaim | None:
    if not days:
        return None
    return ImplausibleClaim(
        doubt=doubt, reason=_WORDS[doubt], first_date=min(days).isoformat(), days=len(days)
    )


def _line(
    savings: Sequence[tuple[date, Decimal | None]], retainer: Decimal | None, currency: str
) -> ValueLine:
    whole = total(amount for _, amount in savings)
    net = None if whole is None or retainer is None else whole - retainer
    ratio = None if whole is None or not retainer else whole / retainer
    return ValueLine(
        savings=_shown(whole, currency),
        net_of_retainer=_shown(net, currency),
        return_ratio=None
        if ratio is None
        else float(ratio.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)),
        break_even_date=None if retainer is None else _break_even(savings, retainer),
    )


def _break_even(savings: Sequence[tuple[date, Decimal | None]], retainer: Decimal) -> str | None:
    so_far = Decimal(0)
    for day, amount in savings:
        so_far += amount or 0
        if amount is not None and so_far >= retainer:
            return day.isoformat()
    return None


def _share(day: date, terms: ValueTerms) -> Decimal | None:
    """What the client pays for the day."""
    if terms.monthly_retainer is None:
        return None
    return terms.monthly_retainer / calendar.monthrange(day.year, day.month)[1]


def _shown(amount: Decimal | None, currency: str) -> float | None:
    return None if amount is None else Money(amount=amount, currency=currency).number
