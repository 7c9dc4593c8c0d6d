"""The report as JSON: the model itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from entelech.domain.document import document

if TYPE_CHECKING:
    from entelech.domain.reports.model import Report


def json_of(report: Report) -> bytes:
    """In the order of the model, to be read by people too."""
    return json.dumps(document(report), indent=1, ensure_ascii=False).encode()
