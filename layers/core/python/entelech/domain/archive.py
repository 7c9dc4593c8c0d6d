"""Folded hours as lines of JSON that anybody can read; see docs/archive.md for every column."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.check import Status
from entelech.domain.errors import InvalidError
from entelech.domain.histogram import Histogram
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR, QUARTER, Period, pieces
from entelech.domain.reason import Reason
from entelech.domain.rollup import HourRollup, Rollup
from entelech.domain.schedule import parse_shard_id
from entelech.domain.tally import Claims, Outage, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HOURS_KEPT = timedelta(days=90)
"""Hours stay in the table for as long, until the month that they are of is over for as long."""
RESTORED_FOR = timedelta(days=30)
_STATUSES = (Status.HEALTHY, Status.DEGRADED, Status.DOWN)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Month(Struct, frozen=True, kw_only=True, order=True):
    """A UTC month, like "2025-01"."""

    text: str

    @property
    def period(self) -> Period:
        """From its first instant to the next month's."""
        start = datetime.fromisoformat(f"{self.text}-01T00:00:00Z")
        after = (start + timedelta(days=32)).replace(day=1)
        return Period(start=start, end=after)

    def is_due(self, now: datetime) -> bool:
        """Whether it is over for so long that it is archived."""
        return self.period.end + HOURS_KEPT <= now


class ArchivedMonth(Struct, frozen=True, kw_only=True):
    """A month that is in the archive; ``size_bytes`` as it is stored, compressed."""

    month: str
    size_bytes: int
    stored_at: datetime


def month_of(instant: datetime) -> Month:
    """The month that the instant lies in."""
    return Month(text=f"{instant.astimezone(UTC):%Y-%m}")


def hours_kept_from(now: datetime) -> datetime:
    """The start of the oldest month whose hours are still in the table."""
    return month_of(now - HOURS_KEPT).period.start


def parse_month(text: str) -> Month:
    """A month as it is written.

    Raises:
        InvalidError: it is none.
    """
    if not _MONTH.fullmatch(text):
        raise InvalidError(field="month", expected="a month like 2025-01")
    return Month(text=text)


def content_of(hours: Iterable[HourRollup]) -> bytes:
    """The hours as compressed lines, the same for the same hours in whatever order."""
    ordered = sorted(hours, key=lambda each: (each.start, each.shard))
    lines = [json.dumps(row, separators=(",", ":")) for each in ordered for row in _rows(each)]
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def hours_in(content: bytes) -> list[HourRollup]:
    """The inverse of ``content_of``."""
    rows = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    groups = groupby(rows, key=lambda row: (row["client_id"], row["hour"], row["shard"]))
    return [_hour(list(group)) for _, group in groups]


def united(stored: Iterable[HourRollup], found: Iterable[HourRollup]) -> list[HourRollup]:
    """Each hour once: out of more ticks, and of as many the one that was found last."""
    by_key: dict[tuple[datetime, str], HourRollup] = {}
    for each in (*stored, *found):
        key = (each.start, str(each.shard))
        if key not in by_key or each.ticks >= by_key[key].ticks:
            by_key[key] = each
    return list(by_key.values())


def _rows(hour: HourRollup) -> Iterator[dict[str, Any]]:
    for quarter in hour.quarters:
        start = quarter.period.start
        whole: list[tuple[str | None, Tally]] = [(None, quarter.client)]
        for name, tally in [*whole, *sorted(quarter.systems.items())]:
            yield {
                "client_id": hour.client_id,
                "shard": str(hour.shard),
                "hour": _text(hour.start),
                "ticks": hour.ticks,
                "quarter": _text(start),
                "system": name,
                **_columns(tally),
            }


def _columns(tally: Tally) -> dict[str, Any]:
    return {
        "watched_ms": tally.watched_ms,
        **{f"{status.value}_ms": tally.known_ms.get(status, 0) for status in _STATUSES},
        **{f"planned_{status.value}_ms": tally.planned_ms.get(status, 0) for status in _STATUSES},
        "checks": tally.checks,
        "retries": tally.retries,
        "reasons": [
            {"reason": reason.value, "checks": count}
            for reason, count in sorted(tally.reasons.items())
        ],
        "outages": [
            {
                "start": _text(each.start),
                "end": _text(each.end),
                "reason": each.reason.value,
                "is_planned": each.is_planned,
                "is_recovered": each.is_recovered,
            }
            for each in tally.outages
        ],
        "response_buckets": [
            {"bucket": bucket, "checks": count}
            for bucket, count in sorted(tally.latency.counts.items())
        ],
        "response_total_ms": tally.latency.total_ms,
        "claimed_total_millionths": tally.claims.total_millionths,
        "claims": tally.claims.count,
    }


def _hour(rows: Sequence[Mapping[str, Any]]) -> HourRollup:
    first = rows[0]
    start = datetime.fromisoformat(first["hour"])
    quarters = []
    for period in pieces(Period(start=start, end=start + HOUR), QUARTER):
        own = [row for row in rows if row["quarter"] == _text(period.start)]
        tallies = {row["system"]: _tally(row) for row in own}
        client = tallies.pop(None, Tally())
        quarters.append(Rollup(period=period, client=client, systems=tallies))
    return HourRollup(
        client_id=ClientId(first["client_id"]),
        shard=parse_shard_id(first["shard"]),
        start=start,
        ticks=first["ticks"],
        quarters=quarters,
    )


def _tally(row: Mapping[str, Any]) -> Tally:
    def lengths(prefix: str) -> dict[Status, int]:
        found = {status: row[f"{prefix}{status.value}_ms"] for status in _STATUSES}
        return {status: length for status, length in found.items() if length}

    return Tally(
        watched_ms=row["watched_ms"],
        known_ms=lengths(""),
        planned_ms=lengths("planned_"),
        checks=row["checks"],
        retries=row["retries"],
        reasons={Reason(each["reason"]): each["checks"] for each in row["reasons"]},
        outages=tuple(
            Outage(
                start=datetime.fromisoformat(each["start"]),
                end=datetime.fromisoformat(each["end"]),
                reason=Reason(each["reason"]),
                is_planned=each["is_planned"],
                is_recovered=each["is_recovered"],
            )
            for each in row["outages"]
        ),
        latency=Histogram(
            counts={each["bucket"]: each["checks"] for each in row["response_buckets"]},
            total_ms=row["response_total_ms"],
        ),
        claims=Claims(total_millionths=row["claimed_total_millionths"], count=row["claims"]),
    )


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
