"""The fonts of papers: Source Sans Pro, and Noto Sans SC for what it lacks; both under the SIL OFL 1.1.

Latin, Greek and Cyrillic are Source Sans Pro's, Chinese characters and kana Noto Sans SC's. What neither
has is written as its code, since a box would say nothing.
"""

from __future__ import annotations

import importlib.util
import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

_FAMILIES = (
    ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
    ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
)
"""Packages and their files. Source: PyPI, font-source-sans-pro and pylopdf-fonts-zh-cn."""
_SEGMENTS = 4
_GROUPS = 12
_LONG_WORD = re.compile(r"[^\s\u200b]{12}")
_SPACES = {"\t", "\n", " ", "\u00a0", "\u202f", "\u2009", "\u200b", "\u2060"}


def font_files() -> list[Path]:
    """The files that papers are set in."""
    return [_folder(package) / file for package, file in _FAMILIES]


def legible(text: str) -> str:
    """The text with every character that no font has as its code, like "⟨U+1F600⟩".

    Long words get places where a line may end.
    """
    known = _characters()
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(
        each if ord(each) in known or each in _SPACES else f"⟨U+{ord(each):04X}⟩".translate(_ANGLES)
        for each in composed
    )
    return _LONG_WORD.sub(lambda found: f"{found[0]}\u200b", shown)


_ANGLES = {ord("⟨"): "[", ord("⟩"): "]"}


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def _characters() -> frozenset[int]:
    """Every character that one of the files has."""
    return frozenset(code for file in font_files() for code in _mapped(file.read_bytes()))


def _mapped(font: bytes) -> set[int]:
    """The characters of a font. Source: OpenType, ``cmap``, formats 4 and 12."""
    tables = struct.unpack_from(">H", font, 4)[0]
    offsets = {
        font[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", font, 20 + 16 * n)[0]
        for n in range(tables)
    }
    start = offsets[b"cmap"]
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * n)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == _GROUPS:
            found |= _in_groups(font, at)
        elif kind == _SEGMENTS:
            found |= _in_segments(font, at)
    return found


def _in_groups(font: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for n in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last = struct.unpack_from(">II", font, at + 16 + 12 * n)
        found.update(range(first, last + 1))
    return found


def _in_segments(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, at + 16 + double)
    return {
        code
        for first, last in zip(starts, ends, strict=True)
        for code in range(first, last + 1)
        if code != 0xFFFF
    }
