"""API keys."""

from __future__ import annotations

import json

from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.table import Put, Table
from entelech.domain.access import ApiKey, ClientScope, Role
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId


class DynamoKeyStore:
    """``KeyStore`` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def key(self, key_id: str) -> ApiKey | None:
        item = self._table.get(keys.api_key(key_id))
        if item is None:
            return None
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
        )

    def save(self, key: ApiKey) -> None:
        clients = key.scope.clients
        item = {
            "secret_sha256": key.secret_sha256,
            "name": key.name,
            "role": key.role.value,
            "clients": json.dumps(None if clients is None else sorted(clients)),
            "created_at": instant_text(key.created_at),
        }
        self._table.put(Put(key=keys.api_key(key.key_id), item=item))
