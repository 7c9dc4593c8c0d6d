"""``SecretStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.memory import Memory


class FakeSecretStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def secret(self, name: str) -> str | None:
        return self._memory.do(lambda: self._memory.secrets.get(name))

    def add(self, name: str, value: str) -> bool:
        return self._memory.do(lambda: self._memory.secrets.setdefault(name, value) == value)
