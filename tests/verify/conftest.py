"""One browser for the tests of a file, and a fresh page and service for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.verify.canned_alerts import alert_answers, incidents
from tests.verify.canned_api import DIST, CannedApi, serving
from tests.verify.canned_fleet import a_mixed_fleet, a_summary, cedar_details, sparklines
from tests.verify.canned_history import history
from tests.verify.canned_metrics import performance, trends
from tests.verify.canned_reports import BRAND, SCHEDULES, reports
from tests.verify.reader import AXE, DESKTOP, Reader, a_context, reading

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")  # no longer: while it lives, no other test can run an event loop
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), "chromium is missing: apt-get install chromium"
    assert AXE.exists(), "axe-core is missing: npm ci in dashboard_static"
    assert (DIST / "index.html").exists(), "the page is not built: npm run build"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def api() -> Iterator[CannedApi]:
    details = {"cedar-accounting": cedar_details()}
    answers = {
        "/api/sparklines": sparklines,
        "/api/system/trends": trends,
        "/api/clients/cedar-accounting/history": history,
        "/api/clients/cedar-accounting/report-schedules": SCHEDULES,
        "/api/reports": reports,
        "/api/reports/brand": BRAND,
        "/api/incidents": incidents,
        **alert_answers(),
        "/api/clients/cedar-accounting/metrics": performance,
    }
    with serving(CannedApi(a_summary(a_mixed_fleet()), details, answers)) as api:
        yield api


@pytest.fixture
def reader(browser: Browser, api: CannedApi) -> Iterator[Reader]:
    with a_context(browser, DESKTOP, "light") as context:
        yield from reading(context, api)
