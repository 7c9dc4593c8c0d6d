from __future__ import annotations

import statistics

from benchmarks.volume import simulated


def test_a_silent_failure_is_seen_within_hours_and_quiet_days_stay_quiet() -> None:
    """1,000 client-days, each as it is and once more with a failure; bounds of the benchmark."""
    found = simulated(1000, sizes=(120, 400, 1500))

    assert found.days == 1000
    assert found.false_alarms <= 10  # 1 % of the days
    assert statistics.median(found.delays_h) <= 3
    assert found.missed <= 50  # 5 % of the failures, those an hour or two before closing


def test_a_small_client_is_seen_later_or_not_at_all_and_raises_no_false_alarm() -> None:
    """Of 40 runs a day, two hours hold 8 to 10: chance alone explains none in them."""
    found = simulated(300, sizes=(40,))

    assert found.false_alarms <= 6  # 2 %
    assert found.missed <= 150
