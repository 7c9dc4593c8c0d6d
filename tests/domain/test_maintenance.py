from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import _iterinfo, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from entelech.domain.errors import InvalidError
from entelech.domain.maintenance import (
    MaintenanceWindow,
    _Local,
    _local_starts,
    ended,
    parse_window,
    planned,
    planned_at,
    worth_keeping,
)
from entelech.domain.period import Period
from tests.builders import NOON, at

HOURS = timedelta(hours=1)
A_WINDOW: dict[str, Any] = {
    "name": "Patches",
    "starts_at": "2025-01-15T14:00:00+01:00",
    "duration_minutes": 90,
}


def parsed(zone: str = "Europe/Berlin", **overrides: Any) -> MaintenanceWindow:
    return parse_window(
        A_WINDOW | overrides, window_id="w1", zone=zone, systems=["CRM", "Mail"], now=NOON
    )


def around(instant: datetime, hours: int = 12) -> Period:
    return Period(start=instant - hours * HOURS, end=instant + hours * HOURS)


def test_a_window_is_once() -> None:
    window = parsed()

    assert window.occurrences(around(NOON)) == [Period(start=at(60), end=at(150))]
    assert window.occurrences(Period(start=at(120), end=at(130))) == [
        Period(start=at(120), end=at(130))
    ]
    assert window.occurrences(Period(start=at(150), end=at(300))) == []


def test_a_start_without_offset_is_the_clients_own_time() -> None:
    assert parsed(starts_at="2025-01-15T14:00").starts_at == at(60)


@pytest.mark.parametrize(
    ("day", "utc_hour", "hours"),
    [
        ("2025-03-29", 1, 3),  # the night before clocks go forward: 02:00 is 01:00 UTC
        ("2025-03-30", 1, 3),  # 02:00 is not there: an hour later by the wall, the same instant
        ("2025-03-31", 0, 3),
        ("2025-10-26", 0, 3),  # 02:00 comes twice: the first one
        ("2025-10-27", 1, 3),
    ],
)
def test_a_nightly_window_keeps_its_local_time(day: str, utc_hour: int, hours: int) -> None:
    window = parsed(
        starts_at="2025-01-15T02:00", duration_minutes=hours * 60, recurrence="FREQ=DAILY"
    )
    start = datetime.fromisoformat(f"{day}T{utc_hour:02}:00:00Z")

    found = window.occurrences(Period(start=start - 2 * HOURS, end=start + 6 * HOURS))

    assert found == [Period(start=start, end=start + hours * HOURS)]


def test_a_window_over_midnight_is_found_from_its_middle() -> None:
    window = parsed(
        zone="UTC",
        starts_at="2025-01-12T22:00",
        duration_minutes=8 * 60,
        recurrence="FREQ=WEEKLY;BYDAY=SU",
    )

    found = window.occurrences(
        Period(start=datetime(2025, 1, 20, 3, tzinfo=UTC), end=datetime(2025, 1, 20, 4, tzinfo=UTC))
    )

    assert len(found) == 1


def test_a_rule_may_end() -> None:
    window = parsed(recurrence="FREQ=DAILY;UNTIL=20250117T130000Z")

    assert [each.start for each in window.occurrences(around(NOON, 200))] == [
        at(60),
        at(60 + 24 * 60),
        at(60 + 48 * 60),
    ]
    assert not window.is_over(at(60 + 48 * 60))
    assert window.is_over(at(60 + 96 * 60))


@given(
    start=st.integers(-3000, 3000),
    length=st.integers(1, 600),
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR"]),
)
def test_a_time_asked_for_in_pieces_is_the_same(start: int, length: int, rule: str) -> None:
    window = parsed(duration_minutes=600, recurrence=rule)
    whole = Period(start=at(start), end=at(start + 2 * length))
    halves = [
        Period(start=at(start), end=at(start + length)),
        Period(start=at(start + length), end=at(start + 2 * length)),
    ]

    def total(period: Period) -> int:
        return sum(each.length_ms for each in window.occurrences(period))

    assert total(whole) == sum(map(total, halves))


@given(
    rule=st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=WEEKLY;INTERVAL=3",
            "FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;BYSETPOS=1",
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR",
            "FREQ=YEARLY;INTERVAL=2",
            "FREQ=DAILY;UNTIL=20260301T000000",
        ]
    ),
    first=st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 - wall clock
    days=st.integers(-30, 2000),
    length=st.integers(0, 90),
)
@settings(max_examples=200, deadline=None)
def test_a_rule_is_looked_up_near_the_time_and_says_the_same(
    rule: str, first: datetime, days: int, length: int
) -> None:
    """The truth is the rule from its first start on, as dateutil has it."""
    first = first.replace(second=0, microsecond=0)
    start = first + timedelta(days=days)
    end = start + timedelta(days=length)

    found = _local_starts(rule, first, _Local(start, end))

    assert found == rrulestr(rule, dtstart=first).between(start, end, inc=True)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_never_comes_true_is_given_up_early(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after all 7,974 years up to 9999: 400 years hold every calendar that there is."""
    years: set[int] = set()
    rebuild = _iterinfo.rebuild

    def counted(self: Any, year: int, month: int) -> None:
        years.add(year)
        rebuild(self, year, month)

    monkeypatch.setattr(_iterinfo, "rebuild", counted)

    with pytest.raises(InvalidError):
        parsed(recurrence=rule)
    assert len(years) <= 400 + 10


def test_what_is_planned_is_told_by_client_and_system() -> None:
    client = parsed()
    system = parsed(systems=["CRM"], starts_at="2025-01-15T15:00", duration_minutes=60)

    found = planned([client, system], around(NOON))

    assert found.client == [Period(start=at(60), end=at(150))]
    assert found.systems == {"CRM": [Period(start=at(120), end=at(180))]}
    assert [planned_at([system], at(m)).covers("CRM") for m in (119, 120, 179, 180)] == [
        False,
        True,
        True,
        False,
    ]
    assert not planned_at([system], at(130)).covers("Mail")


def test_an_ended_window_keeps_what_was() -> None:
    window = parsed(recurrence="FREQ=DAILY")

    done = ended(window, at(90))

    assert done is not None
    assert done.occurrences(around(NOON, 100)) == [Period(start=at(60), end=at(90))]
    assert (done.is_over(at(90)), done.is_over(at(89))) == (True, False)
    assert ended(window, at(30)) is None
    assert worth_keeping([done], at(90) + timedelta(days=13)) == (done,)
    assert worth_keeping([done], at(90) + timedelta(days=15)) == ()


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"name": ""}, "name"),
        ({"why": "because"}, "why"),
        ({"systems": ["CRM", "Fax"]}, "systems[1]"),
        ({"starts_at": "tonight"}, "starts_at"),
        ({"starts_at": "2025-01-01T00:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59-12:00"}, "starts_at"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": 44641}, "duration_minutes"),
        ({"recurrence": "every sunday"}, "recurrence"),
        ({"recurrence": "FREQ=HOURLY"}, "recurrence"),
        ({"recurrence": "FREQ=WEEKLY;BYDAY=XX"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;COUNT=3"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;UNTIL=soon"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY\nDTSTART:20200101T000000"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;BYHOUR=3"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;UNTIL=20240101T000000"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY;INTERVAL=0"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY", "duration_minutes": 1441}, "duration_minutes"),
    ],
)
def test_a_wrong_field_is_named(overrides: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(**overrides)

    assert caught.value.field == field
