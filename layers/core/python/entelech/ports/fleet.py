"""Reads of many systems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from entelech.domain.board import Board, Sums
from entelech.domain.fleet_day import TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.reading import Latest
from entelech.domain.shard import ShardConfig, ShardEntry

if TYPE_CHECKING:
    from datetime import datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client, Membership
    from entelech.domain.schedule import ShardId


class ShardView(Struct, frozen=True, kw_only=True):
    """A shard as somebody may see it: only rows of clients in their scope."""

    config: ShardConfig
    latest: Latest
    sums: Mapping[ClientId, Sums]
    runs: Mapping[ClientId, TodayRuns] = field(default_factory=dict)
    """How today goes, of those residents of whom it is known."""


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
