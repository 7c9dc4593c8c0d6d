"""``AuditLog`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import id_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.audit import AuditEntry, AuditQuery
    from tests.fakes.memory import Memory


class FakeAuditLog:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def add(self, entry: AuditEntry) -> None:
        def work() -> None:
            if entry.entry_id in self._memory.audit:
                raise LostRaceError
            self._memory.audit[entry.entry_id] = entry

        self._memory.do(work)

    def entries(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], str | None]:
        low = id_stamp(query.since) if query.since else ""
        high = id_stamp(query.until) if query.until else "~"
        before = high
        if query.cursor is not None:
            before = query.cursor.removeprefix("before:")
            if before == query.cursor or not low <= before <= high:
                raise InvalidError(field="cursor", expected="a next_cursor of an earlier answer")
        rest = [
            entry
            for entry_id, entry in sorted(self._memory.audit.items(), reverse=True)
            if low <= entry_id < before and query.client_id in {None, entry.client_id}
        ]
        more = f"before:{rest[query.limit - 1].entry_id}" if len(rest) > query.limit else None
        return self._memory.do(lambda: (rest[: query.limit], more))
