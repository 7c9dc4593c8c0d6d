from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from entelech.domain.ids import ClientId
from entelech.domain.metric_day import (
    REJECTIONS_KEPT,
    IngestSource,
    MetricDay,
    Rejection,
    SystemDay,
    Work,
    work_of,
)
from entelech.domain.reason import Reason
from tests.figures import figures, told

MIDNIGHT = datetime(2025, 1, 16, tzinfo=UTC)
EVENING, MORNING = MIDNIGHT - timedelta(hours=2), MIDNIGHT + timedelta(hours=1)
BLANK = SystemDay(system_name="Booking")


def rejection(minute: int = 0, reason: Reason = Reason.TIMEOUT) -> Rejection:
    at = MIDNIGHT + timedelta(minutes=minute)
    return Rejection(source=IngestSource.PULL, reason=reason, detail=None, first_at=at, last_at=at)


def test_a_day_that_runs_grows_and_keeps_no_revision() -> None:
    first = BLANK.restated(told(figures(10), EVENING), ends_at=MIDNIGHT)
    grown = first.restated(told(figures(25), MORNING), ends_at=MIDNIGHT)

    assert (first.revision, grown.revision) == (1, 2)
    assert grown.told == told(figures(25), MORNING)
    assert grown.earlier == ()


def test_a_day_that_is_over_is_restated_and_what_it_said_before_is_kept() -> None:
    before = told(figures(25), MORNING)
    after = told(figures(24), MORNING + timedelta(days=1), source=IngestSource.PUSH)

    day = BLANK.restated(before, ends_at=MIDNIGHT).restated(after, ends_at=MIDNIGHT)

    assert (day.revision, day.told, day.earlier) == (2, after, (before,))


def test_figures_that_shrink_while_the_day_runs_are_a_restatement() -> None:
    before = told(figures(25), EVENING)

    day = BLANK.restated(before, ends_at=MIDNIGHT)
    day = day.restated(told(figures(20), EVENING + timedelta(hours=1)), ends_at=MIDNIGHT)

    assert day.earlier == (before,)


def test_the_same_figures_twice_change_nothing() -> None:
    day = BLANK.restated(told(figures(25), MORNING), ends_at=MIDNIGHT)

    again = day.restated(told(figures(25), MORNING + timedelta(hours=1)), ends_at=MIDNIGHT)

    assert again is day


def test_figures_are_whole_once_they_are_told_after_the_day() -> None:
    evening = BLANK.restated(told(figures(25), EVENING), ends_at=MIDNIGHT)
    morning = evening.restated(told(figures(25), MORNING), ends_at=MIDNIGHT)

    assert not evening.is_whole(MIDNIGHT)
    assert morning.is_whole(MIDNIGHT)
    assert morning.earlier == ()


def test_a_failed_attempt_leaves_what_was_taken() -> None:
    day = BLANK.restated(told(figures(25), EVENING), ends_at=MIDNIGHT).rejected(rejection(5))

    assert day.told == told(figures(25), EVENING)
    assert day.is_behind()
    assert day.restated(told(figures(25), MORNING), ends_at=MIDNIGHT).is_behind() is False


def test_failures_in_a_row_for_one_reason_are_one_line() -> None:
    day = BLANK.rejected(rejection(0)).rejected(rejection(5)).rejected(rejection(9, Reason.DNS))

    assert [(each.reason, each.count) for each in day.rejections] == [
        (Reason.DNS, 1),
        (Reason.TIMEOUT, 2),
    ]
    assert day.rejections[1].last_at == rejection(5).last_at


def test_of_failures_the_newest_are_kept() -> None:
    day = BLANK
    for minute in range(10):
        day = day.rejected(rejection(minute, [Reason.TIMEOUT, Reason.DNS][minute % 2]))

    assert len(day.rejections) == REJECTIONS_KEPT
    assert day.rejections[0] == rejection(9, Reason.DNS)


def test_a_day_says_which_systems_it_misses_and_why() -> None:
    failing = replace(BLANK, system_name="CRM").rejected(
        replace(rejection(), reason=Reason.FAILURE, detail="HTTP 500")
    )
    whole = replace(BLANK, system_name="Mail").restated(told(figures(1), MORNING), ends_at=MIDNIGHT)
    evening = BLANK.restated(told(figures(25), EVENING), ends_at=MIDNIGHT)
    day = MetricDay(
        client_id=ClientId("tnt"),
        day=date(2025, 1, 15),
        systems={each.system_name: each for each in (failing, whole, evening)},
    )

    assert day.missing(MIDNIGHT) == {
        "CRM": "HTTP 500",
        "Booking": "not told since the day ended",
    }
    assert set(day.told) == {"Mail", "Booking"}


def test_work_adds_up_and_divides_last() -> None:
    """Improvement: (10 % x 100 runs + 40 % x 300 runs) / 400 runs = 32.5 %.

    Time: (200 s + 300 s) / 400 timed runs = 1.25 s. Success: 370 / 450.
    """
    one = figures(
        100, 90, processing_s=Decimal(200), process_improvement_percent=Decimal(10),
        cost_savings=Decimal("0.1"), hours_saved=Decimal(1),
    )  # fmt: skip
    other = figures(
        300, 240, processing_s=Decimal(300), process_improvement_percent=Decimal(40),
        cost_savings=Decimal("0.2"),
    )  # fmt: skip
    silent = figures(50, 40)

    work = work_of([(one, "USD"), (other, "USD"), (silent, "EUR")])

    assert work is not None
    assert (work.total, work.successful, work.failed) == (450, 370, 80)
    assert work.improvement_percent == Decimal("32.5")
    assert work.mean_processing_s == Decimal("1.25")
    assert work.success_ratio == Decimal(370) / 450
    assert work.savings == {"USD": Decimal("0.3")}
    assert work.hours_saved == 1


def test_no_figures_are_no_work_and_none_of_it_is_zero() -> None:
    assert work_of([]) is None
    assert (Work().success_ratio, Work().mean_processing_s, Work().improvement_percent) == (
        None,
        None,
        None,
    )
