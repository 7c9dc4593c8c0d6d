from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from entelech.domain.errors import InvalidError
from entelech.domain.value_terms import (
    FormerTerms,
    ValueInputs,
    ValueTerms,
    former_terms,
    parse_value_terms,
    terms_at,
    value_inputs,
)
from tests.builders import NOON

RATED = ValueTerms(hourly_rate=Decimal(25), minutes_per_run=Decimal(15))
DAY = timedelta(days=1)


def test_what_is_named_is_changed_and_null_takes_it_away() -> None:
    named = {"hourly_rate": 30.1, "minutes_saved_per_run": None}

    after = parse_value_terms(named, RATED, field="value_terms")

    assert after == ValueTerms(hourly_rate=Decimal("30.1"))
    assert parse_value_terms({}, RATED, field="value_terms") == RATED


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"currency": "usd"}, "value_terms.currency"),
        ({"currency": "US"}, "value_terms.currency"),
        ({"hourly_rate": -1}, "value_terms.hourly_rate"),
        ({"hourly_rate": "25"}, "value_terms.hourly_rate"),
        ({"minutes_saved_per_run": 1441}, "value_terms.minutes_saved_per_run"),
        ({"monthly_retainer": True}, "value_terms.monthly_retainer"),
        ({"rate": 25}, "value_terms.rate"),
        (None, "value_terms"),
    ],
)
def test_what_is_wrong_is_refused_by_name(named: Any, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_value_terms(named, RATED, field="value_terms")

    assert refused.value.field == field


def test_a_run_is_worth_its_minutes_at_the_hourly_rate() -> None:
    """1,250 runs x 15 minutes = 312.5 hours; x 25 = 7812.50. Source: the guide's example."""
    assert RATED.modelled(1250) == Decimal("7812.5")
    assert replace(RATED, hourly_rate=None).modelled(1250) is None


def test_days_keep_the_terms_that_held_then() -> None:
    dearer = replace(RATED, hourly_rate=Decimal(40))
    former = former_terms(RATED, (), today=NOON)

    assert former == (FormerTerms(terms=RATED, until=NOON),)
    assert terms_at(NOON - DAY, dearer, former) == RATED
    assert terms_at(NOON, dearer, former) == dearer


def test_of_two_changes_on_one_day_the_first_never_held() -> None:
    once = former_terms(RATED, (), today=NOON)

    assert former_terms(replace(RATED, hourly_rate=Decimal(40)), once, today=NOON) == once


def test_what_nobody_had_said_is_what_was_said_first() -> None:
    former = (FormerTerms(terms=ValueTerms(), until=NOON),)
    euros = (FormerTerms(terms=ValueTerms(currency="EUR"), until=NOON),)

    assert terms_at(NOON - DAY, RATED, former) == RATED
    assert terms_at(NOON - DAY, RATED, euros) == ValueTerms(currency="EUR")


def test_terms_are_shown_in_minor_units() -> None:
    terms = ValueTerms(
        currency="JPY", hourly_rate=Decimal("2500.5"), minutes_per_run=Decimal("7.5")
    )

    assert value_inputs(terms) == ValueInputs(
        currency="JPY", hourly_rate=2501.0, minutes_saved_per_run=7.5, monthly_retainer=None
    )
