"""What the services need of the world; every adapter and every fake keeps these promises.

Stores read strongly consistent. A store that cannot answer raises UnavailableError.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from entelech.domain.board import Board, Sums
from entelech.domain.client import Client, Membership
from entelech.domain.ids import ClientId, Slot
from entelech.domain.probe import Certificate
from entelech.domain.reading import Latest
from entelech.domain.shard import Lane, ShardConfig, ShardEntry, ShardState, Tick

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import date, datetime

    from entelech.domain.access import ApiKey, ClientScope
    from entelech.domain.archive import ArchivedMonth, Month
    from entelech.domain.audit import AuditEntry, AuditQuery
    from entelech.domain.beat import Beats
    from entelech.domain.period import Period
    from entelech.domain.probe import Probe
    from entelech.domain.rate import Bucket
    from entelech.domain.rollup import DayRollup, HourRollup
    from entelech.domain.schedule import ShardId
    from entelech.domain.suspicion import Suspicion


class Clock(Protocol):
    """The time. The only source of it."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def elapsed_s(self) -> float:
        """Seconds on a monotonic timer with an arbitrary start."""

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChange:
    """A client and the shards that change with it: written together or not at all.

    ``client.version`` and each config's ``version`` are those to be stored; one less is what must
    be stored now (for 1: nothing). The directory line of each config is written with it.
    """

    client: Client
    shards: Sequence[ShardConfig]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list of clients, ordered by id. ``next_cursor`` None: nothing is left."""

    clients: Sequence[Client]
    next_cursor: str | None


class RegistryStore(Protocol):
    """Clients and the shards that their systems stand in."""

    def client(self, client_id: ClientId) -> Client | None:
        """The client, active or not."""

    def known(self, client_ids: Collection[ClientId]) -> Mapping[ClientId, Client]:
        """Those of the clients that there are, active or not; costs one request per hundred."""

    def clients(self, *, is_active: bool, limit: int, cursor: str | None) -> Page:
        """Clients by id, a page at a time. May lag behind a change by a moment.

        Raises:
            InvalidError: the cursor is none of ours.
        """

    def directory(self) -> Sequence[ShardEntry]:
        """Every shard that ever held a system."""

    def shard(self, shard: ShardId) -> ShardConfig:
        """The shard; one of version 0 without systems when it was never stored."""

    def commit(self, change: RegistryChange) -> None:
        """Write the whole change.

        Raises:
            LostRaceError: the client or a shard is not of the version that the change was made from;
                nothing was written.
        """

    def erase(self, client: Client) -> None:
        """Delete everything stored under the client, the client itself last; safe to repeat.

        Raises:
            LostRaceError: the client is not of that version any more; it is still there.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedShard:
    """A shard at the start of a run. ``config`` is of version 0 when it was never stored.

    ``ticks`` are those of the window that are stored already, by lane.
    """

    config: ShardConfig
    state: ShardState
    ticks: Mapping[Lane, Tick]
    certificates: Mapping[Slot, Certificate] = field(default_factory=dict)


class TickStore(Protocol):
    """What runs of shards measured, and the state made from it."""

    def open(self, shard: ShardId, window: datetime) -> OpenedShard:
        """All that a run of the window starts from, in one request."""

    def add_tick(self, tick: Tick) -> bool:
        """Store the tick once; False, and nothing written, when its window and lane have one."""

    def latest(
        self, shard: ShardId, windows: Sequence[datetime]
    ) -> tuple[ShardConfig, ShardState, Tick | None]:
        """The shard as it is now, its state, and its newest tick, both lanes as one.

        The tick is that of the first of ``windows`` that has one. State and tick are for the slots
        of the config, and a state of version 0 was never stored.
        """

    def save_state(self, state: ShardState) -> bool:
        """Store the state if that in store is of the version before; False, and nothing written, else."""

    def save_certificates(self, shard: ShardId, certificates: Mapping[Slot, Certificate]) -> None:
        """Store what the systems of a shard showed last, in the place of what was there."""

    def stored_windows(
        self, windows: Sequence[tuple[ShardId, datetime]]
    ) -> frozenset[tuple[ShardId, datetime]]:
        """Those of the windows whose main lane has a tick; costs one request per hundred."""


class SuspicionStore(Protocol):
    """Suspect minutes, and the failures that they are told by."""

    def note_failures(self, window: datetime, shard: ShardId, clients: int) -> None:
        """Store that so many clients of the shard began to fail then, in the place of what was there."""

    def failures(self, window: datetime) -> Mapping[ShardId, int]:
        """What was noted of that minute."""

    def mark(self, suspicion: Suspicion) -> None:
        """Store the suspicion, in the place of one of the same minute and cause."""

    def suspicions(self, period: Period) -> Sequence[Suspicion]:
        """Those of the minutes in the period, by time."""


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


class ArchiveQueue(Protocol):
    """Hands clients to the archive's workers, at least once each."""

    def send_clients(self, client_ids: Sequence[ClientId]) -> None:
        """Queue them; costs one request per ten."""


class BeatStore(Protocol):
    """Signs of life by client and beat id."""

    def beats(self, names: Sequence[tuple[ClientId, str]]) -> Mapping[str, Beats]:
        """Those of them that there are, by beat id; costs one request per hundred."""

    def save(self, client_id: ClientId, beat_id: str, beats: Beats) -> bool:
        """Store them if what is there is of the version before; False, and nothing written, else."""


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

    def board(self, shard: ShardId) -> Board:
        """The shard's board; one of version 0 when it was never stored."""

    def save_board(self, board: Board) -> bool:
        """Store the board if that in store is of the version before; False, and nothing written, else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardView:
    """A shard as somebody may see it: only rows of clients in their scope."""

    config: ShardConfig
    latest: Latest
    sums: Mapping[ClientId, Sums]


class FleetReader(Protocol):
    """Reads many systems in few requests; their number does not grow with the number of checks."""

    def clients(
        self, client_ids: Sequence[ClientId], *, scope: ClientScope
    ) -> Mapping[ClientId, Client]:
        """Those of the clients that there are in ``scope``; costs one request per hundred."""

    def boards(self, shards: Sequence[ShardId], *, scope: ClientScope) -> Sequence[Board]:
        """The boards without clients outside ``scope``; costs one request per hundred."""

    def directory(self) -> Sequence[ShardEntry]:
        """Every shard that ever held a system."""

    def shards(
        self, shards: Sequence[ShardId], *, scope: ClientScope, now: datetime
    ) -> Mapping[ShardId, ShardView]:
        """The shards with state and latest ticks, without the rows of clients outside ``scope``."""

    def client(self, client_id: ClientId, *, scope: ClientScope) -> Client | None:
        """The client, active or not; None as well when it is outside ``scope``."""

    def client_systems(self, membership: Membership, now: datetime) -> Latest:
        """State and latest ticks of the slots of one client's membership, and of no other's."""

    def last_tick_ends(
        self, shards: Sequence[ShardId], now: datetime
    ) -> Mapping[ShardId, datetime]:
        """When the newest of each shard's latest runs ended; no entry for a shard without one."""


class KeyStore(Protocol):
    """API keys by their id."""

    def key(self, key_id: str) -> ApiKey | None:
        """The key, None when there is none."""

    def keys(self, *, limit: int, cursor: str | None) -> tuple[Sequence[ApiKey], str | None]:
        """Keys by id, a page at a time, and the cursor of the next one. May lag behind by a moment.

        Raises:
            InvalidError: the cursor is none of ours.
        """

    def add(self, key: ApiKey) -> None:
        """Store a new key.

        Raises:
            LostRaceError: its id is taken.
        """

    def save(self, key: ApiKey) -> None:
        """Store the key, in the place of one with the same id."""

    def note_use(self, key_id: str, at: datetime) -> None:
        """Remember when the key was last used; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """

    def note_expiry(self, key_id: str, at: datetime) -> None:
        """Let the key end then; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """

    def note_revocation(self, key_id: str, at: datetime) -> None:
        """The key is revoked since then; changes nothing else of it, and makes no key.

        Raises:
            LostRaceError: there is no such key.
        """


class BucketStore(Protocol):
    """Token buckets by name; one that was never stored is full."""

    def bucket(self, name: str) -> Bucket:
        """The bucket; ``Bucket()`` when it is not there."""

    def swap(self, name: str, before: Bucket, after: Bucket) -> bool:
        """Store ``after`` if ``before`` is what is there; False, and nothing written, else."""


class AuditLog(Protocol):
    """What was asked for and what came of it: added to, and never changed."""

    def add(self, entry: AuditEntry) -> None:
        """Store a new entry, whole or not at all.

        Raises:
            LostRaceError: its id is taken.
        """

    def entries(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], str | None]:
        """Entries, the newest first, and the cursor of the next page. May lag behind by a moment.

        A page may have fewer entries than the limit, or none, and a cursor all the same.

        Raises:
            InvalidError: the cursor is none of ours, or stands outside of the query's time.
        """


class SecretStore(Protocol):
    """Secrets of the deployment by name."""

    def secret(self, name: str) -> str | None:
        """The secret, None when there is none."""

    def secrets(self, names: Sequence[str]) -> Mapping[str, str]:
        """Those of the secrets that there are; costs one request per ten."""

    def add(self, name: str, value: str) -> bool:
        """Store a new secret; False, and nothing written, when there is one of that name."""

    def remove(self, name: str) -> None:
        """Delete the secret; safe to repeat."""


class TokenVerifier(Protocol):
    """Tokens of one issuer."""

    def verify(self, text: str) -> Mapping[str, object]:
        """The claims of a token that the issuer signed for us and that counts now.

        Raises:
            UnauthenticatedError: it is none.
            UnavailableError: the issuer's keys are not known and cannot be read.
        """


class JobQueue(Protocol):
    """Hands work to the workers, at least once each, in no order."""

    def send(self, shard: ShardId, window: datetime) -> None:
        """Queue one run of a shard: of that window, or of the hour that begins then."""


class FoldQueue(Protocol):
    """Hands folds to the workers, at least once each, in no order."""

    def send_hours(self, hours: Sequence[tuple[ShardId, datetime]]) -> None:
        """Queue the hours of shards that begin then; costs one request per ten."""

    def send_days(self, client_id: ClientId, days: Sequence[date]) -> None:
        """Queue a client's days, to be made from their hours; costs one request per ten."""


class Probing(Protocol):
    """One HTTP GET. Never raises; ends within the timeout."""

    async def __call__(
        self, url: str, timeout_s: float, header: tuple[str, str] | None = None
    ) -> Probe:
        """What came of it. ``header`` is a name and a value for the URL's own origin alone."""


class Prober(Protocol):
    """Opens what a batch of probes shares."""

    def open(self) -> AbstractAsyncContextManager[Probing]:
        """What probes with; everything that it holds is let go on leaving the context."""


class Entropy(Protocol):
    """Random secrets."""

    def secret(self) -> str:
        """43 characters of URL-safe base64: 256 random bits."""

    def key_id(self) -> str:
        """8 characters of 0-9 and a-z."""
