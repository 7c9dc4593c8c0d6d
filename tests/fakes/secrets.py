"""``SecretStore`` in memory, and what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.services.keeping import HeaderKeeper
from entelech.services.sessions import SIGNING_KEY
from entelech.services.signing import SigningKey
from entelech.services.unlocking import HeaderReader
from tests.fakes.access import FakeEntropy
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from entelech.ports.clock import Clock


class FakeSecretStore:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def secret(self, name: str) -> str | None:
        return self._memory.do(lambda: self._memory.secrets.get(name))

    def secrets(self, names: Sequence[str]) -> Mapping[str, str]:
        kept = self._memory.secrets
        return self._memory.do(lambda: {name: kept[name] for name in names if name in kept})

    def remove(self, name: str) -> None:
        self._memory.do(lambda: self._memory.secrets.pop(name, None))

    def add(self, name: str, value: str) -> bool:
        return self._memory.do(lambda: self._add(name, value))

    def _add(self, name: str, value: str) -> bool:
        is_new = name not in self._memory.secrets
        self._memory.secrets.setdefault(name, value)
        return is_new


def a_signing_key(memory: Memory, clock: Clock, name: str = SIGNING_KEY) -> SigningKey:
    """That of a process that has read nothing yet; of sessions unless said otherwise."""
    return SigningKey(
        name=name, secrets=FakeSecretStore(memory), entropy=FakeEntropy(), clock=clock
    )


def a_keeper(memory: Memory) -> HeaderKeeper:
    return HeaderKeeper(secrets=FakeSecretStore(memory), entropy=FakeEntropy())


def a_reader(memory: Memory | None = None, clock: Clock | None = None) -> HeaderReader:
    """That of a process that has fetched nothing yet."""
    return HeaderReader(secrets=FakeSecretStore(memory or Memory()), clock=clock or FakeClock())
