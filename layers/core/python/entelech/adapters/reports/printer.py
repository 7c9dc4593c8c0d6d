"""Prints a report in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.adapters.reports.csv_file import csv_of
from entelech.adapters.reports.html_file import html_of
from entelech.adapters.reports.json_file import json_of
from entelech.adapters.reports.pdf_file import pdf_of
from entelech.adapters.reports.words import words_for
from entelech.domain.reports.file_format import FileFormat
from entelech.ports.reports import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.brand import Brand
    from entelech.domain.reports.inputs import Subject
    from entelech.domain.reports.model import Report
    from entelech.domain.reports.words import Words


class BabelTypstPrinter:
    """``Printer`` with CLDR's data and a typesetter."""

    def words(self, subject: Subject, currency: str) -> Words:
        return words_for(subject.locale, currency, subject.time_zone)

    def render(self, report: Report, brand: Brand) -> Sequence[Rendered]:
        return [
            Rendered(file_format=FileFormat.PDF, content=pdf_of(report, brand)),
            Rendered(file_format=FileFormat.HTML, content=html_of(report, brand)),
            Rendered(file_format=FileFormat.CSV, content=csv_of(report)),
            Rendered(file_format=FileFormat.JSON, content=json_of(report)),
        ]
