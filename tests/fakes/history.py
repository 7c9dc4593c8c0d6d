"""``HistoryStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.access import ClientScope

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from entelech.domain.board import Board
    from entelech.domain.ids import ClientId, Slot
    from entelech.domain.period import Period
    from entelech.domain.rollup import DayRollup, HourRollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.shard import Tick
    from tests.fakes.memory import Memory


class FakeHistoryStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def ticks(self, shard: ShardId, period: Period, slots: Collection[Slot]) -> Sequence[Tick]:
        return self._memory.do(
            lambda: [
                replace(tick, results={k: v for k, v in tick.results.items() if k in slots})
                for (of, window, _), tick in self._memory.ticks.items()
                if of == shard and window in period
            ]
        )

    def save_hours(self, hours: Sequence[HourRollup]) -> int:
        return sum(self._memory.do(lambda each=each: self._save_hour(each)) for each in hours)

    def hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        return self._memory.do(
            lambda: [
                hour
                for (of, start, _), hour in sorted(self._memory.hours.items())
                if of == client_id and start in period
            ]
        )

    def save_day(self, day: DayRollup) -> bool:
        return self._memory.do(lambda: self._save_day(day))

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[DayRollup]:
        return self._memory.do(
            lambda: [
                day
                for (of, on), day in sorted(self._memory.days.items())
                if of == client_id and first <= on <= last
            ]
        )

    def _save_hour(self, hour: HourRollup) -> bool:
        key = (hour.client_id, hour.start, hour.shard)
        stored = self._memory.hours.get(key)
        if stored == hour or (stored is not None and stored.ticks > hour.ticks):
            return False
        self._memory.hours[key] = hour
        return True

    def _save_day(self, day: DayRollup) -> bool:
        stored = self._memory.days.get((day.client_id, day.day))
        if stored is not None and stored.ticks > day.ticks:
            return False
        self._memory.days[day.client_id, day.day] = day
        return True

    def lasting_hours(self, client_id: ClientId, period: Period) -> Sequence[HourRollup]:
        restored = self._memory.restored
        found = self.hours(client_id, period)
        return [each for each in found if (client_id, each.start, each.shard) not in restored]

    def forget_hours(self, hours: Sequence[HourRollup]) -> None:
        gone = [(each.client_id, each.start, each.shard) for each in hours]
        self._memory.do(lambda: [self._memory.hours.pop(key, None) for key in gone])

    def restore_hours(self, hours: Sequence[HourRollup], until: datetime) -> None:
        for each in hours:
            key = (each.client_id, each.start, each.shard)
            if key not in self._memory.hours or key in self._memory.restored:
                self._memory.restored[key] = until
                self._memory.do(lambda k=key, h=each: self._memory.hours.update({k: h}))  # type: ignore[misc]

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], DayRollup]:
        kept = self._memory.days
        return self._memory.do(lambda: {each: kept[each] for each in wanted if each in kept})

    def board(self, shard: ShardId) -> Board:
        return self._memory.do(lambda: self._memory.board_of(shard, ClientScope.everything()))

    def save_board(self, board: Board) -> bool:
        return self._memory.do(lambda: self._put_board(board))

    def _put_board(self, board: Board) -> bool:
        stored = self._memory.boards.get(board.shard)
        if (stored.version if stored else 0) != board.version - 1:
            return False
        self._memory.boards[board.shard] = board
        return True
