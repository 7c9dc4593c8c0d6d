"""Amounts of money. Amounts of different currencies are never added."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_CURRENCY = "USD"
_CODE = re.compile(r"[A-Z]{3}")
_WHOLE = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF")
_THOUSANDTHS = re.compile("BHD|IQD|JOD|KWD|LYD|OMR|TND")
"""Source of both: ISO 4217, column "minor unit"; all others have two digits."""


class Money(Struct, frozen=True, kw_only=True):
    """``amount`` is exact; it is rounded once, when it leaves. ``currency`` is an ISO 4217 code."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        """Both.

        Raises:
            ValueError: they are of different currencies.
        """
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency}")
        return Money(amount=self.amount + other.amount, currency=self.currency)

    @property
    def rounded(self) -> Decimal:
        """The amount in whole minor units, halves away from zero."""
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        return self.amount.quantize(step, rounding=ROUND_HALF_UP)

    @property
    def number(self) -> float:
        """The rounded amount as JSON shows it."""
        return float(self.rounded)


def minor_digits(currency: str) -> int:
    """Digits behind the point of an amount."""
    if _WHOLE.fullmatch(currency):
        return 0
    return 3 if _THOUSANDTHS.fullmatch(currency) else 2


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of those that are known, None where none is."""
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known else None


def currency_code(text: str, *, field: str) -> str:
    """The text if it has the form of a currency's code.

    Raises:
        InvalidError: it has not.
    """
    if not _CODE.fullmatch(text):
        raise InvalidError(field=field, expected="an ISO 4217 currency code like USD")
    return text
