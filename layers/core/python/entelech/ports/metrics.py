"""Figures of clients' work: where they are kept, asked for and queued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.auth_header import Secret
from entelech.domain.period import Period
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, timedelta

    from entelech.domain.access import ClientScope
    from entelech.domain.backfill import Backfill
    from entelech.domain.fleet_day import FleetMonth, TodayRuns
    from entelech.domain.ids import ClientId
    from entelech.domain.intraday import IntradayDay, SystemIntraday
    from entelech.domain.metric_day import MetricDay, SystemDay
    from entelech.domain.metric_push import TakenPush


class Question(Struct, frozen=True, kw_only=True):
    """What a system is asked: its figures of these times, in this order."""

    system_name: str
    url: str
    header: tuple[str, Secret] | None
    periods: Sequence[Period]


class Fault(Struct, frozen=True, kw_only=True):
    """A question without an answer; ``detail`` is in words of our own."""

    reason: Reason
    detail: str | None = None


class MetricsSource(Protocol):
    """Asks systems for their figures."""

    def ask(self, questions: Sequence[Question]) -> Sequence[Sequence[bytes | Fault]]:
        """Bodies or faults, in the order of each question's periods.

        Systems are asked side by side, each its periods one after the other. A fault ends a system's
        turn, so its list may be shorter than its periods; each request has a limit of time and size.
        """


class MetricStore(Protocol):
    """Days of clients' work, and how they grew."""

    def days(self, client_id: ClientId, first: date, last: date) -> Sequence[MetricDay]:
        """The days of which something is known, from the first to the last, both included, by date."""

    def days_of(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], MetricDay]:
        """Those of the days that there are; costs one request per hundred."""

    def save_system(self, client_id: ClientId, day: date, system: SystemDay) -> bool:
        """Store one system's part of a day if what is there is of the revision before.

        False, and nothing written, else. The other systems' parts stay as they are.
        """

    def intraday(
        self, wanted: Sequence[tuple[ClientId, date]]
    ) -> Mapping[tuple[ClientId, date], IntradayDay]:
        """How those of the days grew of which it is known; costs one request per hundred."""

    def save_intraday(self, client_id: ClientId, day: date, system: SystemIntraday) -> bool:
        """As ``save_system``. It is kept for 60 days after the day."""

    def backfill(self, client_id: ClientId) -> Backfill | None:
        """How far the backfill has come; None where none has begun."""

    def save_backfill(self, client_id: ClientId, backfill: Backfill) -> bool:
        """Store it if what is there is of the version before; False, and nothing written, else."""

    def push(self, client_id: ClientId, key_digest: str) -> TakenPush | None:
        """What was taken under that idempotency key within the last day; None where nothing was."""

    def save_push(self, client_id: ClientId, key_digest: str, taken: TakenPush) -> None:
        """Remember for a day what was taken."""


class FleetDayStore(Protocol):
    """Partial sums of many clients' days, by bucket."""

    def month(self, month: str, bucket: int) -> FleetMonth:
        """The bucket's month; one of version 0 when it was never stored."""

    def save_month(self, month: FleetMonth) -> bool:
        """Store it if what is there is of the version before; False, and nothing written, else."""

    def months(self, months: Sequence[str], *, scope: ClientScope) -> Sequence[FleetMonth]:
        """Those months of all buckets that there are, without clients outside ``scope``.

        Costs one request per hundred.
        """

    def today(
        self, buckets: Collection[int], *, scope: ClientScope
    ) -> Mapping[ClientId, TodayRuns]:
        """How today goes for the clients of the buckets in ``scope``, as last stored."""

    def save_today(self, bucket: int, clients: Mapping[ClientId, TodayRuns]) -> None:
        """Store a bucket's clients, in the place of what was there."""


class MetricsQueue(Protocol):
    """Hands the asking for figures to the workers, at least once each, in no order."""

    def send_ingests(self, client_ids: Sequence[ClientId]) -> None:
        """Queue clients, to be asked for the days that may still change; one request per ten."""

    def send_backfill(self, client_id: ClientId, *, delay: timedelta) -> None:
        """Queue the next batch of a client's past."""

    def send_folds(
        self, folds: Sequence[tuple[int, Sequence[ClientId]]], *, days: tuple[date, date] | None
    ) -> None:
        """Queue buckets' clients, whose days enter the trends anew; one request each.

        ``days`` are the first and the last; None: those that may still change.
        """
