"""The built page in a real browser: what it says, what it keeps, and that everybody can read it.

Needs `dashboard_static/dist` and `node_modules` (npm ci, npm run build) and Debian's chromium.
Time is the browser's own, set to a fixed moment and moved by hand; nothing here waits for a clock.
"""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.verify.canned_api import DIST, KEY, SESSION, CannedApi, Refusal
from tests.verify.canned_fleet import a_client, a_mixed_fleet, a_poller, a_summary
from tests.verify.reader import PHONE, REFRESH_MS, Reader, a_context, reading

# The way in


def test_a_wrong_key_is_not_accepted_and_says_so(reader: Reader) -> None:
    reader.open()

    reader.enter("em_wrong")

    expect(reader.page.get_by_role("alert")).to_have_text("That key was not accepted")
    expect(reader.page.get_by_label("API key")).to_be_focused()


def test_a_session_that_ends_leads_back_to_the_same_place(reader: Reader) -> None:
    reader.sign_in("#/clients/cedar-accounting")
    reader.page.get_by_role("heading", name="Cedar Accounting").wait_for()

    reader.api.is_ended = True
    reader.refresh()
    expect(reader.page.get_by_role("alert")).to_have_text("Your session has ended. Sign in again.")
    reader.enter()

    expect(reader.heading).to_have_text("Cedar Accounting")
    assert reader.page.url.endswith("#/clients/cedar-accounting")


def test_a_reload_keeps_the_session_and_no_script_sees_it(reader: Reader) -> None:
    reader.sign_in()

    kept = reader.page.evaluate(
        "JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])"
    )
    assert KEY not in kept
    assert SESSION not in kept

    reader.page.reload()
    expect(reader.page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_service_that_is_away_at_the_start_says_so(reader: Reader) -> None:
    reader.sign_in()
    reader.api.refusal = Refusal(503)

    reader.page.reload()

    expect(reader.page.get_by_role("alert")).to_contain_text("the service answered 503")


def test_signing_out_ends_the_session_and_forgets_the_data(reader: Reader) -> None:
    reader.sign_in()
    reader.page.get_by_role("button", name="Sign out").click()

    expect(reader.heading).to_have_text("Sign in")
    expect(reader.page.get_by_text("Cedar Accounting")).to_have_count(0)
    asked = len(reader.api.asked)
    reader.pass_time(10 * REFRESH_MS)
    assert len(reader.api.asked) == asked
    reader.page.reload()
    expect(reader.heading).to_have_text("Sign in")


# The overview


def test_the_overview_opens_with_its_verdict_and_the_worst_client(reader: Reader) -> None:
    reader.sign_in()

    expect(reader.heading).to_have_text("1 client is down, 3 degraded")
    expect(reader.page).to_have_title("(1 down) Overview · Entelech Monitor")
    # 64 minutes are 1 h 4 min; 99.249 % is rounded down; nothing counts automations yet
    expect(reader.page.locator("[data-client]").first).to_have_text(
        re.compile(
            r"Down\s*Cedar Accounting\s*Finance\s*"
            r"Lead Processing: certificate expired · for 1\sh\s4\smin\s*2/3\s*"
            r"30 days: 1 day with an outage, 2 days without data, 27 days up all day\s*99\.24\s%\s*"
            r"2\.03\ss\s*\u2013\s*\u2013\s*3\d\ss ago"
        )
    )


def test_times_name_their_zone_on_hover(reader: Reader) -> None:
    reader.sign_in()

    since = reader.page.locator("[data-client=cedar-accounting] time").first

    expect(since).to_have_attribute("title", "23 Nov 2026, 13:28:00 UTC")


def test_a_healthy_fleet_says_so(reader: Reader) -> None:
    reader.api.summary = a_summary([a_client(f"Client {n}") for n in range(12)])
    reader.sign_in()

    expect(reader.heading).to_have_text("All 12 clients are healthy")
    expect(reader.page).to_have_title("Overview · Entelech Monitor")


def test_an_empty_fleet_shows_how_to_register_the_first_client(reader: Reader) -> None:
    reader.api.summary = a_summary([])
    reader.sign_in()

    expect(reader.heading).to_have_text("No clients yet")
    expect(reader.page.locator("pre")).to_contain_text(f"curl {reader.api.url}/api/clients")


def test_a_stopped_poller_never_looks_healthy(reader: Reader) -> None:
    stopped = a_poller(last_tick_at="2026-11-23T13:05:00Z", is_stale=True)
    reader.api.summary = a_summary([a_client("TNT Dental")], poller=stopped)
    reader.sign_in()

    expect(reader.heading).to_have_text("Last known: the one client is healthy")
    expect(reader.page).to_have_title("(stale) Overview · Entelech Monitor")
    expect(
        reader.page.get_by_text(
            "Checks have not run since 13:05 UTC. Statuses below may be out of date."
        )
    ).to_be_visible()


def test_a_suspect_poller_says_that_its_findings_are_in_doubt(reader: Reader) -> None:
    suspect = a_poller(suspect_since="2026-11-23T14:30:00Z")
    reader.api.summary = a_summary(a_mixed_fleet(), poller=suspect)
    reader.sign_in()

    expect(reader.page.get_by_text("Our own checks are in doubt since 14:30 UTC")).to_be_visible()


def test_a_client_in_maintenance_counts_as_that_and_stands_behind_the_others(
    reader: Reader,
) -> None:
    planned = a_client("Alpha", status="down", is_in_maintenance=True)
    reader.api.summary = a_summary([planned, a_client("Beta", status="degraded")])
    reader.sign_in()

    expect(reader.heading).to_have_text("1 client is degraded")
    expect(reader.page.locator("[data-client]")).to_have_count(2)
    assert reader.rows() == ["beta", "alpha"]
    reader.page.get_by_role("link", name="Maintenance").click()
    expect(reader.heading).to_have_text("Clients")
    assert reader.rows() == ["alpha"]


def test_the_overview_shows_the_first_fifteen_clients_and_leads_to_all_of_them(
    reader: Reader,
) -> None:
    reader.api.summary = a_summary([a_client(f"Client {n:02}") for n in range(40)])
    reader.sign_in()
    expect(reader.page.locator("[data-client]")).to_have_count(15)

    reader.page.get_by_role("link", name="All 40 clients").click()

    expect(reader.heading).to_have_text("Clients")
    expect(reader.page.locator("[data-client]")).to_have_count(40)


def test_a_phone_shows_cards_and_no_table(browser: Browser, api: CannedApi) -> None:
    with a_context(browser, PHONE, "light") as context:
        for reader in reading(context, api):
            reader.sign_in()

            expect(reader.page.locator("li[data-client]")).to_have_count(12)
            expect(reader.page.locator("table")).to_have_count(0)


# What may be wrong with an answer or an address


def test_text_of_a_client_is_never_markup(reader: Reader) -> None:
    name = "<img src=x onerror=alert(1)>"
    reader.api.summary = a_summary([a_client(name, reason=name, industry=name)])
    reader.sign_in()

    expect(reader.page.get_by_role("link", name=name)).to_be_visible()
    expect(reader.page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("hash_", ["#/clients/nobody", "#/nowhere"])
def test_an_address_that_leads_nowhere_says_so(reader: Reader, hash_: str) -> None:
    reader.sign_in(hash_)

    expect(reader.heading).to_have_text("Not found")
    reader.page.get_by_role("link", name="To the overview").click()
    expect(reader.heading).to_have_text("1 client is down, 3 degraded")


# Its weight


def test_the_first_script_is_at_most_30_kilobytes_and_all_of_them_110() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    first = re.findall(r"""<(?:script|link)[^>]+"\./(assets/[^"]+\.js)\"""", page)
    assert first

    assert _zipped(DIST / name for name in first) <= 30 * 1024
    assert _zipped((DIST / "assets").glob("*.js")) <= 110 * 1024


def test_the_styles_are_at_most_8_kilobytes() -> None:
    assert 0 < _zipped((DIST / "assets").glob("*.css")) <= 8 * 1024


def _zipped(files: Iterable[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_nothing_is_inlined_into_the_page() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")

    assert "data:" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"""(src|href)=["']/""", page)  # served under any prefix
