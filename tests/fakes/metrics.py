"""``MetricStore``, ``FleetDayStore``, ``MetricsSource`` and ``MetricsQueue`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.fleet_day import FleetMonth, TodayRuns, bucket_of
from entelech.domain.intraday import IntradayDay
from entelech.domain.metric_day import MetricDay
from entelech.domain.metric_push import KEYS_KEPT
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, timedelta

    from entelech.domain.access import ClientScope
    from entelech.domain.backfill import Backfill
    from entelech.domain.ids import ClientId
    from entelech.domain.intraday import SystemIntraday
    from entelech.domain.metric_day import SystemDay
    from entelech.domain.metric_push import TakenPush
    from entelech.domain.period import Period
    from entelech.ports.clock import Clock
    from entelech.ports.metrics import Fault, Question


class FakeMetricStore:
    def __init__(self, memory: Memory | None = None, clock: Clock | None = None) -> None:
        self._memory = memory or Memory()
        self._clock = clock or FakeClock()

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[MetricDay]:
        kept = self._memory.metric_days
        return self._memory.do(
            lambda: [
                kept[of, day]
                for of, day in sorted(kept)
                if of == client_id and first <= day <= last
            ]
        )

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], MetricDay]:
        kept = self._memory.metric_days
        return self._memory.do(lambda: {each: kept[each] for each in wanted if each in kept})

    def save_system(self, client_id: ClientId, day: date, system: SystemDay) -> bool:
        return self._memory.do(lambda: self._save_system(client_id, day, system))

    def intraday(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], IntradayDay]:
        kept = self._memory.intraday
        return self._memory.do(lambda: {each: kept[each] for each in wanted if each in kept})

    def save_intraday(self, client_id: ClientId, day: date, system: SystemIntraday) -> bool:
        return self._memory.do(lambda: self._save_intraday(client_id, day, system))

    def backfill(self, client_id: ClientId) -> Backfill | None:
        return self._memory.do(lambda: self._memory.backfills.get(client_id))

    def save_backfill(self, client_id: ClientId, backfill: Backfill) -> bool:
        return self._memory.do(lambda: self._save_backfill(client_id, backfill))

    def push(self, client_id: ClientId, key_digest: str) -> TakenPush | None:
        taken, ends = self._memory.pushes.get((client_id, key_digest), (None, None))
        is_kept = ends is not None and ends > self._clock.now()
        return self._memory.do(lambda: taken if is_kept else None)

    def save_push(self, client_id: ClientId, key_digest: str, taken: TakenPush) -> None:
        kept = (taken, self._clock.now() + KEYS_KEPT)
        self._memory.do(lambda: self._memory.pushes.update({(client_id, key_digest): kept}))

    def _save_system(self, client_id: ClientId, day: date, system: SystemDay) -> bool:
        blank = MetricDay(client_id=client_id, day=day)
        stored = self._memory.metric_days.get((client_id, day), blank)
        before = stored.systems.get(system.system_name)
        if (before.revision if before else 0) != system.revision - 1:
            return False
        systems = {**stored.systems, system.system_name: system}
        self._memory.metric_days[client_id, day] = replace(stored, systems=systems)
        return True

    def _save_intraday(self, client_id: ClientId, day: date, system: SystemIntraday) -> bool:
        blank = IntradayDay(client_id=client_id, day=day)
        stored = self._memory.intraday.get((client_id, day), blank)
        before = stored.systems.get(system.system_name)
        if (before.revision if before else 0) != system.revision - 1:
            return False
        systems = {**stored.systems, system.system_name: system}
        self._memory.intraday[client_id, day] = replace(stored, systems=systems)
        return True

    def _save_backfill(self, client_id: ClientId, backfill: Backfill) -> bool:
        stored = self._memory.backfills.get(client_id)
        if (stored.version if stored else 0) != backfill.version - 1:
            return False
        self._memory.backfills[client_id] = backfill
        return True


class FakeFleetDayStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def month(self, month: str, bucket: int) -> FleetMonth:
        blank = FleetMonth(month=month, bucket=bucket)
        return self._memory.do(lambda: self._memory.fleet_months.get((month, bucket), blank))

    def save_month(self, month: FleetMonth) -> bool:
        return self._memory.do(lambda: self._save_month(month))

    def months(self, months: Sequence[str], *, scope: ClientScope) -> Sequence[FleetMonth]:
        return self._memory.do(
            lambda: [
                replace(each, clients={k: v for k, v in each.clients.items() if scope.includes(k)})
                for (month, _), each in self._memory.fleet_months.items()
                if month in months
            ]
        )

    def today(
        self, buckets: Collection[int], *, scope: ClientScope
    ) -> Mapping[ClientId, TodayRuns]:
        return self._memory.do(
            lambda: {
                client_id: each
                for bucket, clients in self._memory.today.items()
                for client_id, each in clients.items()
                if bucket in buckets and scope.includes(client_id)
            }
        )

    def save_today(self, bucket: int, clients: Mapping[ClientId, TodayRuns]) -> None:
        self._memory.do(lambda: self._memory.today.update({bucket: dict(clients)}))

    def _save_month(self, month: FleetMonth) -> bool:
        stored = self._memory.fleet_months.get((month.month, month.bucket))
        if (stored.version if stored else 0) != month.version - 1:
            return False
        self._memory.fleet_months[month.month, month.bucket] = month
        return True


class FakeMetricsSource:
    """Systems that answer as ``answers`` says of their URL and the period; a fault ends their turn."""

    def __init__(self, answers: Callable[[str, Period], bytes | Fault]) -> None:
        self.answers = answers
        self.asked: list[Question] = []

    def ask(self, questions: Sequence[Question]) -> Sequence[Sequence[bytes | Fault]]:
        self.asked += questions
        return [self._turn(each) for each in questions]

    def _turn(self, question: Question) -> list[bytes | Fault]:
        found: list[bytes | Fault] = []
        for period in question.periods:
            found.append(self.answers(question.url, period))
            if not isinstance(found[-1], bytes):
                break
        return found


class FakeMetricsQueue:
    """Keeps what it was given."""

    def __init__(self) -> None:
        self.ingests: list[ClientId] = []
        self.backfills: list[tuple[ClientId, timedelta]] = []
        self.folds: list[tuple[int, list[ClientId], tuple[date, date] | None]] = []

    def send_ingests(self, client_ids: Sequence[ClientId]) -> None:
        self.ingests += client_ids

    def send_backfill(self, client_id: ClientId, *, delay: timedelta) -> None:
        self.backfills.append((client_id, delay))

    def send_folds(
        self, folds: Sequence[tuple[int, Sequence[ClientId]]], *, days: tuple[date, date] | None
    ) -> None:
        self.folds += [(bucket, list(clients), days) for bucket, clients in folds]


def today_of(memory: Memory, client_id: ClientId, runs: TodayRuns) -> None:
    """Put a client's today there without asking."""
    memory.today.setdefault(bucket_of(client_id), {})[client_id] = runs
