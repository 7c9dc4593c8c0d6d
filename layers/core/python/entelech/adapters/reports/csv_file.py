"""The report's days as a table: a row a day and system, a column a figure, empty where unknown."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from msgspec.structs import astuple

from entelech.domain.reports.model import DayFigures

if TYPE_CHECKING:
    from entelech.domain.reports.model import Report

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula. Source: OWASP, CSV injection."""


def csv_of(report: Report) -> bytes:
    """With a byte-order mark, without which spreadsheets do not take it for UTF-8."""
    about = report.report_metadata
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        ["client_id", "client_name", "currency", "time_zone", *DayFigures.__struct_fields__]
    )
    fixed = [about.client_id, about.client_name, about.currency, about.time_zone]
    for day in report.system_health.days:
        writer.writerow([_cell(each) for each in (*fixed, *astuple(day))])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
