"""A report's four files."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from msgspec.structs import replace

from entelech.adapters.reports import english
from entelech.adapters.reports.csv_file import csv_of
from entelech.adapters.reports.fonts import legible
from entelech.adapters.reports.html_file import html_of
from entelech.adapters.reports.json_file import json_of
from entelech.adapters.reports.pdf_file import pdf_of
from entelech.adapters.reports.words import BabelWords, words_for
from entelech.domain.brand import Brand
from entelech.domain.calendar import Calendar
from entelech.domain.locale import LOCALES
from entelech.domain.reason import Reason
from entelech.domain.reports.inputs import Span
from entelech.domain.reports.making import report_of
from tests.report_samples import MADE_AT, a_subject, health_days, some_inputs
from tests.synthesis import ROOT

if TYPE_CHECKING:
    from entelech.domain.reports.model import Report

BRAND = Brand(name="An Agency", footer="Confidential")
HOSTILE = '<script>alert(1)</script> #read("/etc/passwd") $x$ *b* \u202egnp.exe =1+1'


def made(**subject: Any) -> Report:
    inputs = some_inputs(subject=a_subject(**subject))
    about = inputs.subject
    words = words_for(about.locale, inputs.terms.currency, about.time_zone)
    return report_of(inputs, words, generated_at=MADE_AT)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        self._is_style = tag == "style"
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self.found.append(data)


def html_text(report: Report) -> str:
    parser = _Texts()
    parser.feed(html_of(report, BRAND).decode())
    return squeezed(" ".join(parser.found))


def pdf_text(report: Report) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(report, BRAND)))
    return squeezed(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    """Without the spaces that lines and cells are set apart by."""
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR", "tr_TR", "ja_JP", "el_GR", "ru_RU"])
def test_the_same_figures_stand_in_all_four(locale: str) -> None:
    report = made(locale=locale)
    words = words_for(locale, "USD", "UTC")
    told = json.loads(json_of(report))
    rows = list(csv.DictReader(io.StringIO(csv_of(report).decode("utf-8-sig"))))
    health, work = told["system_health"], told["performance_metrics"]
    summary, roi = work["automation_summary"], work["roi_analysis"]
    written = [
        words.percent(health["uptime_summary"]),
        words.percent(summary["success_rate"]),
        words.number(summary["total_automations"]),
        words.number(roi["time_saved_hours"], 1),
        words.money(roi["labor_cost_savings"]),
        words.money(roi["cost_savings"]),
        words.money(roi["retainer"]),
        words.span(health["service_level"]["error_budget_left_seconds"]),
        words.number(told["proof_of_work"]["checks_made"]),
        *(words.percent(each["uptime_percentage"]) for each in health["systems"]),
        *(words.moment(report.system_health.incidents[n].opened_at) for n in range(1)),
        *(each["title"] for kind in told["recommendations"].values() for each in kind),
        *report.executive_summary.key_achievements,
        *report.executive_summary.areas_for_improvement,
        *report.method.statements,
    ]

    page, paper = html_text(report), pdf_text(report)

    for figure in map(squeezed, written):
        assert figure in page
        assert figure in paper
    assert len(rows) == len(health["days"]) == 30 * 3
    assert sum(int(each["runs"] or 0) for each in rows) == summary["total_automations"]
    assert sum(int(each["downtime_seconds"]) for each in rows) == sum(
        each["downtime_seconds"] for each in health["systems"]
    )
    savings = sum(round(100 * float(each["cost_savings"] or 0)) for each in rows)
    assert savings == round(100 * roi["cost_savings"])


def test_where_nothing_was_measured_nobody_says_that_there_was_no_outage() -> None:
    inputs = some_inputs()
    asked = inputs.span.asked
    words = words_for("en_US", "USD", "UTC")

    unseen = report_of(replace(inputs, span=Span(asked=asked)), words, generated_at=MADE_AT)
    quiet = Span(asked=asked, health=health_days(asked, Calendar(zone=ZoneInfo("UTC"))))
    seen = report_of(replace(inputs, span=quiet), words, generated_at=MADE_AT)

    said = squeezed("No outage in this time.")
    assert said not in html_text(unseen)
    assert squeezed("nothing is known of outages") in html_text(unseen)
    assert said in html_text(seen)


def test_the_same_report_is_the_same_paper() -> None:
    assert pdf_of(made(), BRAND) == pdf_of(made(), BRAND)
    assert html_of(made(), BRAND) == html_of(made(), BRAND)


def test_a_paper_is_tagged_and_says_its_title_and_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(made(), BRAND)))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("TNT Limousine, Monthly status report")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_hostile_text_stays_text() -> None:
    report = made(client_name=HOSTILE, systems=(HOSTILE, "=1+1", "Mail"), industry=HOSTILE)

    page = html_of(report, replace(BRAND, name=HOSTILE, footer=HOSTILE)).decode()
    paper = pdf_text(report)

    assert "<script" not in page
    assert squeezed('#read("/etc/passwd") $x$ *b*') in html_text(report)
    assert squeezed('#read("/etc/passwd") $x$ *b*') in paper
    assert "root:" not in paper
    assert "[U+202E]" in paper
    rows = list(csv.DictReader(io.StringIO(csv_of(report).decode("utf-8-sig"))))
    assert {each["system"] for each in rows} == {HOSTILE, "'=1+1", "Mail"}


@pytest.mark.parametrize("name", ["Łódź Çeşme", "Αθήνα", "Київ Москва", "中文公司", "にほん"])
def test_a_name_in_another_script_is_set_in_a_font_that_has_it(name: str) -> None:
    report = made(client_name=name)

    assert legible(name) == name
    assert squeezed(name) in pdf_text(report)
    assert squeezed(name) in html_text(report)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("한", "[U+D55C]"), ("Rocket 🚀", "Rocket [U+1F680]"), ("عربي"[0], "[U+0639]")],
)
def test_what_no_font_has_is_written_as_its_code(text: str, shown: str) -> None:
    assert legible(text) == shown


def test_a_page_asks_nobody_for_anything() -> None:
    page = html_of(made(), BRAND).decode()

    assert re.findall(r"(?:src|href)=", page) == []
    assert set(re.findall(r"https?://[^\"' ]+", page)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_its_data_in_the_layer(locale: str) -> None:
    words = BabelWords(locale, "EUR", "Europe/Berlin")

    assert "99" in words.percent(99.5)
    assert words.percent(99.999) != words.percent(100)
    assert words.moment(MADE_AT)
    assert words.money(7812.5)


def test_lengths_are_told_as_people_say_them() -> None:
    words = BabelWords("en_US", "USD", "UTC")

    assert [words.span(each) for each in (0, 59, 60, 3960, 7200, 99_999, 200_000, None)] == [
        "0 s",
        "59 s",
        "1 min",
        "66 min",
        "2 h",
        "27 h 47 min",
        "2 d 8 h",
        "\u2013",
    ]


def test_every_phrase_that_is_said_is_in_the_book() -> None:
    folders = ("domain/reports", "adapters/reports")
    said, begun = set(), set()
    for folder in folders:
        for file in (ROOT / "layers/core/python/entelech" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"say", "_say"}:
                    _note(node.args[0], said, begun)

    assert said <= set(english.PHRASES)
    assert all(any(key.startswith(each) for key in english.PHRASES) for each in begun)
    assert {f"reason_{each.value}" for each in Reason} <= set(english.PHRASES)


def _note(phrase: ast.expr, said: set[str], begun: set[str]) -> None:
    if isinstance(phrase, ast.Constant):
        said.add(str(phrase.value))
    elif isinstance(phrase, ast.JoinedStr) and isinstance(phrase.values[0], ast.Constant):
        begun.add(str(phrase.values[0].value))
