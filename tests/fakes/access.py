"""``KeyStore`` in memory and an ``Entropy`` that can be foreseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entelech.domain.access import ApiKey
    from tests.fakes.memory import Memory


class FakeKeyStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def key(self, key_id: str) -> ApiKey | None:
        return self._memory.do(lambda: self._memory.keys.get(key_id))

    def save(self, key: ApiKey) -> None:
        self._memory.do(lambda: self._memory.keys.update({key.key_id: key}))


class FakeEntropy:
    """Secrets of 43 characters: "0…0001", "0…0002" and so on."""

    def __init__(self) -> None:
        self._drawn = 0

    def secret(self) -> str:
        self._drawn += 1
        return f"{self._drawn:043}"
