"""The files that a report has."""

from __future__ import annotations

from enum import StrEnum


class FileFormat(StrEnum):
    """What a report can be downloaded as."""

    PDF = "pdf"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.JSON: "application/json",
}
MAX_ATTACHMENT_BYTES = 5_000_000
"""A larger paper is not sent along; the mail then says where it is."""
