"""Folds ticks into hours, and hours into days, for all clients of a shard at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError
from entelech.domain.period import (
    HOUR,
    QUARTER,
    Period,
    hour_of,
    local_date,
    local_day,
    pieces,
    union,
)
from entelech.domain.rollup import HourRollup, WatchedSystem, fold_day, fold_quarters
from entelech.domain.timeline import COVERED_INTERVALS, Sample
from entelech.ports import Clock, HistoryStore, RegistryStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from entelech.domain.client import Client, Membership
    from entelech.domain.ids import Slot
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import Tick

_FOLDABLE = timedelta(days=13)
"""Ticks are kept a day longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What a fold did: how many clients it was for, and what it wrote."""

    clients: int
    hours_written: int
    days_written: int


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Makes hours and days, each whole. Doing so twice, or in any order, is harmless."""

    registry: RegistryStore
    history: HistoryStore
    clock: Clock

    def fold(self, shard: ShardId, start: datetime) -> Folded:
        """The hour that begins at ``start``, and every local day that it ends.

        1. Whoever stands or stood in the shard in that hour is asked for by the slots it held.
        2. Each client's quarters are made from the ticks of the hour, and of 1.5 intervals before.
        3. A day that is over is made anew from all its hours, so that a late one is in it.

        Raises:
            InvalidError: the hour is not over, or its ticks are not kept any more.
        """
        hour = Period(start=start, end=start + HOUR)
        self._require_ticks(hour)
        reach = Period(start=hour.start - COVERED_INTERVALS * shard.interval.length, end=hour.end)
        members = self._members(shard, hour)
        slots = {slot for _, held in members for each in held for slot in each.slots.values()}
        ticks = self.history.ticks(shard, _windows(reach, shard), slots)
        hours = [
            _hour_rollup(client, shard, memberships, ticks, hour) for client, memberships in members
        ]
        return Folded(
            clients=len(hours),
            hours_written=self.history.save_hours(hours),
            days_written=sum(self._fold_days(client, hour) for client, _ in members),
        )

    def _require_ticks(self, hour: Period) -> None:
        now = self.clock.now()
        is_whole = hour == hour_of(hour.start)
        if not is_whole or hour.end > now or now - hour.start > _FOLDABLE:
            raise InvalidError(field="hour", expected="a whole hour of the last 13 days")

    def _members(self, shard: ShardId, hour: Period) -> list[tuple[Client, list[Membership]]]:
        """Clients that stood in the shard in that hour, with all their memberships of it."""
        config = self.registry.shard(shard)
        ids = {row.client_id for row in config.rows}
        ids |= {each.client_id for each in config.tombstones.values()}
        clients = self.registry.known(sorted(ids))
        held = [
            (client, [each for each in client.memberships if each.shard == shard])
            for client in clients.values()
        ]
        return [
            (client, memberships)
            for client, memberships in held
            if any(_period(each, hour).clipped(hour).length_ms for each in memberships)
        ]

    def _fold_days(self, client: Client, hour: Period) -> int:
        """How many days were written: those that hold a part of the hour, and are over."""
        zone = client.registration.zone
        days = {local_date(quarter.start, zone) for quarter in pieces(hour, QUARTER)}
        over = [day for day in days if local_day(day, zone).end <= self.clock.now()]
        return sum(self._fold_day(client, day) for day in sorted(over))

    def _fold_day(self, client: Client, day: date) -> bool:
        zone = client.registration.zone
        period = local_day(day, zone)
        hours = self.history.hours(
            client.client_id, Period(start=period.start - HOUR + QUARTER, end=period.end)
        )
        return self.history.save_day(fold_day(client.client_id, day, zone, hours))


def _windows(reach: Period, shard: ShardId) -> Period:
    """The windows whose checks may have begun in the time: a run may begin an interval late."""
    return Period(start=reach.start - shard.interval.length, end=reach.end)


def _hour_rollup(
    client: Client,
    shard: ShardId,
    memberships: Sequence[Membership],
    ticks: Sequence[Tick],
    hour: Period,
) -> HourRollup:
    systems = list(_watched(client, memberships, ticks, hour))
    return HourRollup(
        client_id=client.client_id,
        shard=shard,
        start=hour.start,
        ticks=len(ticks),
        quarters=fold_quarters(systems, (), hour),
    )


def _watched(
    client: Client, memberships: Sequence[Membership], ticks: Sequence[Tick], hour: Period
) -> Iterator[WatchedSystem]:
    critical = {each.name: each.is_critical for each in client.registration.systems}
    for name in sorted({name for each in memberships for name in each.slots}):
        held = [each for each in memberships if name in each.slots]
        yield WatchedSystem(
            name=name,
            is_critical=critical.get(name, True),
            samples=[
                sample
                for slot in {each.slots[name] for each in held}
                for sample in _samples(slot, ticks)
            ],
            watched=union(_period(each, hour) for each in held),
        )


def _samples(slot: Slot, ticks: Sequence[Tick]) -> Iterator[Sample]:
    for tick in ticks:
        result = tick.results.get(slot)
        if result is not None:
            yield Sample(
                at=result.started_at(tick.window),
                interval=tick.shard.interval.length,
                result=result,
            )


def _period(membership: Membership, hour: Period) -> Period:
    """From when to when it held; an open one to the end of the hour."""
    return Period(start=membership.since, end=membership.until or hour.end)
