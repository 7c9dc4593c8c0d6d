"""Asks clients' systems for the figures of their days, and stores what they say or why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.auth_header import AuthHeader
from entelech.domain.backfill import begun
from entelech.domain.errors import InvalidError
from entelech.domain.fleet_day import (
    STEP,
    bucket_of,
    buckets_due,
    buckets_to_fold,
    is_new,
    step_of,
)
from entelech.domain.metric_answer import read_answer
from entelech.domain.metric_day import IngestSource, Rejection, Told
from entelech.domain.period import Period
from entelech.domain.reason import Reason
from entelech.ports.clock import Clock
from entelech.ports.metrics import Fault, MetricsQueue, MetricsSource, MetricStore, Question
from entelech.ports.registry import RegistryStore
from entelech.services.recording import Known, Part, Recorder
from entelech.services.unlocking import HeaderReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from entelech.domain.auth_header import Secret
    from entelech.domain.client import Client, System
    from entelech.domain.ids import ClientId

RECENT_DAYS = 3
"""Complete days that may still change, so they are asked again and again with the one that runs."""
PACE = timedelta(seconds=20)
"""Between two batches of a backfill."""
_PAGE = 1000
_DAY = timedelta(days=1)
_YOUNGEST = timedelta(minutes=1)
"""A day is not asked for before it is so old."""


class Ingested(Struct, frozen=True, kw_only=True):
    """What one run took, in days of systems."""

    taken: int
    changed: int
    rejected: int


class _Asked(Struct, frozen=True, kw_only=True):
    """A day that is asked for, as far as it has come."""

    day: date
    period: Period
    whole: Period
    taken_at: datetime


class Ingester(Struct, frozen=True, kw_only=True):
    """Doing the same twice changes nothing; what one system does wrong costs no other its figures."""

    registry: RegistryStore
    store: MetricStore
    recorder: Recorder
    source: MetricsSource
    headers: HeaderReader
    queue: MetricsQueue
    clock: Clock

    def ingest(self, client_id: ClientId) -> Ingested:
        """Ask for today and the three days before it; see that the past is being asked for.

        1. Each system that speaks the contract is asked, newest day first.
        2. What it says is stored, day by day; today's running total enters its hour.
        3. What cannot be used is stored as a rejection, beside the figures that are there.
        4. A backfill begins with the first run, and goes on where it got stuck.
        """
        client = self.registry.client(client_id)
        if client is None or not client.is_active:
            return Ingested(taken=0, changed=0, rejected=0)
        today = client.calendar.date_of(self.clock.now())
        done = self._ask(client, [today - n * _DAY for n in range(RECENT_DAYS + 1)])
        self._see_to_backfill(client, today)
        return done

    def backfill(self, client_id: ClientId) -> Ingested:
        """Ask for the next days of the client's past, and queue those after them.

        A batch that comes twice asks for days that were asked before, which changes nothing.
        """
        client = self.registry.client(client_id)
        before = self.store.backfill(client_id)
        if client is None or not client.is_active or before is None or before.is_finished:
            return Ingested(taken=0, changed=0, rejected=0)
        days = before.batch
        done = self._ask(client, days)
        after = before.advanced(self.clock.now())
        if self.store.save_backfill(client_id, after):
            folded = [(bucket_of(client_id), [client_id])]
            self.queue.send_folds(folded, days=(days[-1], days[0]))
            if not after.is_finished:
                self.queue.send_backfill(client_id, delay=PACE)
        return done

    def _see_to_backfill(self, client: Client, today: date) -> None:
        now = self.clock.now()
        known = self.store.backfill(client.client_id)
        if known is None:
            is_ours = self.store.save_backfill(client.client_id, begun(today, RECENT_DAYS, now))
            if not is_ours:
                return
        elif not known.is_stalled(now):
            return
        self.queue.send_backfill(client.client_id, delay=timedelta())

    def _ask(self, client: Client, days: Sequence[date]) -> Ingested:
        asked = self._asked(client, days)
        systems = [each for each in client.registration.systems if each.metrics_url]
        headers = self._headers(systems)
        questions = [
            Question(
                system_name=each.name,
                url=each.metrics_url or "",
                header=headers[each.name],
                periods=[day.period for day in asked],
            )
            for each in systems
            if each.name in headers
        ]
        answers = dict(
            zip((each.system_name for each in questions), self.source.ask(questions), strict=True)
        )
        found = [
            (_part(client, system, day), day, answer)
            for system in systems
            for day, answer in zip(asked, answers.get(system.name, [_NO_HEADER]), strict=False)
        ]
        known = self.recorder.known([part for part, _, _ in found])
        results = [self._store(client, part, day, answer, known) for part, day, answer in found]
        return Ingested(
            taken=sum(each is not None for each in results),
            changed=sum(bool(each) for each in results),
            rejected=sum(each is None for each in results),
        )

    def _store(
        self, client: Client, part: Part, day: _Asked, answer: bytes | Fault, known: Known
    ) -> bool | None:
        """Whether the answer was news; None where it could not be used."""
        fault = answer if isinstance(answer, Fault) else None
        if isinstance(answer, bytes):
            try:
                figures = read_answer(answer, day.period, ends_by=day.whole.end)
            except InvalidError as error:
                fault = Fault(reason=Reason.INVALID_CONTRACT, detail=error.message)
            else:
                told = Told(
                    figures=figures,
                    currency=client.terms_at(day.whole.start).currency,
                    source=IngestSource.PULL,
                    taken_at=day.taken_at,
                )
                return self.recorder.take(part, told, known).is_changed
        if fault is not None:
            self.recorder.reject(part, _rejection(fault, self.clock.now()), known)
        return None

    def _asked(self, client: Client, days: Sequence[date]) -> list[_Asked]:
        now = self.clock.now().replace(microsecond=0)
        wholes = [(day, client.calendar.day(day)) for day in days]
        return [
            _Asked(
                day=day,
                period=Period(start=whole.start, end=min(whole.end, now)),
                whole=whole,
                taken_at=now,
            )
            for day, whole in wholes
            if now - whole.start >= _YOUNGEST
        ]

    def _headers(self, systems: Sequence[System]) -> dict[str, tuple[str, Secret] | None]:
        """By system, the header that it wants; without systems whose header cannot be read."""
        values = self.headers.values(systems)
        found: dict[str, tuple[str, Secret] | None] = {}
        for each in systems:
            if not isinstance(each.auth, AuthHeader):
                found[each.name] = None
            elif each.auth.secret_name in values:
                found[each.name] = (each.auth.name, values[each.auth.secret_name])
        return found


class Dispatched(Struct, frozen=True, kw_only=True):
    """What one step queued: clients to be asked, and buckets to be folded."""

    clients: int
    folds: int


class MetricsDispatcher(Struct, frozen=True, kw_only=True):
    """Queues what is due; doing so twice is harmless. Each client is asked once in ``every``."""

    registry: RegistryStore
    queue: MetricsQueue
    every: timedelta

    def dispatch(self, scheduled_at: datetime) -> Dispatched:
        """Queue the clients whose bucket is due in the step of ``scheduled_at``, and new ones.

        A step later their bucket is folded, with clients that are watched no more.
        """
        at = step_of(scheduled_at)
        active = list(self._clients(is_active=True))
        due = set(buckets_due(at, self.every))
        asked = [
            each.client_id
            for each in active
            if bucket_of(each.client_id) in due or is_new(each, at)
        ]
        self.queue.send_ingests(asked)
        folded = set(buckets_to_fold(at, self.every))
        folded |= {bucket_of(each.client_id) for each in active if is_new(each, at - STEP)}
        if folded:
            self._fold(folded, [*active, *self._clients(is_active=False)])
        return Dispatched(clients=len(asked), folds=len(folded))

    def _fold(self, buckets: set[int], clients: Sequence[Client]) -> None:
        members: dict[int, list[ClientId]] = {bucket: [] for bucket in sorted(buckets)}
        for each in clients:
            bucket = bucket_of(each.client_id)
            if bucket in members:
                members[bucket].append(each.client_id)
        self.queue.send_folds([each for each in members.items() if each[1]], days=None)

    def _clients(self, *, is_active: bool) -> Iterator[Client]:
        cursor: str | None = None
        while True:
            page = self.registry.clients(is_active=is_active, limit=_PAGE, cursor=cursor)
            yield from page.clients
            cursor = page.next_cursor
            if cursor is None:
                return


_NO_HEADER = Fault(reason=Reason.UNKNOWN, detail="the header that it wants could not be read")


def _part(client: Client, system: System, day: _Asked) -> Part:
    return Part(client_id=client.client_id, system_name=system.name, day=day.day, whole=day.whole)


def _rejection(fault: Fault, now: datetime) -> Rejection:
    return Rejection(
        source=IngestSource.PULL,
        reason=fault.reason,
        detail=fault.detail,
        first_at=now,
        last_at=now,
    )
