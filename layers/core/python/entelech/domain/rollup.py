"""Folds results into hours of UTC quarters, and quarters into calendar days of the client's zone.

A fold is made whole from the level below and stored over what was there: nothing is counted up, so
nothing counts twice, and what came late is in the next fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain import tally as tallies
from entelech.domain import timeline
from entelech.domain.ids import ClientId
from entelech.domain.period import QUARTER, Period, gaps, pieces, union
from entelech.domain.schedule import ShardId
from entelech.domain.tally import Tally
from entelech.domain.timeline import Sample, Stretch

if TYPE_CHECKING:
    from entelech.domain.business_hours import BusinessHours
    from entelech.domain.calendar import Calendar


class WatchedSystem(Struct, frozen=True, kw_only=True):
    """A system with its samples, the times in which it should be watched, and its own maintenance.

    Periods are in order and do not overlap. Samples may be in any order, and reach beyond.
    """

    name: str
    is_critical: bool
    samples: Sequence[Sample]
    watched: Sequence[Period]
    planned: Sequence[Period] = ()


class Rollup(Struct, frozen=True, kw_only=True):
    """What a time held for each system of a client, by name, and for the client as a whole."""

    period: Period
    client: Tally = field(default_factory=Tally)
    systems: Mapping[str, Tally] = field(default_factory=dict)


class HourRollup(Struct, frozen=True, kw_only=True):
    """A UTC hour of a client in one shard; a client that moves has one in each of two.

    ``ticks`` is how many the fold read: one that read fewer never replaces it.
    """

    client_id: ClientId
    shard: ShardId
    start: datetime
    ticks: int
    quarters: Sequence[Rollup]


class DayRollup(Struct, frozen=True, kw_only=True):
    """A calendar day in the zone that the client had then.

    ``business`` is the part of it in the hours that had been agreed on; None where none were.
    """

    client_id: ClientId
    day: date
    zone: str
    ticks: int
    whole: Rollup
    business: Rollup | None = None


def fold_quarters(
    systems: Sequence[WatchedSystem], planned: Sequence[Period], within: Period
) -> list[Rollup]:
    """The quarters of a time that begins with one; ``planned`` is maintenance of the whole client.

    Samples must reach back 1.5 intervals before ``within``, since they speak for as long.
    """
    systems = [replace(each, samples=timeline.in_order(each.samples)) for each in systems]
    by_name = {each.name: _known(each, within) for each in systems}
    counted = {each.name: _outside(each.planned, by_name[each.name], within) for each in systems}
    critical = frozenset(each.name for each in systems if each.is_critical)
    overall = timeline.overall(by_name, critical)
    spared = _spared(overall, timeline.overall(counted, critical), systems)
    samples = [sample for each in systems for sample in each.samples]
    watched = union(period for each in systems for period in each.watched)

    def rollup(quarter: Period) -> Rollup:
        return Rollup(
            period=quarter,
            client=tallies.tally(
                overall,
                samples,
                watched=watched,
                planned=union([*planned, *spared]),
                within=quarter,
            ),
            systems={
                each.name: tallies.tally(
                    by_name[each.name],
                    each.samples,
                    watched=each.watched,
                    planned=union([*planned, *each.planned]),
                    within=quarter,
                )
                for each in systems
            },
        )

    return [rollup(quarter) for quarter in pieces(within, QUARTER)]


def fold_day(
    client_id: ClientId,
    day: date,
    calendar: Calendar,
    hours: Sequence[HourRollup],
    *,
    lacking: Sequence[Rollup] = (),
    business_hours: BusinessHours | None = None,
) -> DayRollup:
    """The day out of all quarters that begin in it.

    ``hours`` are all that hold a part of the day, ``lacking`` the quarters of those that are not there.
    """
    period = calendar.day(day)
    zone = calendar.zone_at(period.start)
    quarters = [*(each for hour in hours for each in hour.quarters), *lacking]
    inside = [each for each in quarters if each.period.start in period]
    business = None
    if business_hours is not None:
        chosen = [each for each in inside if business_hours.cover(each.period.start, zone)]
        business = added(chosen, period)
    return DayRollup(
        client_id=client_id,
        day=day,
        zone=zone.key,
        ticks=sum(hour.ticks for hour in hours),
        whole=added(inside, period),
        business=business,
    )


def added(rollups: Sequence[Rollup], period: Period) -> Rollup:
    """Rollups of times that do not overlap, as one of the period; the same in whatever order."""
    names = sorted({name for each in rollups for name in each.systems})
    return Rollup(
        period=period,
        client=_added([(each.period.start, each.client) for each in rollups]),
        systems={
            name: _added(
                [
                    (each.period.start, each.systems[name])
                    for each in rollups
                    if name in each.systems
                ]
            )
            for name in names
        },
    )


def _added(parts: Sequence[tuple[datetime, Tally]]) -> Tally:
    up_at = {start for start, each in parts if tallies.begins_up(each, start)}
    return tallies.added((each for _, each in parts), up_at=up_at)


def _known(system: WatchedSystem, within: Period) -> list[Stretch]:
    """A sample says nothing of the time in which its system was not watched, nor of what follows it."""
    return [
        part
        for period in system.watched
        for part in timeline.stretches(
            [each for each in system.samples if each.at in period], period.clipped(within)
        )
    ]


def _spared(
    overall: Sequence[Stretch], others: Sequence[Stretch], systems: Sequence[WatchedSystem]
) -> list[Period]:
    """Where work on some systems makes the client another than the others alone would.

    An outage of one that nobody works on is an outage of the client all the same.
    """
    own = union(period for each in systems for period in each.planned)
    same = union(
        part.period
        for period in own
        for each in timeline.clipped(others, period)
        for part in timeline.clipped(overall, each.period)
        if part.status is each.status
    )
    return [gap for period in own for gap in gaps(same, period)]


def _outside(planned: Sequence[Period], parts: Sequence[Stretch], within: Period) -> list[Stretch]:
    return [part for gap in gaps(planned, within) for part in timeline.clipped(parts, gap)]
