"""The board of a shard: what a list of clients shows of their last day and month, in one item.

It holds copies of what was folded, each cell put over the one before, so that it can be written
again and again. What counts by business hours holds those alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.check import Status
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR
from entelech.domain.schedule import ShardId
from entelech.domain.tally import Tally
from entelech.domain.uptime import Uptime, uptime

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from entelech.domain.uptime import UptimePolicy

HOURS_SHOWN = 24
DAYS_SHOWN = 30
_HOURS_KEPT = timedelta(hours=HOURS_SHOWN + 2)
_DAYS_KEPT = timedelta(days=DAYS_SHOWN + 2)
_STATUSES = (Status.HEALTHY, Status.DEGRADED, Status.DOWN)

Lengths = tuple[int, int, int]
"""Milliseconds healthy, degraded and down."""
_Key = TypeVar("_Key", datetime, date)


class Cell(Struct, frozen=True, kw_only=True):
    """An hour or a day of a client: how long it was watched, and how long each status was known.

    ``planned_ms`` are those of maintenance.
    """

    watched_ms: int
    known_ms: Lengths
    planned_ms: Lengths = (0, 0, 0)
    p95_ms: int | None = None

    @property
    def tally(self) -> Tally:
        """As it was, without its checks."""
        return Tally(
            watched_ms=self.watched_ms,
            known_ms=dict(zip(_STATUSES, self.known_ms, strict=True)),
            planned_ms=dict(zip(_STATUSES, self.planned_ms, strict=True)),
        )


class ClientBoard(Struct, frozen=True, kw_only=True):
    """A client's hours by their UTC start, and its days by their local date; what is unknown is not there."""

    hours: Mapping[datetime, Cell] = field(default_factory=dict)
    days: Mapping[date, Cell] = field(default_factory=dict)


class Sums(Struct, frozen=True, kw_only=True):
    """A client's last 24 full hours up to ``until``, and its last 30 complete days."""

    until: datetime
    day: Cell
    month: Cell

    def day_uptime(self, policy: UptimePolicy, now: datetime) -> Uptime:
        """That of the day; of nothing when it was folded too long ago."""
        cell = self.day if now - self.until < _SUMS_COUNT else _NOTHING
        return uptime(cell.tally, policy)

    def month_uptime(self, policy: UptimePolicy) -> Uptime:
        """That of the month."""
        return uptime(self.month.tally, policy)


class Board(Struct, frozen=True, kw_only=True):
    """``version`` grows by one with every change; 0 was never stored."""

    shard: ShardId
    version: int = 0
    clients: Mapping[ClientId, ClientBoard] = field(default_factory=dict)


_NOTHING = Cell(watched_ms=0, known_ms=(0, 0, 0))
_SUMS_COUNT = timedelta(hours=3)
"""An hour is folded five minutes after its end; later than this nobody folds."""


def cell_of(tally: Tally) -> Cell:
    """What the board keeps of a tally."""
    p95_ms = tally.latency.percentile_ms(95)
    return Cell(
        watched_ms=tally.watched_ms,
        known_ms=_lengths(tally.known_ms),
        planned_ms=_lengths(tally.planned_ms),
        p95_ms=None if p95_ms is None else round(p95_ms),
    )


def updated(
    board: Board,
    changes: Mapping[ClientId, ClientBoard],
    *,
    known: Collection[ClientId],
    now: datetime,
) -> Board:
    """The board with the cells of ``changes`` put in; without old ones, and without strangers.

    It is the same board where that changes nothing; else of the next version.
    """
    clients = {}
    for client_id in {*board.clients, *changes}:
        before = board.clients.get(client_id, ClientBoard())
        change = changes.get(client_id, ClientBoard())
        after = ClientBoard(
            hours=_since(now - _HOURS_KEPT, {**before.hours, **change.hours}),
            days=_since((now - _DAYS_KEPT).date(), {**before.days, **change.days}),
        )
        if client_id in known and (after.hours or after.days):
            clients[client_id] = after
    if clients == board.clients:
        return board
    return replace(board, version=board.version + 1, clients=clients)


def merged(boards: Iterable[ClientBoard]) -> ClientBoard:
    """What several shards hold of one client: hours add up, of a day each holds all."""
    hours: dict[datetime, Cell] = {}
    days: dict[date, Cell] = {}
    for each in boards:
        for start, cell in each.hours.items():
            hours[start] = _added(hours[start], cell) if start in hours else cell
        for day, cell in each.days.items():
            if day not in days or cell.watched_ms > days[day].watched_ms:
                days[day] = cell
    return ClientBoard(hours=hours, days=days)


def sums_of(board: Board) -> dict[ClientId, Sums]:
    """What a list of many clients shows, so that it need not read every cell.

    The day ends with the newest hour that is known of anybody in the shard.
    """
    newest = max((max(each.hours) for each in board.clients.values() if each.hours), default=None)
    if newest is None:
        return {}
    first = newest - (HOURS_SHOWN - 1) * HOUR
    return {
        client_id: Sums(
            until=newest + HOUR,
            day=_total(cell for start, cell in each.hours.items() if start >= first),
            month=_total(each.days[day] for day in last_days(each)),
        )
        for client_id, each in board.clients.items()
    }


def merged_sums(sums: Sequence[Sums]) -> Sums | None:
    """What several shards hold of one client; None where none does."""
    if not sums:
        return None
    return Sums(
        until=max(each.until for each in sums),
        day=_total(each.day for each in sums),
        month=max((each.month for each in sums), key=lambda cell: cell.watched_ms),
    )


def last_days(board: ClientBoard) -> list[date]:
    """The days shown, oldest first: the newest that is there and those of the 29 before it."""
    newest = max(board.days, default=None)
    if newest is None:
        return []
    first = newest - timedelta(days=DAYS_SHOWN - 1)
    return sorted(day for day in board.days if day >= first)


def _total(cells: Iterable[Cell]) -> Cell:
    total = _NOTHING
    for each in cells:
        total = _added(total, each)
    return total


def _added(one: Cell, other: Cell) -> Cell:
    """Both; a percentile of both is not known."""
    return Cell(
        watched_ms=one.watched_ms + other.watched_ms,
        known_ms=_sums(one.known_ms, other.known_ms),
        planned_ms=_sums(one.planned_ms, other.planned_ms),
    )


def _sums(one: Lengths, other: Lengths) -> Lengths:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _lengths(by_status: Mapping[Status, int]) -> Lengths:
    healthy, degraded, down = (by_status.get(status, 0) for status in _STATUSES)
    return healthy, degraded, down


def _since(first: _Key, cells: Mapping[_Key, Cell]) -> dict[_Key, Cell]:
    return {key: cells[key] for key in sorted(cells) if key >= first}
