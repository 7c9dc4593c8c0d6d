"""Clients and the shards that they stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entelech.domain.client import Client
from entelech.domain.shard import ShardConfig, ShardEntry

if TYPE_CHECKING:
    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId


class RegistryChange(Struct, frozen=True, kw_only=True):
    """A client and the shards that change with it: written together or not at all.

    ``client.version`` and each config's ``version`` are those to be stored; one less is what must
    be stored now (for 1: nothing). The directory line of each config is written with it.
    """

    client: Client
    shards: Sequence[ShardConfig]


class Page(Struct, frozen=True, kw_only=True):
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
