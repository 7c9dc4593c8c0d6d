"""``ManualCheckStore`` and ``ManualCheckQueue`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from entelech.domain.ids import ClientId
    from entelech.domain.manual_check import ManualCheck


class FakeManualCheckStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def check(self, client_id: ClientId, check_id: str) -> ManualCheck | None:
        return self._memory.do(lambda: self._memory.manual_checks.get((client_id, check_id)))

    def save(self, check: ManualCheck) -> bool:
        return self._memory.do(lambda: self._save(check))

    def _save(self, check: ManualCheck) -> bool:
        stored = self._memory.manual_checks.get((check.client_id, check.check_id))
        if (stored.version if stored else 0) != check.version - 1:
            return False
        self._memory.manual_checks[check.client_id, check.check_id] = check
        return True


class FakeManualCheckQueue:
    """Keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[ClientId, str]] = []

    def send_check(self, client_id: ClientId, check_id: str) -> None:
        self.sent.append((client_id, check_id))
