"""``Prober`` that answers as it is told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.builders import an_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from entelech.domain.probe import Probe
    from entelech.ports.probing import Probing

HANGS = "hangs"
"""A probe that never ends, whatever its timeout: what the worker's own deadline is for."""


class FakeProber:
    """Answers each URL with its script, one entry a probe, the last one for ever; healthy else."""

    def __init__(self, **_: object) -> None:
        self.scripts: dict[str, list[Probe | str | Exception]] = {}
        self.probed: list[str] = []
        self.shown: list[tuple[str, str] | None] = []

    def script(self, url: str, answers: Sequence[Probe | str | Exception]) -> None:
        self.scripts[url] = list(answers)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Probing]:
        yield self._probe

    async def _probe(
        self, url: str, _timeout_s: float, header: tuple[str, str] | None = None
    ) -> Probe:
        self.probed.append(url)
        self.shown.append(header)
        script = self.scripts.get(url, [an_answer()])
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str):
            await asyncio.Event().wait()
        return answer
