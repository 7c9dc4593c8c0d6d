from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.calendar import Calendar, FormerZone, zone_named
from entelech.domain.errors import InvalidError
from entelech.domain.period import QUARTER

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moved(*names: str, first: datetime, every: timedelta) -> Calendar:
    """A client that moved from each zone to the next, so long after another."""
    calendar = Calendar(zone=ZoneInfo(names[0]))
    for n, name in enumerate(names[1:]):
        calendar = Calendar(zone=ZoneInfo(name), former=calendar.left(name, first + n * every))
    return calendar


def test_a_change_of_zone_takes_effect_at_the_next_midnight() -> None:
    """Told at noon in Berlin: the 16th begins there, and ends in New York, six hours later."""
    noon = datetime(2025, 1, 15, 11, tzinfo=UTC)

    calendar = moved("Europe/Berlin", "America/New_York", first=noon, every=timedelta())

    assert calendar.former == (
        FormerZone(name="Europe/Berlin", until=datetime(2025, 1, 15, 23, tzinfo=UTC)),
    )
    assert calendar.day(date(2025, 1, 15)).length_ms == 24 * 3_600_000
    assert calendar.day(date(2025, 1, 16)).length_ms == 30 * 3_600_000
    assert calendar.date_of(datetime(2025, 1, 17, 4, 59, tzinfo=UTC)) == date(2025, 1, 16)


def test_a_change_taken_back_before_it_began_never_was() -> None:
    noon = datetime(2025, 1, 15, 11, tzinfo=UTC)

    calendar = moved(
        "Europe/Berlin", "America/New_York", "Europe/Berlin", first=noon, every=timedelta(hours=1)
    )

    assert calendar == Calendar(zone=ZoneInfo("Europe/Berlin"))


@given(
    names=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    first=st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 - made aware below
    every=st.timedeltas(timedelta(hours=1), timedelta(days=5)),
)
def test_no_time_lies_in_two_days_or_in_none(
    names: list[str], first: datetime, every: timedelta
) -> None:
    calendar = moved(*names, first=first.replace(tzinfo=UTC), every=every)
    start = calendar.date_of(first.replace(tzinfo=UTC)) - timedelta(days=3)

    days = [calendar.day(start + timedelta(days=n)) for n in range(25)]

    for before, after in pairwise(days):
        assert before.end == after.start
        assert before.start <= before.end
        assert not (before.end - EPOCH) % QUARTER


@given(
    names=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
    instant=st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 - made aware below
)
def test_the_day_of_an_instant_holds_it(names: list[str], instant: datetime) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC)
    calendar = moved(*names, first=first, every=timedelta(days=40))
    at = instant.replace(tzinfo=UTC)

    assert at in calendar.day(calendar.date_of(at))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a" * 300, "\x00"])
def test_a_zone_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(InvalidError, match="time_zone: expected an IANA time zone"):
        zone_named(name, field="time_zone")
