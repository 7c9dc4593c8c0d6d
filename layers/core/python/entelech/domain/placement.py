"""Where a client's systems stand: whole clients together, slots never given away too soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.auth_header import AuthHeader
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.client import MEMBERSHIP_KEPT, Client, Membership, Registration
from entelech.domain.ids import ClientId, Slot
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import (
    MAX_SYSTEMS_IN_SHARD,
    Resident,
    Row,
    ShardConfig,
    ShardEntry,
    Tombstone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from entelech.domain.client import System
    from entelech.domain.maintenance import MaintenanceWindow


def choose_shard(
    entries: Sequence[ShardEntry],
    *,
    interval: Interval,
    systems_count: int,
    current: ShardId | None,
    current_count: int,
) -> ShardId:
    """The shard for a client of so many systems: where it is if it still fits, else the first with room.

    ``current_count`` is how many systems the client has in ``current`` already.
    """
    peers = sorted(
        (entry for entry in entries if entry.shard.interval is interval),
        key=lambda each: each.shard,
    )
    for entry in sorted(peers, key=lambda each: each.shard != current):
        own = current_count if entry.shard == current else 0
        if entry.systems_count - own + systems_count <= MAX_SYSTEMS_IN_SHARD:
            return entry.shard
    taken = {entry.shard.number for entry in peers}
    return ShardId(
        interval=interval, number=next(n for n in range(len(taken) + 1) if n not in taken)
    )


def _heard_since(system: System, before: Row | None, now: datetime) -> datetime | None:
    if not isinstance(system.check, HeartbeatCheck):
        return None
    return before.heard_since if before and before.heard_since else now


def place(
    config: ShardConfig,
    registration: Registration,
    now: datetime,
    *,
    maintenance: tuple[MaintenanceWindow, ...] = (),
) -> ShardConfig:
    """The shard with the client's systems as registered; a system of the same name keeps its slot."""
    before = remove(config, registration.client_id, now)
    before_by_name = {
        row.system_name: row for row in config.rows if row.client_id == registration.client_id
    }
    kept = {name: row.slot for name, row in before_by_name.items()}
    slots = _slots(registration, kept, before)
    rows = tuple(
        Row(
            slot=slots[system.name],
            client_id=registration.client_id,
            system_name=system.name,
            url=system.url,
            policy=registration.policy,
            is_critical=system.is_critical,
            auth=system.auth if isinstance(system.auth, AuthHeader) else None,
            check=system.check,
            heard_since=_heard_since(system, before_by_name.get(system.name), now),
        )
        for system in registration.systems
    )
    resident = Resident(
        client_name=registration.client_name,
        industry=registration.industry,
        uptime_policy=registration.uptime_policy,
        maintenance=maintenance,
    )
    return replace(
        before,
        rows=tuple(sorted((*before.rows, *rows), key=lambda row: row.slot)),
        residents={**before.residents, registration.client_id: resident},
        tombstones={
            slot: each
            for slot, each in before.tombstones.items()
            if slot not in set(slots.values())
        },
        occupied_since=config.occupied_since if config.rows else now,
    )


def remove(config: ShardConfig, client_id: ClientId, now: datetime) -> ShardConfig:
    """The shard without the client; its slots lie fallow for 14 days."""
    grave = Tombstone(client_id=client_id, at=now)
    left = {
        slot: each for slot, each in config.tombstones.items() if now - each.at < MEMBERSHIP_KEPT
    }
    left.update({row.slot: grave for row in config.rows if row.client_id == client_id})
    rows = tuple(row for row in config.rows if row.client_id != client_id)
    return replace(
        config,
        rows=rows,
        residents={key: each for key, each in config.residents.items() if key != client_id},
        tombstones=left,
        occupied_since=config.occupied_since if rows else None,
    )


def slots_of(config: ShardConfig, client_id: ClientId) -> dict[str, Slot]:
    """System name to slot, of one client."""
    return {row.system_name: row.slot for row in config.rows if row.client_id == client_id}


def moved(client: Client, config: ShardConfig | None, now: datetime) -> tuple[Membership, ...]:
    """The client's memberships once it stands in ``config``, or nowhere when that is None.

    An open membership that no longer holds is closed at ``now``; closed ones are kept 14 days.
    """
    slots = slots_of(config, client.client_id) if config else {}
    past = []
    for each in client.memberships:
        if each.until is None:
            if config and each.shard == config.shard and each.slots == slots:
                return client.memberships
            past.append(replace(each, until=now))
        elif now - each.until < MEMBERSHIP_KEPT:
            past.append(each)
    if config is None:
        return tuple(past)
    return (Membership(shard=config.shard, slots=slots, since=now), *past)


def _slots(
    registration: Registration, kept: Mapping[str, Slot], config: ShardConfig
) -> dict[str, Slot]:
    own = {kept[system.name] for system in registration.systems if system.name in kept}
    taken = {row.slot for row in config.rows} | set(config.tombstones) | own
    fresh = _free_slots(taken)
    return {
        system.name: kept[system.name] if system.name in kept else next(fresh)
        for system in registration.systems
    }


def _free_slots(taken: Iterable[Slot]) -> Iterator[Slot]:
    occupied = set(taken)
    return (Slot(n) for n in range(len(occupied) + MAX_SYSTEMS_IN_SHARD) if n not in occupied)
