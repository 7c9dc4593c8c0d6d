"""What the runner tells the person who started it: a line for each step, with its seconds."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Step:
    """A step under way; ``note`` may say what came of it."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Writes one line per step; a terminal sees the step before it is done."""

    out: TextIO = field(default_factory=lambda: sys.stdout)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Step]:
        step = Step(name)
        started = time.monotonic()
        if self.out.isatty():
            self._write(f"  … {name}")
        try:
            yield step
        except BaseException:
            self._end_line(f"  ✗ {name}", started)
            raise
        self._end_line(f"  ✓ {name}{f': {step.note}' if step.note else ''}", started)

    def say(self, text: str = "") -> None:
        self._write(f"{text}\n")

    def _end_line(self, text: str, started: float) -> None:
        again = "\r\x1b[2K" if self.out.isatty() else ""
        self._write(f"{again}{text}  {time.monotonic() - started:.1f} s\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
