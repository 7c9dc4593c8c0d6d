"""Numbers as answers show them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from entelech.domain.money import Money


def percent(ratio: Decimal | None) -> float | None:
    """A ratio in percent with two digits."""
    return rounded(None if ratio is None else ratio * 100)


def rounded(value: Decimal | None, *, digits: int = 2) -> float | None:
    """A number with so many digits, halves away from zero."""
    if value is None:
        return None
    return float(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def money(amount: Decimal | None, currency: str) -> float | None:
    """An amount in minor units, as JSON shows it."""
    return None if amount is None else Money(amount=amount, currency=currency).number
