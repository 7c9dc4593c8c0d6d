"""Reports as people see them: the page in a real browser, the paper as pictures of its pages."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from entelech.adapters.reports.html_file import html_of
from entelech.adapters.reports.pdf_file import pdf_of
from entelech.adapters.reports.words import words_for
from entelech.domain.brand import Brand
from entelech.domain.reports.inputs import ReportInputs, Span, Terms
from entelech.domain.reports.making import report_of
from tests.report_samples import MADE_AT, a_subject, some_inputs, some_terms
from tests.verify.reader import DESKTOP, NARROWEST, faults, overflow

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE = f"<b>&\"' {'W' * 70} \u202e#x"
BRAND = Brand(name="An Agency", footer="Confidential")


def without_data() -> ReportInputs:
    known = some_inputs()
    return ReportInputs(
        subject=known.subject,
        terms=Terms(),
        span=Span(asked=known.span.asked),
        before=Span(asked=known.before.asked),
    )


def of(**subject: Any) -> ReportInputs:
    return some_inputs(subject=a_subject(**subject))


CASES = {
    "a month": some_inputs(),
    "no data": without_data(),
    "one system": of(systems=("Only one",)),
    "a hundred systems": of(systems=tuple(f"System number {n:03}" for n in range(100))),
    "hostile text": of(client_name=HOSTILE, industry=HOSTILE, systems=(HOSTILE[:100], "A" * 100)),
    "Greek": of(client_name="Λιμουζίνες Αθηνών", locale="el_GR", time_zone="Europe/Athens"),
    "Cyrillic": of(client_name="Лімузини Києва", locale="uk_UA", time_zone="Europe/Kyiv"),
    "Chinese characters": some_inputs(
        subject=a_subject(client_name="東京リムジン", locale="ja_JP", time_zone="Asia/Tokyo"),
        terms=some_terms(currency="JPY"),
    ),
}


def made(inputs: ReportInputs) -> Any:
    subject = inputs.subject
    words = words_for(subject.locale, inputs.terms.currency, subject.time_zone)
    return report_of(inputs, words, generated_at=MADE_AT)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [DESKTOP, NARROWEST])
def test_everybody_can_read_the_page(browser: Browser, case: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    page.set_content(html_of(made(CASES[case]), BRAND).decode())

    assert overflow(page) <= 0
    assert faults(page) == []
    assert said == []
    page.close()


@pytest.mark.parametrize("case", CASES)
def test_nothing_runs_out_of_the_paper(tmp_path: Path, case: str) -> None:
    """20 mm at the sides are empty on every page: 39 of 420 dots, at 50 to the inch."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf_of(made(CASES[case]), BRAND))

    subprocess.run(
        ["/usr/bin/pdftoppm", "-r", "50", "-gray", str(paper), str(tmp_path / "page")], check=True
    )

    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert pages
    for page in pages:
        _, size, _, dots = page.read_bytes().split(b"\n", 3)
        width = int(size.split()[0])
        rows = [dots[n : n + width] for n in range(0, len(dots), width)]
        edges = {dot for row in rows for dot in (*row[:36], *row[-36:])}
        assert edges == {255}, page.name
