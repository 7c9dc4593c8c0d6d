"""API keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.listing import listed, read_page
from entelech.adapters.dynamodb.table import Put, Table, versioned
from entelech.domain.access import ApiKey, ClientScope, Role
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.adapters.dynamodb.table import Item


class DynamoKeyStore:
    """``KeyStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def key(self, key_id: str) -> ApiKey | None:
        item = self._table.get(keys.api_key(key_id))
        return _unpack(key_id, item) if item else None

    def keys(self, *, limit: int, cursor: str | None) -> tuple[Sequence[ApiKey], str | None]:
        items, more = read_page(
            self._table, keys.KEYS_LISTING, limit=limit, cursor=cursor, key_of=keys.api_key
        )
        return [_unpack(keys.key_id_of(item["pk"]), item) for item in items], more

    def add(self, key: ApiKey) -> None:
        self._table.put(versioned(keys.api_key(key.key_id), _pack(key), version=1))

    def save(self, key: ApiKey) -> None:
        self._table.put(Put(key=keys.api_key(key.key_id), item=_pack(key)))

    def note_use(self, key_id: str, at: datetime) -> None:
        self._table.set(keys.api_key(key_id), {"last_used_at": instant_text(at)})

    def note_expiry(self, key_id: str, at: datetime) -> None:
        self._table.set(keys.api_key(key_id), {"ends_at": instant_text(at)})

    def note_revocation(self, key_id: str, at: datetime) -> None:
        self._table.set(keys.api_key(key_id), {"revoked_at": instant_text(at)})


def _pack(key: ApiKey) -> Item:
    """The key's item. Its expiry is no TTL: an expired key is still listed."""
    clients = key.scope.clients
    return {
        "secret_sha256": key.secret_sha256,
        "name": key.name,
        "role": key.role.value,
        "clients": json.dumps(None if clients is None else sorted(clients)),
        "created_at": instant_text(key.created_at),
        "ends_at": _text(key.expires_at),
        "revoked_at": _text(key.revoked_at),
        "last_used_at": _text(key.last_used_at),
        **listed(keys.KEYS_LISTING, key.key_id),
    }


def _unpack(key_id: str, item: Item) -> ApiKey:
    clients = json.loads(item["clients"])
    return ApiKey(
        key_id=key_id,
        secret_sha256=item["secret_sha256"],
        name=item["name"],
        role=Role(item["role"]),
        scope=ClientScope(
            clients=None if clients is None else frozenset(ClientId(each) for each in clients)
        ),
        created_at=keys.instant(item["created_at"]),
        expires_at=_instant(item.get("ends_at")),
        revoked_at=_instant(item.get("revoked_at")),
        last_used_at=_instant(item.get("last_used_at")),
    )


def _text(moment: datetime | None) -> str | None:
    return instant_text(moment) if moment else None


def _instant(text: str | None) -> datetime | None:
    return keys.instant(text) if text else None
