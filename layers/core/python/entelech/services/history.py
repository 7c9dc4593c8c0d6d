"""Answers how clients were: from days where they are over, from hours at the edges, from ticks now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain import history, rollup
from entelech.domain.archive import hours_kept_from
from entelech.domain.client import Client
from entelech.domain.errors import InvalidError, unknown_client
from entelech.domain.history import ClientHistory, SystemOutages, Uptime
from entelech.domain.period import HOUR, QUARTER, Period, gaps, hour_of, union
from entelech.domain.repair import FOLDABLE
from entelech.domain.rollup import Rollup
from entelech.domain.service_level import service_level
from entelech.domain.suspicion import Suspicion, suspect_minutes
from entelech.domain.tally import Tally
from entelech.domain.timeframe import LONGEST
from entelech.domain.watching import memberships_in, quarters_of, unfolded, windows_that_reach
from entelech.ports.clock import Clock
from entelech.ports.fleet import FleetReader
from entelech.ports.history import HistoryStore
from entelech.ports.ticks import SuspicionStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.calendar import Calendar
    from entelech.domain.ids import ClientId
    from entelech.domain.rollup import DayRollup, HourRollup
    from entelech.domain.timeframe import Asked

WHOLE = "all systems"
_BY_QUARTER = timedelta(hours=25)
_BY_HOUR = timedelta(days=8)
"""The longest periods that are told in quarters and in hours: at most 400 points."""
_SETTLES = timedelta(hours=2, minutes=10)
"""A day that is over for so long has been folded twice; a younger one is read from its hours."""
_DAY = timedelta(days=1)
_SHORTEST_DAY = timedelta(hours=23)


class _Known(Struct, frozen=True, kw_only=True):
    """What an answer is made of: rollups of the period, and all of the one before as one."""

    client: Client
    period: Period
    inside: Sequence[Rollup]
    before: Rollup
    suspicions: Sequence[Suspicion]


class HistoryService(Struct, frozen=True, kw_only=True):
    """Reads what was folded. The requests that it makes do not grow with the number of checks."""

    fleet: FleetReader
    history: HistoryStore
    suspicions: SuspicionStore
    clock: Clock

    def client_history(
        self,
        scope: ClientScope,
        client_id: ClientId,
        asked: Asked,
        *,
        points_of: str | None = None,
    ) -> ClientHistory:
        """Uptime, outages and response times of a client and its systems, and their trend.

        ``points_of`` names the system that the series is of; None: all of them.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: nothing is known of such a system, or the day has not begun.
        """
        client = self.fleet.client(client_id, scope=scope)
        if client is None:
            raise unknown_client(client_id)
        now = self.clock.now()
        period = asked.period(now, client.calendar)
        if period.start >= period.end:
            raise InvalidError(field="day", expected="a day that has begun where the client is")
        before, inside = self._rollups(client, period, now)
        earlier = rollup.added(before, period.before())
        return _answer(
            _Known(
                client=client,
                period=period,
                inside=inside,
                before=earlier,
                suspicions=self.suspicions.suspicions(period),
            ),
            points_of or WHOLE,
        )

    def daily(self, client: Client, period: Period, now: datetime) -> list[Rollup]:
        """What counts of each local day that the period reaches into, by date.

        Days of which nothing is known are there too, as they are watched.
        """
        calendar = client.calendar
        whole = min(period.end, now)
        over = Period(start=period.start, end=whole)
        midnight = calendar.day(calendar.date_of(period.start)).start
        if whole - period.start < _SHORTEST_DAY:
            rollups = self._quarters(client, over, now)
        else:
            rollups = self._days(client, over, midnight, now)
        known = {
            each.period.start: each
            for each in _grouped(rollups, lambda start: calendar.day(calendar.date_of(start)))
        }
        days, start = [], period.start
        while start < whole:
            day = calendar.day(calendar.date_of(start))
            days.append(known.get(day.start, Rollup(period=day)))
            start = day.end
        return days

    def _rollups(
        self, client: Client, period: Period, now: datetime
    ) -> tuple[list[Rollup], list[Rollup]]:
        """Those of the period before, and those of the period; by time."""
        both = Period(start=period.before().start, end=period.end)
        if period.end - period.start > _BY_HOUR:
            found = self._days(client, both, period.start, now)
        else:
            found = self._quarters(client, both, now)
            is_archived = not any(each.period.start in period for each in found)
            if is_archived and period.start < hours_kept_from(now):
                found = self._days(client, both, period.start, now)
        return (
            [each for each in found if each.period.start < period.start],
            [each for each in found if each.period.start >= period.start],
        )

    def _days(
        self, client: Client, period: Period, border: datetime, now: datetime
    ) -> list[Rollup]:
        """Days where they are over, and quarters of what none of them tells.

        That are the edges, a day that the border cuts, and lately days that nobody folded.

        Raises:
            InvalidError: quarters after the border are in the archive.
        """
        calendar = client.calendar
        first = calendar.date_of(period.start - timedelta(microseconds=1)) + _DAY
        last = calendar.date_of(min(period.end, now - _SETTLES)) - _DAY
        stored = self.history.days(client.client_id, first, last) if first <= last else []
        days = {each.day: each for each in stored}
        dates = [first + n * _DAY for n in range((last - first).days + 1)]
        told = [
            each
            for date in dates
            for each in [calendar.day(date)]
            if not each.start < border < each.end and (date in days or each.end <= now - FOLDABLE)
        ]
        found = [_counted(days[date], client) for date in dates if date in days]
        found = [each for each in found if not each.period.start < border < each.period.end]
        gone = Period(start=max(border, client.created_at), end=hours_kept_from(now))
        for edge in gaps(union(told), period):
            quarters = self._quarters(client, edge, now)
            lost = edge.clipped(gone)
            if lost.length_ms and not any(each.period.start in lost for each in quarters):
                raise _archived(now)
            found += quarters
        return sorted(found, key=lambda each: each.period.start)

    def _quarters(self, client: Client, period: Period, now: datetime) -> list[Rollup]:
        """The folded quarters of the period, and what the ticks since then say."""
        if period.start >= period.end:
            return []
        reach = Period(start=hour_of(period.start).start, end=period.end)
        hours = self.history.hours(client.client_id, reach)
        tail = Period(start=_folded_until(hours, now), end=period.end)
        quarters = [each for hour in hours for each in hour.quarters]
        folded = [each for each in quarters if each.period.start < tail.start]
        lately = hour_of(now - FOLDABLE).start + HOUR
        due = Period(start=max(reach.start, lately), end=min(tail.start, period.end))
        folded += unfolded(client, hours, due)
        found = [*folded, *self._unfolded(client, tail)]
        return [
            each
            for each in found
            if each.period.start in period and client.counts(each.period.start)
        ]

    def _unfolded(self, client: Client, tail: Period) -> list[Rollup]:
        if tail.start >= tail.end:
            return []
        found = []
        for shard in sorted({each.shard for each in client.memberships}):
            memberships = memberships_in(client, shard, tail)
            slots = {slot for each in memberships for slot in each.slots.values()}
            if slots:
                ticks = self.history.ticks(shard, windows_that_reach(shard, tail), slots)
                found += quarters_of(client, memberships, ticks, tail)
        return found


def _archived(now: datetime) -> InvalidError:
    since = f"{hours_kept_from(now):%Y-%m-%d}"
    return InvalidError(
        field="from",
        expected=f"from midnight to midnight of the client's days: hours of before {since} are in the "
        "archive, and a month of them can be restored",
    )


def _folded_until(hours: Sequence[HourRollup], now: datetime) -> datetime:
    """From when on ticks are read: the hour that runs, and the one before while it is not folded."""
    this_hour = hour_of(now).start
    is_folded = any(each.start == this_hour - HOUR for each in hours)
    return this_hour if is_folded else this_hour - HOUR


def _counted(day: DayRollup, client: Client) -> Rollup:
    """What of the day counts; nothing is known of hours that were agreed on after it was folded."""
    if client.registration.uptime_policy.business_hours is None:
        return day.whole
    return day.business or Rollup(period=day.whole.period)


def _answer(known: _Known, points_of: str) -> ClientHistory:
    client, period = known.client, known.period
    policy, calendar = client.registration.uptime_policy, client.calendar
    tallies = _by_name(rollup.added(known.inside, period))
    earlier = _by_name(known.before)
    if points_of not in {*tallies, *(each.name for each in client.registration.systems)}:
        raise InvalidError(field="system", expected="a system of the client, now or in that time")

    def uptime(name: str) -> Uptime:
        now = history.figures(tallies[name], policy)
        past = history.figures(earlier.get(name, Tally()), policy)
        return Uptime(name=name, figures=now, trend=history.trend(now, past))

    length, pieces = _pieces(known.inside, period, calendar)
    return ClientHistory(
        client_id=client.client_id,
        client_name=client.registration.client_name,
        period_start=period.start,
        period_end=period.end,
        time_zone=calendar.zone.key,
        service_level=service_level(policy),
        client=uptime(WHOLE),
        systems=[uptime(name) for name in tallies if name != WHOLE],
        points_of=points_of,
        point_seconds=int(length.total_seconds()),
        points=[
            history.point(_by_name(each).get(points_of, Tally()), each.period.start, policy)
            for each in pieces
        ],
        outages=[
            SystemOutages(name=name, outages=history.outages_shown(each))
            for name, each in tallies.items()
        ],
        suspect_minutes=suspect_minutes(known.suspicions),
    )


def _by_name(told: Rollup) -> dict[str, Tally]:
    """The client as a whole first."""
    return {WHOLE: told.client, **told.systems}


def _pieces(
    rollups: Sequence[Rollup], period: Period, calendar: Calendar
) -> tuple[timedelta, list[Rollup]]:
    """The rollups in at most 400 pieces of one length: quarters, hours, or the zone's days."""
    length = period.end - period.start
    if any(each.period.end - each.period.start > HOUR for each in rollups):
        length = LONGEST
    if length <= _BY_QUARTER:
        return QUARTER, _grouped(rollups, lambda start: Period(start=start, end=start + QUARTER))
    if length <= _BY_HOUR:
        return HOUR, _grouped(rollups, hour_of)
    return _DAY, _grouped(rollups, lambda start: calendar.day(calendar.date_of(start)))


def _grouped(rollups: Sequence[Rollup], piece_of: Callable[[datetime], Period]) -> list[Rollup]:
    ordered = sorted(rollups, key=lambda each: each.period.start)
    groups = groupby(ordered, key=lambda each: piece_of(each.period.start))
    return [rollup.added(list(group), piece) for piece, group in groups]
