"""How a client's day goes, against the same weekday of the weeks before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from entelech.domain import rounding
from entelech.domain.expected_volume import WEEKS, Anomaly, TodayVolume, expectation
from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay
from entelech.domain.metric_day import Work, work_of
from entelech.domain.period import HOUR

if TYPE_CHECKING:
    from entelech.domain.client import Client
    from entelech.domain.expected_volume import RunsUntil

GrownDays = Mapping[tuple[ClientId, date], IntradayDay]
"""How clients' days grew, of those of which that is known."""
_WEEK = timedelta(days=7)


def weekdays_to(today: date) -> list[date]:
    """Today, and the same day of the eight weeks before."""
    return [today - n * _WEEK for n in range(WEEKS + 1)]


def today_volume(client: Client, grown: GrownDays, now: datetime) -> TodayVolume | None:
    """Today as of its newest mark; None where nothing was told of it."""
    today = client.calendar.date_of(now)
    day = grown.get((client.client_id, today))
    as_of = day.newest_at if day else None
    if day is None or as_of is None:
        return None
    weeks = [_runs_until(client, each, grown) for each in weekdays_to(today)[1:]]
    so_far = as_of - client.calendar.day(today).start
    found = expectation(_runs_until(client, today, grown), weeks, so_far)
    newest = [each.marks[-1].figures for each in day.systems.values() if each.marks]
    work = work_of((each, "") for each in newest) or Work()
    return TodayVolume(
        date=today.isoformat(),
        as_of=as_of,
        total_automations=work.total,
        successful_automations=work.successful,
        success_rate=rounding.percent(work.success_ratio),
        expected=None if found.expected is None else round(found.expected, 1),
        ratio=None if found.ratio is None else round(found.ratio, 3),
        weeks=found.weeks,
        anomaly=found.anomaly,
        quiet_since=_quiet_since(day, as_of) if found.anomaly is Anomaly.LOW else None,
    )


def _runs_until(client: Client, day: date, grown: GrownDays) -> RunsUntil:
    """The day's runs as a function of the time since it began."""
    whole = client.calendar.day(day)
    known = grown.get((client.client_id, day))

    def until(so_far: timedelta) -> float | None:
        return known.runs_until(min(whole.start + so_far, whole.end), whole) if known else None

    return until


def _quiet_since(day: IntradayDay, as_of: datetime) -> datetime | None:
    """When the newest run was first seen, if that is an hour ago or more."""
    seen = [
        next(mark.at for mark in each.marks if mark.figures.total == each.marks[-1].figures.total)
        for each in day.systems.values()
        if each.marks
    ]
    newest = max(seen, default=as_of)
    return newest if as_of - newest >= HOUR else None
