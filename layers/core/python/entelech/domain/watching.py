"""Tells whose results a shard's ticks hold: systems by the slots that they held, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.maintenance import planned
from entelech.domain.period import HOUR, Period, pieces, union
from entelech.domain.rollup import Rollup, WatchedSystem, fold_quarters
from entelech.domain.timeline import COVERED_INTERVALS, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from entelech.domain.client import Client, Membership
    from entelech.domain.ids import Slot
    from entelech.domain.rollup import HourRollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import Tick


def memberships_in(client: Client, shard: ShardId, within: Period) -> list[Membership]:
    """All memberships of the shard, if one of them reaches into the time; else none."""
    held = [each for each in client.memberships if each.shard == shard]
    is_there = any(_period(each, within.end).clipped(within).length_ms for each in held)
    return held if is_there else []


def windows_that_reach(shard: ShardId, within: Period) -> Period:
    """The windows whose results may speak of the time.

    A result speaks for 1.5 intervals, and a run may begin an interval late.
    """
    reach = (COVERED_INTERVALS + 1) * shard.interval.length
    return Period(start=within.start - reach, end=within.end)


def quarters_of(
    client: Client, memberships: Sequence[Membership], ticks: Sequence[Tick], within: Period
) -> list[Rollup]:
    """What the ticks of a shard say of a client in that time, quarter by quarter.

    ``within`` begins with a quarter; ``ticks`` are those of ``windows_that_reach`` it.
    """
    maintenance = planned(client.maintenance, within)
    systems = _watched_systems(client, memberships, ticks, within.end)
    return fold_quarters(
        [replace(each, planned=maintenance.systems.get(each.name, ())) for each in systems],
        maintenance.client,
        within,
    )


def unfolded(client: Client, hours: Sequence[HourRollup], within: Period) -> list[Rollup]:
    """Quarters of hours that nobody folded although the client was watched in them: all unknown.

    ``hours`` are those of ``within``, which is whole hours of the last 13 days: memberships of
    before may be forgotten.
    """
    folded = {(each.start, each.shard) for each in hours}
    shards = sorted({each.shard for each in client.memberships})
    return [
        rollup
        for hour in pieces(within, HOUR)
        for shard in shards
        if (hour.start, shard) not in folded
        for rollup in quarters_of(client, memberships_in(client, shard, hour), [], hour)
        if rollup.client.watched_ms
    ]


def _watched_systems(
    client: Client, memberships: Sequence[Membership], ticks: Sequence[Tick], end: datetime
) -> list[WatchedSystem]:
    critical = {each.name: each.is_critical for each in client.registration.systems}
    found = []
    for name in sorted({name for each in memberships for name in each.slots}):
        held = [each for each in memberships if name in each.slots]
        slots = {each.slots[name] for each in held}
        found.append(
            WatchedSystem(
                name=name,
                is_critical=critical.get(name, True),
                samples=[sample for slot in slots for sample in _samples(slot, ticks)],
                watched=union(_period(each, end) for each in held),
            )
        )
    return found


def _samples(slot: Slot, ticks: Sequence[Tick]) -> Iterator[Sample]:
    for tick in ticks:
        result = tick.results.get(slot)
        if result is not None:
            yield Sample(
                at=result.holds_from(tick.window, tick.shard.interval),
                interval=tick.shard.interval.length,
                result=result,
                seen_at=result.started_at(tick.window),
            )


def _period(membership: Membership, end: datetime) -> Period:
    """From when to when it held; an open one until ``end``."""
    return Period(start=membership.since, end=membership.until or end)
