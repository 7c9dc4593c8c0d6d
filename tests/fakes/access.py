"""``KeyStore`` in memory and an ``Entropy`` that can be foreseen."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

from entelech.domain.errors import InvalidError, LostRaceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from entelech.domain.access import ApiKey
    from tests.fakes.memory import Memory


class FakeKeyStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def key(self, key_id: str) -> ApiKey | None:
        return self._memory.do(lambda: self._memory.keys.get(key_id))

    def keys(self, *, limit: int, cursor: str | None) -> tuple[Sequence[ApiKey], str | None]:
        if cursor is not None and not cursor.startswith("after:"):
            raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
        after = (cursor or "after:").removeprefix("after:")
        rest = [key for key_id, key in sorted(self._memory.keys.items()) if key_id > after]
        more = f"after:{rest[limit - 1].key_id}" if len(rest) > limit else None
        return self._memory.do(lambda: (rest[:limit], more))

    def add(self, key: ApiKey) -> None:
        if key.key_id in self._memory.keys:
            raise LostRaceError
        self.save(key)

    def save(self, key: ApiKey) -> None:
        self._memory.do(lambda: self._memory.keys.update({key.key_id: key}))

    def note_use(self, key_id: str, at: datetime) -> None:
        self._change(key_id, last_used_at=at)

    def note_expiry(self, key_id: str, at: datetime) -> None:
        self._change(key_id, expires_at=at)

    def note_revocation(self, key_id: str, at: datetime) -> None:
        self._change(key_id, revoked_at=at)

    def _change(self, key_id: str, **changes: datetime) -> None:
        key = self._memory.keys.get(key_id)
        if key is None:
            raise LostRaceError
        self.save(replace(key, **changes))


class FakeEntropy:
    """Secrets of 43 characters, "0…0001", "0…0002" and so on; ids "key00001" and so on."""

    def __init__(self) -> None:
        self._secrets = count(1)
        self._ids = count(1)

    def secret(self) -> str:
        return f"{next(self._secrets):043}"

    def key_id(self) -> str:
        return f"key{next(self._ids):05}"
