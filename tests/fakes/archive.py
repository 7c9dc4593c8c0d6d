"""``ArchiveStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.archive import ArchivedMonth, Month
from tests.builders import NOON
from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.ids import ClientId


class FakeArchiveStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def read(self, client_id: ClientId, month: Month) -> bytes | None:
        return self._memory.do(lambda: self._memory.archive.get((client_id, month)))

    def write(self, client_id: ClientId, month: Month, content: bytes) -> None:
        self._memory.do(lambda: self._memory.archive.update({(client_id, month): content}))

    def months(self, client_id: ClientId) -> Sequence[ArchivedMonth]:
        return self._memory.do(
            lambda: [
                ArchivedMonth(month=month.text, size_bytes=len(content), stored_at=NOON)
                for (of, month), content in sorted(self._memory.archive.items())
                if of == client_id
            ]
        )

    def remove(self, client_id: ClientId) -> None:
        kept = {key: each for key, each in self._memory.archive.items() if key[0] != client_id}
        self._memory.do(lambda: setattr(self._memory, "archive", kept))
