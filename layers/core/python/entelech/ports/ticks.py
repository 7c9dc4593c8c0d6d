"""What runs of shards leave behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from entelech.domain.ids import ClientId, Slot
from entelech.domain.probe import Certificate
from entelech.domain.shard import Lane, ShardConfig, ShardState, Tick

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.beat import Beats
    from entelech.domain.period import Period
    from entelech.domain.schedule import ShardId
    from entelech.domain.suspicion import Suspicion


class OpenedShard(Struct, frozen=True, kw_only=True):
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


class BeatStore(Protocol):
    """Signs of life by client and beat id."""

    def beats(self, names: Sequence[tuple[ClientId, str]]) -> Mapping[str, Beats]:
        """Those of them that there are, by beat id; costs one request per hundred."""

    def save(self, client_id: ClientId, beat_id: str, beats: Beats) -> bool:
        """Store them if what is there is of the version before; False, and nothing written, else."""
