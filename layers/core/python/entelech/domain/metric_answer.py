"""The contract of a client system's ``GET /metrics``, and of what systems push.

Source: "Required Client Endpoints" of the developer guide. The period and the three counts must be
there; every other field of the contract is checked when it is there, and fields beyond it are ignored.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError, TooLargeError
from entelech.domain.fields import Fields
from entelech.domain.metric_day import Figures
from entelech.domain.period import Period
from entelech.domain.request_body import read_body

if TYPE_CHECKING:
    from datetime import date, datetime

    from entelech.domain.calendar import Calendar

MAX_RUNS = 10**9
_MAX_AMOUNT = 10**12
_MAX_PERCENT = 1000
_SECOND = timedelta(seconds=1)
"""Systems that write the last second of a day, as the guide does, mean its end."""
_CLOCKS_APART = timedelta(minutes=5)
_NAMES = {
    *("period", "period.start", "period.end"),
    *("total_automations", "successful_automations", "failed_automations"),
    *("total_processing_time", "cost_savings", "efficiency_gains"),
    *("efficiency_gains.time_saved_hours", "efficiency_gains.error_reduction_percentage"),
    "efficiency_gains.process_improvement",
}


def read_answer(raw: bytes, asked: Period, *, ends_by: datetime | None = None) -> Figures:
    """The figures of an answer to a question for that time.

    An answer for a part of a day may name the end of the day, ``ends_by``: nothing is in it yet.

    Raises:
        InvalidError: names the first field that breaks the contract, or "body"; it repeats nothing
            that the system wrote.
    """
    document = _json(raw)
    told = told_period(document)
    expected = "the period that was asked for, to the second"
    if abs(told.start - asked.start) > _SECOND:
        raise InvalidError(field="period.start", expected=expected)
    if not asked.end - _SECOND <= told.end <= (ends_by or asked.end) + _SECOND:
        raise InvalidError(field="period.end", expected=expected)
    return read_figures(document)


def told_period(document: object) -> Period:
    """What time a document says that it is about.

    Raises:
        InvalidError: it says none, or one that ends before it starts.
    """
    fields = Fields(Fields(document).raw("period"), path="period")
    period = Period(start=fields.instant("start"), end=fields.instant("end"))
    if period.end < period.start:
        raise InvalidError(field="period.end", expected="an instant after period.start")
    return period


def told_day(period: Period, calendar: Calendar, now: datetime) -> tuple[date, datetime]:
    """The day of the client that a pushed period is of, and until when it tells.

    A day that is over must be told whole, to the second; one that runs, from its start to any instant.

    Raises:
        InvalidError: it is of no day, or of one that is still to come.
    """
    start = period.start + _SECOND  # whoever writes the second before midnight means midnight
    day = calendar.date_of(start)
    whole = calendar.day(day)
    if abs(period.start - whole.start) > _SECOND or period.start > now + _CLOCKS_APART:
        raise InvalidError(
            field="period.start", expected="the start of a day in the client's zone, not to come"
        )
    until = min(period.end, now)
    is_over = whole.end <= now
    if period.end > whole.end or (is_over and whole.end - period.end > _SECOND):
        raise InvalidError(field="period.end", expected="the end of the same day")
    return day, whole.end if is_over else until


def read_figures(document: object) -> Figures:
    """The figures of a document.

    Raises:
        InvalidError: names the first field that is missing or wrong.
    """
    fields = Fields(document)
    counts = [
        fields.integer(f"{name}_automations", low=0, high=MAX_RUNS)
        for name in ("total", "successful", "failed")
    ]
    total, successful, failed = counts
    if successful + failed > total:
        raise InvalidError(
            field="total_automations", expected="at least the successful and failed ones together"
        )
    gains = Fields({})
    if fields.has("efficiency_gains"):
        gains = Fields(fields.raw("efficiency_gains"), path="efficiency_gains")
    return Figures(
        total=total,
        successful=successful,
        failed=failed,
        processing_s=_decimal(fields, "total_processing_time"),
        cost_savings=_decimal(fields, "cost_savings"),
        hours_saved=_decimal(gains, "time_saved_hours"),
        error_reduction_percent=_decimal(
            gains, "error_reduction_percentage", low=-_MAX_PERCENT, high=100
        ),
        process_improvement_percent=_decimal(
            gains, "process_improvement", low=-_MAX_PERCENT, high=_MAX_PERCENT
        ),
    )


def _json(raw: bytes) -> object:
    try:
        return read_body(raw) if raw else None
    except TooLargeError:
        raise InvalidError(field="body", expected="at most 256 KiB") from None
    except InvalidError as error:
        field = error.field if error.field in _NAMES else "body"
        raise InvalidError(field=field or "body", expected=error.expected) from None


def _decimal(fields: Fields, name: str, *, low: int = 0, high: int = _MAX_AMOUNT) -> Decimal | None:
    """As it was written: a float's shortest text is what the JSON said."""
    if not fields.has(name):
        return None
    fields.number(name, low=low, high=high)
    return Decimal(str(fields.raw(name)))
