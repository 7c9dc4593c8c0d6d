"""What a function carries, zipped, and whether its byte-code is valid for this interpreter."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from typing import TYPE_CHECKING

from benchmarks.line import Line
from layers import build

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.processes import Targets

_MEGABYTE = 2**20
_FUNCTIONS = (
    ("poll, api, dispatch", 6, ("core", "deps")),
    ("mcp", 16, ("core", "deps", "deps_mcp")),
    ("reports", 45, ("core", "deps", "deps_reports")),
)


def lines(_targets: Targets) -> list[Line]:
    """Size of each set of layers, and how many byte-code files are not valid."""
    folders = {name: build.build(name, build.HOST) for name in build.NAMES}
    sizes = {name: _zipped(folder) / _MEGABYTE for name, folder in folders.items()}
    found = [
        Line(
            name=f"Package of {name}",
            budget=budget,
            measured=sum(sizes[layer] for layer in layers),
            unit="MiB zipped",
            is_exact=True,
        )
        for name, budget, layers in _FUNCTIONS
    ]
    stale = sum(_is_stale(each) for folder in folders.values() for each in folder.rglob("*.pyc"))
    invalid = Line(
        name="Byte-code that is not valid", budget=0, measured=stale, unit="files", is_exact=True
    )
    return [*found, invalid]


def _zipped(folder: Path) -> int:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return len(buffer.getvalue())


def _is_stale(path: Path) -> bool:
    return path.read_bytes()[:4] != importlib.util.MAGIC_NUMBER
