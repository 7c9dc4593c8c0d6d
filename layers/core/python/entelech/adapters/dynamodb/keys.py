"""Every key shape of the table, each with an example.

| item        | pk                          | sk             |
|-------------|-----------------------------|----------------|
| client      | CLIENT#tnt-limousine-001    | META           |
| directory   | SHARDS                      | 01#000000      |
| shard       | SHARD#1#0                   | CONFIG         |
| shard state | SHARD#1#0                   | STATE          |
| tick        | TICK#1#0#2025-01-15T14      | 30, 30#slow    |
| API key     | KEY#operator                | META           |

The sparse index ``listing`` lists clients by state (CLIENT#active, CLIENT#inactive) and keys (KEY),
each by id.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from entelech.domain.errors import InvalidError
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import Lane

if TYPE_CHECKING:
    from entelech.domain.ids import ClientId

DIRECTORY = "SHARDS"
KEYS_LISTING = "KEY"


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


def client(client_id: ClientId) -> Key:
    return Key(f"CLIENT#{client_id}", "META")


def clients_listing(*, is_active: bool) -> str:
    return "CLIENT#active" if is_active else "CLIENT#inactive"


def directory_line(shard: ShardId) -> Key:
    return Key(DIRECTORY, f"{int(shard.interval):02}#{shard.number:06}")


def shard_of_line(sk: str) -> ShardId:
    """The shard of a directory line's sort key."""
    interval, _, number = sk.partition("#")
    return ShardId(interval=Interval(int(interval)), number=int(number))


def shard_config(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "CONFIG")


def shard_state(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "STATE")


def tick(shard: ShardId, window: datetime, lane: Lane = Lane.MAIN) -> Key:
    at = window.astimezone(UTC)
    suffix = "" if lane is Lane.MAIN else f"#{lane.value}"
    return Key(f"TICK#{shard}#{at:%Y-%m-%dT%H}", f"{at:%M}{suffix}")


def api_key(key_id: str) -> Key:
    return Key(f"KEY#{key_id}", "META")


def key_id_of(pk: str) -> str:
    """The id of a key's partition key."""
    return pk.removeprefix("KEY#")


def instant(text: str) -> datetime:
    """The inverse of ``document.instant_text``.

    Raises:
        InvalidError: the stored text is no instant.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidError(field="instant", expected="a stored instant") from None
