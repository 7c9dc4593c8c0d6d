"""What is folded, and what is kept for years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from entelech.domain.archive import ArchivedMonth, Month
    from entelech.domain.board import Board
    from entelech.domain.ids import ClientId, Slot
    from entelech.domain.period import Period
    from entelech.domain.rollup import DayRollup, HourRollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import Tick


class ArchiveStore(Protocol):
    """Months of clients' hours, outside of the table."""

    def read(self, client_id: ClientId, month: Month) -> bytes | None:
        """What is stored of the month, None when nothing is."""

    def write(self, client_id: ClientId, month: Month, content: bytes) -> None:
        """Store the month, in the place of what was there."""

    def months(self, client_id: ClientId) -> Sequence[ArchivedMonth]:
        """The months that are there, oldest first."""

    def remove(self, client_id: ClientId) -> None:
        """Delete all months of the client; safe to repeat."""


class HistoryStore(Protocol):
    """What was, folded: hours of UTC quarters, and days in the client's zone."""

    def ticks(self, shard: ShardId, period: Period, slots: Collection[Slot]) -> Sequence[Tick]:
        """The ticks of every window in the period, each lane its own, with what they say of the slots."""

    def save_hours(self, hours: Sequence[HourRollup]) -> int:
        """Store each hour unless it is there just so, or out of more ticks; how many were written."""

    def hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        """The hours that begin in the period, by time; one in each shard that the client stood in."""

    def lasting_hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        """As ``hours``, without those that were restored."""

    def forget_hours(self, hours: Sequence[HourRollup]) -> None:
        """Delete the hours; safe to repeat; costs one request per 25."""

    def restore_hours(self, hours: Sequence[HourRollup], until: datetime) -> None:
        """Store those that are not there, until then."""

    def save_day(self, day: DayRollup) -> bool:
        """Store the day unless it is there out of more ticks; whether it was written."""

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[DayRollup]:
        """The days from the first to the last, both included, by date; those without history are not there."""

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], DayRollup]:
        """Those of the days that there are; costs one request per hundred."""

    def board(self, shard: ShardId) -> Board:
        """The shard's board; one of version 0 when it was never stored."""

    def save_board(self, board: Board) -> bool:
        """Store the board if that in store is of the version before; False, and nothing written, else."""
