"""Tells whether what is deployed is what the checkout holds."""

from __future__ import annotations

import hashlib
import platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = (
    "app.py",
    "cdk.json",
    "package-lock.json",
    "infra",
    "functions",
    "layers",
    "requirements/dev.txt",
    "dashboard_static/content-security-policy.txt",
)
IGNORED_FOLDERS = frozenset({"__pycache__", ".pytest_cache"})


def of_template(checkout: Path, authority: Path) -> str:
    """Hash of everything that decides the template and its assets on this machine."""
    sources = [path for name in SOURCES for path in _files(checkout / name)]
    return _hash([*sources, authority], platform.python_version(), platform.machine())


def of_folder(folder: Path) -> str:
    """Hash of the names and contents of a folder."""
    return _hash(list(_files(folder)))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir() and path.name not in IGNORED_FOLDERS:
        for child in sorted(path.iterdir()):
            yield from _files(child)


def _hash(files: list[Path], *facts: str) -> str:
    digest = hashlib.sha256("\0".join(facts).encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\0{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
