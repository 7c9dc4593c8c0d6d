"""Makes the answer on a client's performance out of its days, or out of its last 24 hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain import performance, rounding
from entelech.domain.last_day import Grown, work_between
from entelech.domain.metric_day import Figures, MetricDay, Work, work_of
from entelech.domain.performance import IncompleteDay, PerformanceMetrics
from entelech.domain.period import Period
from entelech.domain.value import ValueDay, labour, value_of
from entelech.domain.value_terms import ValueInputsUntil, value_inputs

if TYPE_CHECKING:
    from entelech.domain.client import Client
    from entelech.domain.expected_volume import TodayVolume
    from entelech.domain.timeframe import Timeframe
    from entelech.domain.today_volume import GrownDays

_DAY = timedelta(days=1)
_HOURS_24 = timedelta(hours=24)


class Found(Struct, frozen=True, kw_only=True):
    """What an answer is made of: works of a time and of the equal one before, by system and day."""

    period: Period
    systems: Mapping[str, Work]
    known: Sequence[ValueDay]
    before: Work | None
    days_before: int
    coverage: float
    incomplete: Sequence[IncompleteDay]
    data_through: datetime | None


def complete_days(
    client: Client, days: Sequence[MetricDay], timeframe: Timeframe, now: datetime
) -> Found:
    """What is known of the timeframe's days, and of as many before; ``days`` are by date."""
    today = client.calendar.date_of(now)
    count = timeframe.days
    first = today - count * _DAY
    inside = {each.day: each for each in days if each.day >= first}
    before = [each for each in days if each.day < first and each.told]
    missing = {
        day: _missing(inside.get(day), days, client)
        for day in (first + n * _DAY for n in range(count))
    }
    incomplete = [
        IncompleteDay(date=day.isoformat(), systems=systems or {})
        for day, systems in missing.items()
        if systems is None or systems
    ]
    taken = [told.taken_at for each in days for told in each.told.values()]
    return Found(
        period=timeframe.period(now, client.calendar),
        systems=_by_system(
            (name, told.figures, told.currency)
            for each in inside.values()
            for name, told in each.told.items()
        ),
        known=[
            ValueDay(day=day, work=work, terms=client.terms_at(client.calendar.day(day).start))
            for day, work in sorted(_works(inside.values()).items())
        ],
        before=work_of(
            (told.figures, told.currency) for each in before for told in each.told.values()
        ),
        days_before=len(before),
        coverage=100 * (count - len(incomplete)) / count,
        incomplete=incomplete,
        data_through=max(taken, default=None),
    )


def performance_answer(
    client: Client, timeframe: Timeframe, found: Found, today: TodayVolume | None
) -> PerformanceMetrics:
    """The guide's answer, and what it stands on."""
    terms = client.registration.value_terms
    currency = terms.currency
    work = _total(each.work for each in found.known)
    others = {
        code: rounding.money(amount, code)
        for code, amount in (work.savings.items() if work else ())
        if code != currency
    }
    calendar = client.calendar
    return PerformanceMetrics(
        client_id=client.client_id,
        timeframe=timeframe.value,
        period=performance.AnswerPeriod(start=found.period.start, end=found.period.end),
        metrics=performance.metrics_of(
            work, currency=currency, labour=labour(found.known, currency)
        ),
        trends=performance.trends_of(work, len(found.known), found.before, found.days_before),
        currency=currency,
        coverage_percentage=round(found.coverage, 2),
        incomplete_days=found.incomplete,
        systems=[
            performance.system_metrics(name, each, currency)
            for name, each in sorted(found.systems.items())
        ],
        cost_savings_in_other_currencies={
            code: amount for code, amount in sorted(others.items()) if amount is not None
        },
        value=value_of(
            found.known,
            [(day, client.terms_at(calendar.day(day).start)) for day in _dates(client, found)],
            currency=currency,
        ),
        value_inputs=value_inputs(terms),
        value_inputs_before=[
            ValueInputsUntil(until=each.until, inputs=value_inputs(each.terms))
            for each in client.former_terms
        ],
        direction_thresholds=performance.THRESHOLDS,
        today=today,
        time_zone=calendar.zone.key,
        data_through=found.data_through,
    )


def _dates(client: Client, found: Found) -> list[date]:
    """The days that are paid for: those of the period, and one for its last 24 hours."""
    last = client.calendar.date_of(found.period.end - timedelta(microseconds=1))
    count = max(1, round((found.period.end - found.period.start) / _DAY))
    return [last - n * _DAY for n in reversed(range(count))]


def last_day(
    client: Client, told: Mapping[date, MetricDay], grown: GrownDays, now: datetime
) -> Found:
    """What was done up to the newest mark, and in the 24 hours before it."""
    calendar = client.calendar
    today = calendar.date_of(now)
    newest = grown.get((client.client_id, today))
    end = (newest.newest_at if newest else None) or now
    start = end - _HOURS_24
    days = {name: _grown_days(name, client, told, grown) for name in _names(told)}
    inside = {name: work_between(start, end, each, calendar) for name, each in days.items()}
    earlier = [work_between(start - _HOURS_24, start, each, calendar) for each in days.values()]
    known = {name: each for name, each in inside.items() if each is not None}
    currency = client.registration.value_terms.currency
    work = work_of((each, currency) for each in known.values())
    latest = told.get(today)
    behind = dict.fromkeys(inside, "its running totals do not reach over 24 hours")
    why = {**behind, **(latest.missing(end) if latest else {})}
    missing = {name: why[name] for name, each in inside.items() if each is None}
    before = [(each, currency) for each in earlier if each is not None]
    return Found(
        period=Period(start=start, end=end),
        systems=_by_system((name, each, currency) for name, each in known.items()),
        known=[]
        if work is None
        else [ValueDay(day=today, work=work, terms=client.terms_at(calendar.day(today).start))],
        before=work_of(before),
        days_before=1 if before else 0,
        coverage=100 * len(known) / len(inside) if inside else 0.0,
        incomplete=[IncompleteDay(date=today.isoformat(), systems=missing)]
        if missing or not inside
        else [],
        data_through=newest.newest_at if newest else None,
    )


def _grown_days(
    name: str, client: Client, told: Mapping[date, MetricDay], grown: GrownDays
) -> dict[date, Grown]:
    found = {}
    for day, each in told.items():
        last = each.told.get(name)
        marks = grown.get((client.client_id, day))
        found[day] = Grown(
            last=last.figures if last else None,
            marks=marks.systems.get(name) if marks else None,
        )
    return found


def _missing(
    day: MetricDay | None, days: Sequence[MetricDay], client: Client
) -> Mapping[str, str] | None:
    """Systems that have not told the whole day, and why; None where nothing is known of it."""
    if day is None:
        return None
    known_before = {name for each in days if each.day < day.day for name in each.told}
    expected = {each.name for each in client.registration.systems if each.metrics_url}
    absent = (expected & known_before) - set(day.systems)
    return {
        **day.missing(client.calendar.day(day.day).end),
        **dict.fromkeys(absent, "not asked since the day ended"),
    }


def _names(told: Mapping[date, MetricDay]) -> set[str]:
    return {name for each in told.values() for name in each.systems}


def _works(days: Iterable[MetricDay]) -> dict[date, Work]:
    works = {
        each.day: work_of((told.figures, told.currency) for told in each.told.values())
        for each in days
    }
    return {day: work for day, work in works.items() if work is not None}


def _by_system(told: Iterable[tuple[str, Figures, str]]) -> dict[str, Work]:
    figures: dict[str, list[tuple[Figures, str]]] = {}
    for name, each, currency in told:
        figures.setdefault(name, []).append((each, currency))
    works = {name: work_of(each) for name, each in figures.items()}
    return {name: work for name, work in works.items() if work is not None}


def _total(works: Iterable[Work]) -> Work | None:
    total: Work | None = None
    for each in works:
        total = each if total is None else total.plus(each)
    return total
