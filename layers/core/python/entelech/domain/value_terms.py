"""What a client's runs are worth by its own figures: inputs of every formula with money in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.fields import Fields
from entelech.domain.money import DEFAULT_CURRENCY, Money, currency_code

if TYPE_CHECKING:
    from collections.abc import Sequence

TERMS_KEPT = 100
_MAX_AMOUNT = 10**9
_MAX_MINUTES = 24 * 60

VALUE_TERMS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "What a run is worth and what the client pays; what is not named stays as it is, "
    "null takes it away. Changes count from the day on which they are made.",
    "properties": {
        "currency": {
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "description": "ISO 4217 code of all the client's money, USD unless said otherwise.",
        },
        "hourly_rate": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": _MAX_AMOUNT,
            "description": "Cost of an hour of the work that runs replace.",
        },
        "minutes_saved_per_run": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": _MAX_MINUTES,
            "description": "Work that one successful run replaces.",
        },
        "monthly_retainer": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": _MAX_AMOUNT,
            "description": "What the client pays in a calendar month.",
        },
    },
}


class ValueTerms(Struct, frozen=True, kw_only=True):
    """Amounts are in ``currency``. None is what nobody has said."""

    currency: str = DEFAULT_CURRENCY
    hourly_rate: Decimal | None = None
    minutes_per_run: Decimal | None = None
    monthly_retainer: Decimal | None = None

    def modelled(self, successful_runs: int) -> Decimal | None:
        """Runs x minutes saved x hourly rate; None where an input is missing."""
        if self.minutes_per_run is None or self.hourly_rate is None:
            return None
        return successful_runs * self.minutes_per_run * self.hourly_rate / 60


class FormerTerms(Struct, frozen=True, kw_only=True):
    """Terms that held up to ``until``, which is exclusive."""

    terms: ValueTerms
    until: datetime


class ValueInputs(Struct, frozen=True, kw_only=True):
    """The terms as they are shown; null is what nobody has said."""

    currency: str
    hourly_rate: float | None
    minutes_saved_per_run: float | None
    monthly_retainer: float | None


class ValueInputsUntil(Struct, frozen=True, kw_only=True):
    """Terms that held up to ``until``."""

    until: datetime
    inputs: ValueInputs


def parse_value_terms(value: object, before: ValueTerms, *, field: str) -> ValueTerms:
    """The terms after what was named in ``value``.

    Raises:
        InvalidError: names the field that is unknown or wrong.
    """
    fields = Fields(value, path=field)
    fields.refuse_unknown(VALUE_TERMS_SCHEMA["properties"])
    named = value if isinstance(value, Mapping) else {}
    currency = before.currency
    if fields.has("currency"):
        currency = currency_code(fields.text("currency", max_length=3), field=f"{field}.currency")

    def amended(name: str, was: Decimal | None, high: int) -> Decimal | None:
        if not fields.has(name):
            return None if name in named else was
        fields.number(name, low=0, high=high)
        return Decimal(str(fields.raw(name)))

    return ValueTerms(
        currency=currency,
        hourly_rate=amended("hourly_rate", before.hourly_rate, _MAX_AMOUNT),
        minutes_per_run=amended("minutes_saved_per_run", before.minutes_per_run, _MAX_MINUTES),
        monthly_retainer=amended("monthly_retainer", before.monthly_retainer, _MAX_AMOUNT),
    )


def value_inputs(terms: ValueTerms) -> ValueInputs:
    """The terms as they are printed."""
    return ValueInputs(
        currency=terms.currency,
        hourly_rate=_number(terms.hourly_rate, terms.currency),
        minutes_saved_per_run=None
        if terms.minutes_per_run is None
        else float(terms.minutes_per_run),
        monthly_retainer=_number(terms.monthly_retainer, terms.currency),
    )


def terms_at(instant: datetime, current: ValueTerms, former: Sequence[FormerTerms]) -> ValueTerms:
    """The terms that held then; ``former`` has the oldest first.

    An input that nobody had said by then is the one that was said first.
    """
    then, *later = [*(each.terms for each in former if instant < each.until), current]
    for each in later:
        if each.currency == then.currency:
            then = _completed(then, each)
    return then


def former_terms(
    before: ValueTerms, former: tuple[FormerTerms, ...], *, today: datetime
) -> tuple[FormerTerms, ...]:
    """The former terms once ``before`` hold no more, from the start of ``today`` on."""
    if former and former[-1].until >= today:
        return former
    return (*former, FormerTerms(terms=before, until=today))[-TERMS_KEPT:]


def _completed(terms: ValueTerms, later: ValueTerms) -> ValueTerms:
    def said(mine: Decimal | None, theirs: Decimal | None) -> Decimal | None:
        return theirs if mine is None else mine

    return ValueTerms(
        currency=terms.currency,
        hourly_rate=said(terms.hourly_rate, later.hourly_rate),
        minutes_per_run=said(terms.minutes_per_run, later.minutes_per_run),
        monthly_retainer=said(terms.monthly_retainer, later.monthly_retainer),
    )


def _number(amount: Decimal | None, currency: str) -> float | None:
    return None if amount is None else Money(amount=amount, currency=currency).number
