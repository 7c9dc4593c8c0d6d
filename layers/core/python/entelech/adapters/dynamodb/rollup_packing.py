"""Packs rollups of one client into items: lists in a fixed order, compressed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb import compressed
from entelech.adapters.dynamodb.keys import instant
from entelech.domain.check import Status
from entelech.domain.document import instant_text
from entelech.domain.histogram import Histogram
from entelech.domain.period import HOUR, QUARTER, Period, pieces
from entelech.domain.reason import Reason
from entelech.domain.rollup import DayRollup, HourRollup, Rollup
from entelech.domain.tally import Claims, Outage, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId

_REASONS = tuple(Reason)
"""Stored by place: new reasons go at the end."""
_KNOWN = (Status.HEALTHY, Status.DEGRADED, Status.DOWN)
_MILLISECOND = timedelta(milliseconds=1)
_PLANNED, _RECOVERED = 1, 2


def pack_hour(hour: HourRollup) -> Item:
    return {
        "ticks": hour.ticks,
        "packed": compressed.packed([_rollup(each) for each in hour.quarters]),
    }


def unpack_hour(client_id: ClientId, shard: ShardId, start: datetime, item: Item) -> HourRollup:
    periods = pieces(Period(start=start, end=start + HOUR), QUARTER)
    quarters = [
        _read_rollup(stored, period)
        for stored, period in zip(compressed.unpacked(item["packed"]), periods, strict=True)
    ]
    return HourRollup(
        client_id=client_id, shard=shard, start=start, ticks=item["ticks"], quarters=quarters
    )


def pack_day(day: DayRollup) -> Item:
    period = day.whole.period
    return {
        "ticks": day.ticks,
        "zone": day.zone,
        "starts_at": instant_text(period.start),
        "ends_at": instant_text(period.end),
        "packed": compressed.packed(
            [_rollup(day.whole), _rollup(day.business) if day.business else None]
        ),
    }


def unpack_day(client_id: ClientId, day: date, item: Item) -> DayRollup:
    period = Period(start=instant(item["starts_at"]), end=instant(item["ends_at"]))
    whole, business = compressed.unpacked(item["packed"])
    return DayRollup(
        client_id=client_id,
        day=day,
        zone=item["zone"],
        ticks=item["ticks"],
        whole=_read_rollup(whole, period),
        business=_read_rollup(business, period) if business else None,
    )


def _rollup(rollup: Rollup) -> list[Any]:
    start = rollup.period.start
    systems = {name: _tally(each, start) for name, each in rollup.systems.items()}
    return [_tally(rollup.client, start), systems]


def _read_rollup(stored: list[Any], period: Period) -> Rollup:
    client, systems = stored
    return Rollup(
        period=period,
        client=_read_tally(client, period.start),
        systems={name: _read_tally(each, period.start) for name, each in systems.items()},
    )


def _tally(tally: Tally, start: datetime) -> list[Any]:
    return [
        tally.watched_ms,
        _lengths(tally.known_ms),
        _lengths(tally.planned_ms),
        tally.checks,
        tally.retries,
        {_REASONS.index(reason): count for reason, count in tally.reasons.items()},
        [
            [
                (each.start - start) // _MILLISECOND,
                each.length_ms,
                _REASONS.index(each.reason),
                _PLANNED * each.is_planned + _RECOVERED * each.is_recovered,
            ]
            for each in tally.outages
        ],
        dict(sorted(tally.latency.counts.items())),
        tally.latency.total_ms,
        tally.claims.total_millionths,
        tally.claims.count,
    ]


def _read_tally(stored: list[Any], start: datetime) -> Tally:
    watched, known, planned, checks, retries, reasons, outages, counts, total, claimed, claims = (
        stored
    )
    return Tally(
        watched_ms=watched,
        known_ms=_read_lengths(known),
        planned_ms=_read_lengths(planned),
        checks=checks,
        retries=retries,
        reasons={_REASONS[int(place)]: count for place, count in reasons.items()},
        outages=tuple(_outage(each, start) for each in outages),
        latency=Histogram(
            counts={int(bucket): count for bucket, count in counts.items()}, total_ms=total
        ),
        claims=Claims(total_millionths=claimed, count=claims),
    )


def _outage(stored: list[int], start: datetime) -> Outage:
    offset, length, reason, marks = stored
    begun = start + offset * _MILLISECOND
    return Outage(
        start=begun,
        end=begun + length * _MILLISECOND,
        reason=_REASONS[reason],
        is_planned=bool(marks & _PLANNED),
        is_recovered=bool(marks & _RECOVERED),
    )


def _lengths(by_status: Mapping[Status, int]) -> list[int]:
    return [by_status.get(status, 0) for status in _KNOWN]


def _read_lengths(stored: list[int]) -> dict[Status, int]:
    return {status: length for status, length in zip(_KNOWN, stored, strict=True) if length}
