"""Folds ticks into hours, and hours into days, for all clients of a shard at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.board import Cell, ClientBoard, cell_of, updated
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.period import (
    HOUR,
    QUARTER,
    Period,
    hour_of,
    pieces,
)
from entelech.domain.repair import FOLDABLE
from entelech.domain.rollup import DayRollup, HourRollup, fold_day
from entelech.domain.tally import added
from entelech.domain.watching import memberships_in, quarters_of, unfolded, windows_that_reach
from entelech.ports.clock import Clock
from entelech.ports.history import HistoryStore
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from entelech.domain.client import Client, Membership
    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import ShardConfig, Tick

_TRIES = 6
"""Three hours of a shard are folded at the same time."""


class Folded(Struct, frozen=True, kw_only=True):
    """What a fold did: how many clients it was for, and what it wrote."""

    clients: int
    hours_written: int
    days_written: int


class Folder(Struct, frozen=True, kw_only=True):
    """Makes hours and days, each whole. Doing so twice, or in any order, is harmless."""

    registry: RegistryStore
    history: HistoryStore
    clock: Clock

    def fold(self, shard: ShardId, start: datetime) -> Folded:
        """The hour that begins at ``start``, and every local day that it ends.

        1. Whoever stands or stood in the shard in that hour is asked for by the slots it held.
        2. Each client's quarters are made from the ticks of the hour, and of 1.5 intervals before.
        3. A day that is over is made anew from all its hours, so that a late one is in it.
        4. The shard's board gets a copy of both.

        Raises:
            InvalidError: the hour is not over, or its ticks are not kept any more.
        """
        hour = Period(start=start, end=start + HOUR)
        self._require_ticks(hour)
        config = self.registry.shard(shard)
        members = self._members(config, hour)
        slots = {slot for _, held in members for each in held for slot in each.slots.values()}
        ticks = self.history.ticks(shard, windows_that_reach(shard, hour), slots)
        hours = [
            _hour_rollup(client, shard, memberships, ticks, hour) for client, memberships in members
        ]
        hours_written = self.history.save_hours(hours)
        days = [(client, self._days_over(client, hour)) for client, _ in members]
        written = [self.history.save_day(day) for _, each in days for day in each]
        self._put_on_board(config, hours, days)
        return Folded(clients=len(hours), hours_written=hours_written, days_written=sum(written))

    def fold_day(self, client_id: ClientId, day: date) -> bool:
        """The client's day anew from its hours; whether that was written.

        Raises:
            InvalidError: the day is not over.
        """
        client = self.registry.client(client_id)
        if client is None:
            return False
        if client.calendar.day(day).end > self.clock.now():
            raise InvalidError(field="day", expected="a day that is over")
        folded = self._day(client, day)
        is_written = self.history.save_day(folded)
        if client.membership is not None:
            config = self.registry.shard(client.membership.shard)
            self._put_on_board(config, [], [(client, [folded])])
        return is_written

    def _require_ticks(self, hour: Period) -> None:
        now = self.clock.now()
        is_whole = hour == hour_of(hour.start)
        if not is_whole or hour.end > now or now - hour.start > FOLDABLE:
            raise InvalidError(field="hour", expected="a whole hour of the last 13 days")

    def _members(self, config: ShardConfig, hour: Period) -> list[tuple[Client, list[Membership]]]:
        """Clients that stood in the shard in that hour, with all their memberships of it."""
        ids = {row.client_id for row in config.rows}
        ids |= {each.client_id for each in config.tombstones.values()}
        clients = self.registry.known(sorted(ids))
        found = [
            (client, memberships_in(client, config.shard, hour)) for client in clients.values()
        ]
        return [(client, held) for client, held in found if held]

    def _days_over(self, client: Client, hour: Period) -> list[DayRollup]:
        """The days that hold a part of the hour and are over, each from all its hours."""
        calendar = client.calendar
        days = {calendar.date_of(quarter.start) for quarter in pieces(hour, QUARTER)}
        over = [day for day in days if calendar.day(day).end <= self.clock.now()]
        return [self._day(client, day) for day in sorted(over)]

    def _day(self, client: Client, day: date) -> DayRollup:
        calendar = client.calendar
        period = calendar.day(day)
        hours = self.history.hours(
            client.client_id, Period(start=period.start - HOUR + QUARTER, end=period.end)
        )
        whole = Period(start=hour_of(period.start).start, end=period.end)
        is_recent = self.clock.now() - whole.start <= FOLDABLE
        return fold_day(
            client.client_id,
            day,
            calendar,
            hours,
            lacking=unfolded(client, hours, whole) if is_recent else (),
            business_hours=client.registration.uptime_policy.business_hours,
        )

    def _put_on_board(
        self,
        config: ShardConfig,
        hours: Sequence[HourRollup],
        days: Sequence[tuple[Client, Sequence[DayRollup]]],
    ) -> None:
        """Copy what lists show into the one item that they read.

        Raises:
            LostRaceError: others kept changing it; the fold comes again.
        """
        by_id = {each.client_id: each for each in hours}
        changes = {
            client.client_id: ClientBoard(
                hours=_hour_cells(client, by_id.get(client.client_id)),
                days={each.day: _day_cell(each) for each in folded},
            )
            for client, folded in days
        }
        known = {row.client_id for row in config.rows}
        for _ in range(_TRIES):
            before = self.history.board(config.shard)
            after = updated(before, changes, known=known, now=self.clock.now())
            if after is before or self.history.save_board(after):
                return
        raise LostRaceError


def _hour_cells(client: Client, hour: HourRollup | None) -> dict[datetime, Cell]:
    if hour is None:
        return {}
    counted = [each.client for each in hour.quarters if client.counts(each.period.start)]
    return {hour.start: cell_of(added(counted))}


def _day_cell(day: DayRollup) -> Cell:
    return cell_of((day.business or day.whole).client)


def _hour_rollup(
    client: Client,
    shard: ShardId,
    memberships: Sequence[Membership],
    ticks: Sequence[Tick],
    hour: Period,
) -> HourRollup:
    return HourRollup(
        client_id=client.client_id,
        shard=shard,
        start=hour.start,
        ticks=len(ticks),
        quarters=quarters_of(client, memberships, ticks, hour),
    )
