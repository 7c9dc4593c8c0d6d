from __future__ import annotations

from datetime import date, timedelta

from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.period import Period
from tests.builders import NOON
from tests.figures import figures

START = NOON - timedelta(hours=12)
WHOLE = Period(start=START, end=START + timedelta(days=1))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def mark(hour: float, total: int) -> Mark:
    return Mark(at=START + hours(hour), figures=figures(total))


def line(*marks: Mark, name: str = "Booking") -> SystemIntraday:
    return SystemIntraday(system_name=name, revision=1, marks=marks)


def day(*lines: SystemIntraday) -> IntradayDay:
    systems = {each.system_name: each for each in lines}
    return IntradayDay(client_id=ClientId("tnt"), day=date(2025, 1, 15), systems=systems)


def test_an_hour_keeps_its_newest_mark() -> None:
    before = line(mark(8.2, 10), mark(9.1, 20))

    after = before.with_one(mark(9.4, 25), START)

    assert after == SystemIntraday(
        system_name="Booking", revision=2, marks=(mark(8.2, 10), mark(9.4, 25))
    )
    assert after.with_one(mark(9.4, 25), START) is after


def test_marks_are_found_by_time() -> None:
    marks = line(mark(8, 10), mark(9, 20))

    assert marks.until(START + hours(8.9)) == mark(8, 10)
    assert marks.until(START + hours(7)) is None
    assert marks.near(START + hours(8.6)) == mark(9, 20)
    assert marks.near(START + hours(10.5)) is None


def test_between_marks_runs_come_evenly() -> None:
    """From 10 at eight to 30 at ten: 20 at nine, and 5 halfway to the first mark."""
    told = day(line(mark(8, 10), mark(10, 30)), line(mark(10, 4), name="CRM"))

    assert told.runs_until(START + hours(9), WHOLE) == 20 + 3.6
    assert told.runs_until(START + hours(4), WHOLE) == 5 + 1.6


def test_an_hour_after_the_last_mark_nothing_is_known_any_more() -> None:
    told = day(line(mark(8, 10)), line(mark(10, 4), name="CRM"))

    assert told.runs_until(START + hours(9), WHOLE) == 10 + 3.6
    assert told.runs_until(START + hours(9.5), WHOLE) is None
    assert day().runs_until(NOON, WHOLE) is None
    assert told.newest_at == START + hours(10)
