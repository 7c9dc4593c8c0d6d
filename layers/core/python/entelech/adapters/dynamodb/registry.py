"""Clients and the shards that their systems stand in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb import keys, packing
from entelech.adapters.dynamodb.directory import read_directory
from entelech.adapters.dynamodb.listing import listed, read_page
from entelech.adapters.dynamodb.table import Item, Put, Table, versioned
from entelech.domain.access import ClientScope
from entelech.domain.auth_header import AuthHeader, NewHeader
from entelech.domain.check import CheckPolicy
from entelech.domain.client import Client, Membership, Registration, System
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId, Slot
from entelech.domain.schedule import Interval, ShardId, parse_shard_id
from entelech.ports import Page, RegistryChange
from entelech.schema import PARTITION_KEY, SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from entelech.domain.shard import ShardConfig, ShardEntry


class DynamoRegistryStore:
    """``RegistryStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def client(self, client_id: ClientId) -> Client | None:
        item = self._table.get(keys.client(client_id))
        return unpack_client(item) if item else None

    def known(self, client_ids: Collection[ClientId]) -> Mapping[ClientId, Client]:
        keyed = {keys.client(each): each for each in client_ids}
        found = self._table.get_many(list(keyed))
        return {keyed[key]: unpack_client(item) for key, item in found.items()}

    def clients(self, *, is_active: bool, limit: int, cursor: str | None) -> Page:
        listing = keys.clients_listing(is_active=is_active)
        items, more = read_page(
            self._table,
            listing,
            limit=limit,
            cursor=cursor,
            key_of=lambda sort: keys.client(ClientId(sort)),
        )
        return Page(clients=[unpack_client(item) for item in items], next_cursor=more)

    def directory(self) -> Sequence[ShardEntry]:
        return read_directory(self._table)

    def shard(self, shard: ShardId) -> ShardConfig:
        item = self._table.get(keys.shard_config(shard))
        return packing.unpack_config(shard, item, ClientScope.everything())

    def commit(self, change: RegistryChange) -> None:
        client = change.client
        puts = [versioned(keys.client(client.client_id), pack_client(client), client.version)]
        for config in change.shards:
            key = keys.shard_config(config.shard)
            puts.append(versioned(key, packing.pack_config(config), config.version))
            puts.append(Put(key=keys.directory_line(config.shard), item=_directory_line(config)))
        self._table.put_together(puts)

    def erase(self, client: Client) -> None:
        meta = keys.client(client.client_id)
        for item in self._table.query(meta.pk):
            if item["sk"] != meta.sk:
                self._table.delete(keys.Key(item[PARTITION_KEY], item[SORT_KEY]))
        self._table.delete(meta, version=client.version)


def pack_client(client: Client) -> Item:
    """The client's item; what people wrote and where it stands is one JSON text each."""
    gone = client.deactivated_at
    return {
        "version": client.version,
        "created_at": instant_text(client.created_at),
        "updated_at": instant_text(client.updated_at),
        "deactivated_at": instant_text(gone) if gone else None,
        "registration": json.dumps(_registration_document(client.registration)),
        "memberships": json.dumps([_membership_document(each) for each in client.memberships]),
        **listed(keys.clients_listing(is_active=client.is_active), client.client_id),
    }


def unpack_client(item: Item) -> Client:
    """The inverse of ``pack_client``."""
    gone = item.get("deactivated_at")
    return Client(
        registration=_registration(json.loads(item["registration"])),
        version=item["version"],
        created_at=keys.instant(item["created_at"]),
        updated_at=keys.instant(item["updated_at"]),
        deactivated_at=keys.instant(gone) if gone else None,
        memberships=tuple(_membership(each) for each in json.loads(item["memberships"])),
    )


def _registration_document(registration: Registration) -> dict[str, Any]:
    policy = registration.policy
    return {
        "client_id": registration.client_id,
        "client_name": registration.client_name,
        "industry": registration.industry,
        "contact_email": registration.contact_email,
        "interval_minutes": int(registration.interval),
        "timeout_s": policy.timeout_s,
        "retries": policy.retries,
        "degraded_over_ms": policy.degraded_over_ms,
        "time_zone": registration.time_zone,
        "systems": [_system_document(each) for each in registration.systems],
    }


def _system_document(system: System) -> list[Any]:
    auth = system.auth
    if isinstance(auth, NewHeader):
        raise TypeError("a value that was not put away")
    header = [auth.name, auth.secret_name] if auth else None
    return [system.name, system.endpoint, system.is_critical, header]


def _registration(stored: dict[str, Any]) -> Registration:
    return Registration(
        client_id=ClientId(stored["client_id"]),
        client_name=stored["client_name"],
        industry=stored["industry"],
        contact_email=stored["contact_email"],
        interval=Interval(stored["interval_minutes"]),
        policy=CheckPolicy(
            timeout_s=stored["timeout_s"],
            retries=stored["retries"],
            degraded_over_ms=stored["degraded_over_ms"],
        ),
        systems=tuple(
            System(
                name=name,
                endpoint=endpoint,
                is_critical=is_critical,
                auth=AuthHeader(name=auth[0], secret_name=auth[1]) if auth else None,
            )
            for name, endpoint, is_critical, auth in stored["systems"]
        ),
        time_zone=stored["time_zone"],
    )


def _membership_document(membership: Membership) -> dict[str, Any]:
    until = membership.until
    return {
        "shard": str(membership.shard),
        "slots": dict(membership.slots),
        "since": instant_text(membership.since),
        "until": instant_text(until) if until else None,
    }


def _membership(stored: dict[str, Any]) -> Membership:
    until: datetime | None = keys.instant(stored["until"]) if stored["until"] else None
    return Membership(
        shard=parse_shard_id(stored["shard"]),
        slots={name: Slot(slot) for name, slot in stored["slots"].items()},
        since=keys.instant(stored["since"]),
        until=until,
    )


def _directory_line(config: ShardConfig) -> Item:
    since = config.occupied_since
    return {
        "systems_count": len(config.rows),
        "occupied_since": instant_text(since) if since else None,
    }
