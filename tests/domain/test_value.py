from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from entelech.domain.metric_day import Work
from entelech.domain.value import Doubt, ValueDay, ValueLine, labour, value_of
from entelech.domain.value_terms import ValueTerms

FIRST = date(2025, 1, 1)
TERMS = ValueTerms(
    hourly_rate=Decimal(25), minutes_per_run=Decimal(15), monthly_retainer=Decimal(310)
)
"""310 a month are 10 a day of January."""


def on(day: int) -> date:
    return FIRST + timedelta(days=day - 1)


def worked(day: int, runs: int = 8, savings: str = "60", **terms: str) -> ValueDay:
    """By the terms eight runs save two hours, which are 50."""
    return ValueDay(
        day=on(day),
        work=Work(
            total=runs,
            successful=runs,
            savings={"USD": Decimal(savings)},
            hours_saved=Decimal(1),
        ),
        terms=replace(TERMS, **{name: Decimal(value) for name, value in terms.items()}),
    )


def january(days: int = 31) -> list[tuple[date, ValueTerms]]:
    return [(on(day), TERMS) for day in range(1, days + 1)]


def test_claimed_and_modelled_stand_side_by_side_against_the_retainer() -> None:
    """Ten days: retainer 100; claimed 60 a day = 600 and modelled 50 a day = 500.

    Claimed 60, 120 cover 100 on the second day; modelled 50, 100 do as well.
    """
    value = value_of([worked(day) for day in range(1, 11)], january(10), currency="USD")

    assert value.retainer == 100
    assert value.claimed == ValueLine(
        savings=600, net_of_retainer=500, return_ratio=6, break_even_date="2025-01-02"
    )
    assert value.modelled == ValueLine(
        savings=500, net_of_retainer=400, return_ratio=5, break_even_date="2025-01-02"
    )


def test_what_never_covers_the_retainer_breaks_even_on_no_day() -> None:
    value = value_of([worked(1), worked(2)], january(), currency="USD")

    assert value.retainer == 310
    assert value.claimed == ValueLine(
        savings=120, net_of_retainer=-190, return_ratio=0.39, break_even_date=None
    )


def test_each_day_counts_by_its_own_terms() -> None:
    """Two hours at 25 and two at 40 are 130; one claimed hour each is 65."""
    days = [worked(1), worked(2, hourly_rate="40")]

    assert value_of(days, january(), currency="USD").modelled.savings == 130
    assert labour(days, "USD") == 65


def test_other_currencies_are_in_no_sum() -> None:
    euros = ValueDay(
        day=on(2),
        work=Work(total=8, successful=8, savings={"EUR": Decimal(1000)}),
        terms=replace(TERMS, currency="EUR"),
    )

    value = value_of([worked(1), euros], [(on(1), TERMS), (on(2), euros.terms)], currency="USD")

    assert (value.retainer, value.claimed.savings, value.modelled.savings) == (10, 60, 50)


def test_without_inputs_nothing_is_modelled_and_nothing_is_paid() -> None:
    day = replace(worked(1), terms=ValueTerms())

    value = value_of([day], [(on(1), ValueTerms())], currency="USD")

    nothing = ValueLine(savings=None, net_of_retainer=None, return_ratio=None, break_even_date=None)
    assert value.retainer is None
    assert value.modelled == nothing
    assert value.claimed == replace(nothing, savings=60)


def test_claims_that_are_hard_to_believe_are_flagged_with_the_reason() -> None:
    """More than three times the 50 of the model; eight hours a run; money without a run."""
    days = [
        worked(1, savings="151"),
        worked(2, savings="150"),
        replace(worked(3), work=replace(worked(3).work, hours_saved=Decimal(65))),
        worked(4, runs=0, savings="1"),
    ]

    flagged = value_of(days, january(), currency="USD").implausible_claims

    assert [(each.doubt, each.first_date, each.days) for each in flagged] == [
        (Doubt.SAVINGS_WITHOUT_RUNS, "2025-01-04", 1),
        (Doubt.HOURS_PER_RUN, "2025-01-03", 1),
        (Doubt.ABOVE_MODEL, "2025-01-01", 1),
    ]
    assert all(each.reason for each in flagged)


def test_a_week_of_equal_figures_is_flagged() -> None:
    days = [worked(day) for day in range(1, 8)]

    (flag,) = value_of([*days, worked(8, runs=9)], january(), currency="USD").implausible_claims

    assert (flag.doubt, flag.first_date, flag.days) == (Doubt.NEVER_CHANGES, "2025-01-01", 7)
    assert not value_of(days[:6], january(), currency="USD").implausible_claims
