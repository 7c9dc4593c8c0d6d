"""``BeatStore`` in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from entelech.domain.beat import Beats
    from entelech.domain.ids import ClientId


class FakeBeatStore:
    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()

    def beats(self, names: Sequence[tuple[ClientId, str]]) -> Mapping[str, Beats]:
        kept = self._memory.beats
        return self._memory.do(lambda: {name[1]: kept[name] for name in names if name in kept})

    def save(self, client_id: ClientId, beat_id: str, beats: Beats) -> bool:
        return self._memory.do(lambda: self._save((client_id, beat_id), beats))

    def _save(self, name: tuple[ClientId, str], beats: Beats) -> bool:
        stored = self._memory.beats.get(name)
        if (stored.version if stored else 0) != beats.version - 1:
            return False
        self._memory.beats[name] = beats
        return True
