"""What an outage makes, from readings to receivers: the alerts' step and the notifier as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.outage import CHANNELS, RULES, SYSTEMS, Simulation, between

MINUTE = timedelta(minutes=1)
DOWN = between(5 * MINUTE, 25 * MINUTE)
FIRES = 7 * MINUTE
EACH_WAY = len(RULES) * len(CHANNELS)
"""A message a severity and channel."""
ALERTS = EACH_WAY * SYSTEMS


def test_an_outage_of_a_hundred_systems_is_one_message_a_severity_and_channel_each_way() -> None:
    told = Simulation(is_down=DOWN).run(60)

    assert (told.fired, told.resolved) == (EACH_WAY, EACH_WAY)
    assert (told.resolved_lines, told.undelivered) == (ALERTS, 0)


def test_a_flap_of_62_seconds_is_no_message() -> None:
    flap = between(5 * MINUTE, 5 * MINUTE + timedelta(seconds=62))

    told = Simulation(is_down=flap).run(30)

    assert (told.fired, told.resolved) == (0, 0)


@pytest.mark.parametrize("closed_s", [34, 600, 3600])
def test_a_channel_that_is_closed_for_a_while_gets_everything_and_each_resolution_once(
    closed_s: int,
) -> None:
    """An hour is longer than the outage: its news is stale by then, and told as what it came to."""
    closed = between(FIRES, FIRES + timedelta(seconds=30 + closed_s))

    told = Simulation(is_down=DOWN, is_closed=closed).run(150)

    assert told.undelivered == 0
    assert told.resolved_lines == ALERTS
    assert told.fired <= EACH_WAY
    assert told.resolved == EACH_WAY
