"""The report as a tagged PDF (PDF/UA-1), the same bytes for the same report.

Everything that is written reaches the template as data: no text of a client's can be markup there.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typst

from entelech.adapters.reports.fonts import font_files, legible
from entelech.adapters.reports.view import view_of
from entelech.domain.document import document

if TYPE_CHECKING:
    from entelech.domain.brand import Brand
    from entelech.domain.reports.model import Report

_MARKS = {"kind", "svg", "tone", "priority", "language"}
"""What is no text; the labels in a picture are dates and numbers."""
_TEMPLATE = Path(__file__).parent / "report.typ"


def pdf_of(report: Report, brand: Brand) -> bytes:
    """The whole paper. The compiler refuses what people with a screen reader could not read."""
    view = document(view_of(report, brand))
    data = {
        "view": _legible(view),
        "accent": brand.accent,
        "brand": legible(brand.name),
        "logo": list(brand.logo) if brand.logo else None,
        "logo_format": brand.logo_format,
    }
    made = _compiler().compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=report.report_metadata.generated_at,
    )
    return cast("bytes", made)


@cache
def _compiler() -> typst.Compiler:
    """Fonts are read once a process, and are ours alone; the template may read no file."""
    folders = sorted({str(each.parent) for each in font_files()})
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    return typst.Compiler(font_paths=fonts)


def _legible(value: Any, key: str = "") -> Any:
    """Every text as the fonts can show it; a picture's marks are no text."""
    if isinstance(value, str):
        return value if key in _MARKS else legible(value)
    if isinstance(value, dict):
        return {name: _legible(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_legible(each, key) for each in value]
    return value
