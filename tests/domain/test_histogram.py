from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.histogram import RELATIVE_ERROR, Histogram, histogram_of, merged

durations = st.lists(st.floats(min_value=1, max_value=60_000), min_size=1, max_size=200)


@given(durations, st.sampled_from([50, 90, 95, 99, 100]))
def test_a_percentile_is_within_five_percent_of_the_true_one(
    values: list[float], percent: int
) -> None:
    true = sorted(values)[max(1, math.ceil(len(values) * percent / 100)) - 1]

    found = histogram_of(values).percentile_ms(percent)

    assert found is not None
    assert abs(found - true) <= RELATIVE_ERROR * true * 1.000001


@given(durations, durations)
def test_histograms_of_parts_merge_to_that_of_the_whole(
    first: list[float], second: list[float]
) -> None:
    parts = [histogram_of(first), histogram_of(second)]

    assert merged(parts) == merged(reversed(parts)) == histogram_of(first + second)


def test_a_percentile_of_days_is_not_the_mean_of_their_percentiles() -> None:
    """1,000 answers of 100 ms on one day and 10 of 9 s on the next: the 95th of both is 100 ms."""
    busy, quiet = histogram_of([100.0] * 1000), histogram_of([9000.0] * 10)

    both = merged([busy, quiet]).percentile_ms(95)

    assert both is not None
    assert 95 <= both <= 105


def test_nothing_measured_has_neither_mean_nor_percentile() -> None:
    assert (Histogram().mean_ms, Histogram().percentile_ms(50)) == (None, None)
