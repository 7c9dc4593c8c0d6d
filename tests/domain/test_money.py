from __future__ import annotations

from decimal import Decimal

import pytest

from entelech.domain.errors import InvalidError
from entelech.domain.money import Money, currency_code, total


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def test_amounts_of_one_currency_add_up_exactly() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary fractions
    assert usd("0.1") + usd("0.2") == usd("0.3")


def test_amounts_of_different_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="USD and EUR"):
        usd("1") + Money(amount=Decimal(1), currency="EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("2.345", "USD", "2.35"),
        ("2.344999", "USD", "2.34"),
        ("-2.345", "USD", "-2.35"),
        ("1234.5", "JPY", "1235"),
        ("1.23449", "KWD", "1.234"),
    ],
)
def test_an_amount_is_rounded_half_up_to_the_minor_unit(
    amount: str, currency: str, rounded: str
) -> None:
    """Digits: ISO 4217, column "minor unit"."""
    assert str(Money(amount=Decimal(amount), currency=currency).rounded) == rounded


def test_a_sum_of_nothing_known_is_not_known() -> None:
    assert total([None, None]) is None
    assert total([None, Decimal("1.5"), Decimal(2)]) == Decimal("3.5")


@pytest.mark.parametrize("text", ["usd", "US", "USDT", "U$D", ""])
def test_what_has_not_the_form_of_a_code_is_no_currency(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        currency_code(text, field="currency")

    assert refused.value.field == "currency"
