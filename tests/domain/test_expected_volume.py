from __future__ import annotations

from datetime import timedelta

import pytest

from entelech.domain.expected_volume import (
    Anomaly,
    Expectation,
    RunsUntil,
    anomaly_of,
    expectation,
)

NINE = timedelta(hours=9)


def evenly(per_hour: float, until: float = 24) -> RunsUntil:
    """So many runs an hour, and none any more after ``until`` hours."""
    return lambda so_far: per_hour * min(so_far / timedelta(hours=1), until)


def test_today_is_expected_to_be_as_the_same_weekday_was() -> None:
    """Nine hours of 8 to 15 runs are 72 to 135; the median of eight is that of 11 and 12: 103.5."""
    weeks = [evenly(per_hour) for per_hour in range(8, 16)]

    found = expectation(evenly(10), weeks, NINE)

    assert found == Expectation(actual=90, expected=103.5, weeks=8, anomaly=None)
    assert found.ratio == pytest.approx(0.8696, abs=1e-4)


def test_nothing_since_nine_is_an_anomaly_though_the_day_so_far_is_not() -> None:
    """At 11 of a day of 20 an hour: 180 of 220 runs, but 0 of the 40 of two hours.

    Their spread is the larger of sqrt(40) = 6.3 and a fifth, 8; 40 - 3.3 x 8 = 13.6 is above 0.
    """
    weeks = [evenly(20)] * 8

    found = expectation(evenly(20, until=9), weeks, timedelta(hours=11))

    assert (found.actual, found.expected) == (180, 220)
    assert found.anomaly is Anomaly.LOW
    assert expectation(evenly(20, until=10), weeks, timedelta(hours=11)).anomaly is None


def test_with_fewer_than_three_weeks_nothing_is_expected() -> None:
    def unknown(_: timedelta) -> None:
        return None

    found = expectation(evenly(10), [evenly(10), evenly(10), unknown], NINE)

    assert found == Expectation(actual=90, expected=None, weeks=2, anomaly=None)
    assert found.ratio is None


def test_where_today_is_not_known_nothing_is_told_of_it() -> None:
    found = expectation(lambda _: None, [evenly(10)] * 4, NINE)

    assert (found.actual, found.expected, found.anomaly, found.ratio) == (None, 90, None, None)


@pytest.mark.parametrize(
    ("actual", "weeks", "anomaly"),
    [
        # spread: a fifth of 100, since sqrt(100) is 10 and the deviation 0; bounds 34 and 260
        (35, [100] * 8, None),
        (33, [100] * 8, Anomaly.LOW),
        (259, [100] * 8, None),
        (261, [100] * 8, Anomaly.HIGH),
        # deviations 30, 30, 10, 10, 10, 10, 30, 30: median 20, times 1.4826 = 29.7; 100 - 97.9 = 2.1
        (3, [70, 70, 90, 90, 110, 110, 130, 130], None),
        (2, [70, 70, 90, 90, 110, 110, 130, 130], Anomaly.LOW),
        # chance: of 9, sqrt is 3, and 9 - 9.9 is below 0
        (0, [9] * 8, None),
        # nothing is expected at night; spread 1, bound 8
        (8, [0] * 8, None),
        (9, [0] * 8, Anomaly.HIGH),
    ],
)
def test_how_far_is_too_far(actual: float, weeks: list[float], anomaly: Anomaly | None) -> None:
    assert anomaly_of(actual, weeks) is anomaly


def test_one_wild_week_moves_neither_median_nor_spread() -> None:
    weeks = [100, 100, 100, 100, 100, 100, 100, 100_000]

    assert anomaly_of(30, weeks) is Anomaly.LOW
