"""The built page in a real browser: what it says, what it keeps, and that everybody can read it.

Needs `dashboard_static/dist` and `node_modules` (npm ci, npm run build) and Debian's chromium.
Time is the browser's own, set to a fixed moment and moved by hand; nothing here waits for a clock.
"""

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, Page, expect

from tests.verify.canned_api import DASHBOARD, DIST, KEY, SESSION, SIGNED_IN, CannedApi, Refusal
from tests.verify.canned_fleet import (
    a_client,
    a_manual_check,
    a_mixed_fleet,
    a_poller,
    a_summary,
    ago,
    sparklines,
)
from tests.verify.canned_history import history
from tests.verify.canned_metrics import trends
from tests.verify.reader import (
    DESKTOP,
    NARROWEST,
    PHONE,
    REFRESH_MS,
    Reader,
    a_context,
    faults,
    overflow,
    reading,
)

# What the tests stand on


def test_the_canned_answers_are_what_the_service_promises(api: CannedApi) -> None:
    document = json.loads((DASHBOARD.parent / "docs" / "openapi.json").read_text(encoding="utf-8"))
    promised = {
        "FleetStatus": [api.summary, a_summary([])],
        "ClientDetails": list(api.details.values()),
        "SignedIn": [SIGNED_IN],
        "ClientHistory": [
            history({}),
            history({"timeframe": "90d", "system": "Lead Processing"}),
            history({"day": "2026-11-16"}),
        ],
        "ManualCheckShown": [a_manual_check(state) for state in ("queued", "running", "finished")],
        "SystemTrends": [trends({"days": "60"})],
        "SparklineList": [sparklines({"client_ids": "cedar-accounting,meridian-fitness"})],
    }

    for name, answers in promised.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        for answer in answers:
            Draft202012Validator(schema).validate(answer)


# Everybody can read it


@pytest.mark.parametrize("width", [DESKTOP, PHONE, NARROWEST])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view",
    [
        "sign-in",
        "overview",
        "overview-tables",
        "filtered",
        "nothing-found",
        "empty",
        "stale",
        "client",
        "client-day",
        "client-configuration",
    ],
)
def test_a_view_fits_its_width_and_has_no_accessibility_fault(
    browser: Browser, api: CannedApi, view: str, scheme: str, width: int
) -> None:
    with a_context(browser, width, scheme) as context:
        for reader in reading(context, api):
            _show(reader, view)

            assert faults(reader.page) == []
            assert overflow(reader.page) <= 0


def _show(reader: Reader, view: str) -> None:
    if view == "sign-in":
        reader.open()
        reader.enter("wrong")
        reader.page.get_by_role("alert").wait_for()
        return
    hashes = {
        "filtered": "#/?status=down,degraded&sort=-uptime",
        "nothing-found": "#/?q=nothing",
        "client": "#/clients/cedar-accounting?range=7d",
        "client-day": "#/clients/cedar-accounting?system=Lead+Processing&day=2026-11-16",
        "client-configuration": "#/clients/cedar-accounting?tab=configuration",
    }
    if view == "empty":
        reader.api.summary = a_summary([])
    if view == "stale":
        stopped = a_poller(last_tick_at=ago(hours=2), is_stale=True)
        reader.api.summary = a_summary(a_mixed_fleet(), poller=stopped)
    reader.sign_in(hashes.get(view, "#/"))
    reader.page.locator("section.card").first.wait_for()
    if "overview" in view:
        reader.page.get_by_role("img", name="Success rate").wait_for()
    if view == "overview-tables":
        for title in ("Automations per day", "Success rate"):
            reader.page.get_by_role("button", name=f"Table of {title}").click()


@pytest.mark.parametrize("width", [560, 768, 900, 1024, 1280])
def test_no_width_between_scrolls_sideways(browser: Browser, api: CannedApi, width: int) -> None:
    with a_context(browser, width, "light") as context:
        for reader in reading(context, api):
            reader.sign_in()
            reader.page.locator("[data-client]").first.wait_for()
            assert overflow(reader.page) <= 0

            reader.open("#/clients/cedar-accounting")
            reader.page.get_by_role("heading", name="Systems").wait_for()
            assert overflow(reader.page) <= 0


@pytest.mark.parametrize("width", [DESKTOP, NARROWEST])
@pytest.mark.parametrize("hash_", ["#/", "#/clients/cedar-accounting"])
def test_every_target_is_at_least_24_pixels(
    browser: Browser, api: CannedApi, width: int, hash_: str
) -> None:
    """Source: WCAG 2.2, success criterion 2.5.8."""
    with a_context(browser, width, "light") as context:
        for reader in reading(context, api):
            reader.sign_in(hash_)
            reader.page.locator("section.card").first.wait_for()

            small = reader.page.evaluate(
                """[...document.querySelectorAll('a, button, input')]
                    .filter(one => one.checkVisibility())
                    .map(one => [one.textContent || one.ariaLabel, one.getBoundingClientRect()])
                    .filter(([name, box]) => name !== 'Skip to the content'
                        && (box.width < 24 || box.height < 24))
                    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
            )
            assert small == []


def test_the_policy_of_the_deployment_is_in_force(reader: Reader) -> None:
    reader.open()
    reader.page.get_by_label("API key").wait_for()

    blocked = reader.page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation',
                event => resolve(event.violatedDirective), {once: true});
            const style = document.createElement('style');
            style.textContent = 'body { color: red }';
            document.head.append(style);
        })"""
    )

    assert blocked == "style-src-elem"
    reader.messages.clear()  # the one that was provoked


def test_dark_and_light_follow_the_system_until_the_reader_chooses(reader: Reader) -> None:
    reader.sign_in()
    root = reader.page.locator("html")

    reader.page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")

    reader.page.get_by_role("button", name="Use light colours").click()
    reader.page.reload()
    expect(root).to_have_attribute("data-theme", "light")


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
    assert reader.rows() == ["beta", "alpha"]
    reader.page.get_by_role("button", name="Maintenance").click()
    assert reader.rows() == ["alpha"]


def test_the_days_of_clients_are_asked_for_once_and_only_of_those_in_view(reader: Reader) -> None:
    reader.api.summary = a_summary([a_client(f"Client {n:03}") for n in range(120)])
    reader.sign_in()
    reader.page.locator("[data-client] svg[role=img]").nth(49).wait_for()

    reader.refresh()
    assert reader.api.asked.count("/api/sparklines") == 1

    reader.page.get_by_role("button", name="Next").click()
    reader.page.locator("[data-client=client-099] svg[role=img]").wait_for()
    assert reader.api.asked.count("/api/sparklines") == 2


def test_counts_and_search_filter_and_are_part_of_the_address(reader: Reader) -> None:
    reader.sign_in()

    reader.page.get_by_role("button", name="Degraded").click()
    assert reader.rows() == ["harbor-limousine", "lakeshore-plumbing", "meridian-dental"]
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("dental")
    expect(reader.page.locator("[data-client]")).to_have_count(1)

    assert reader.page.url.endswith("#/?status=degraded&q=dental")
    reader.page.reload()
    expect(reader.page.locator("[data-client]")).to_have_count(1)
    reader.page.get_by_role("button", name="Clear search and filters").click()
    expect(reader.page.locator("[data-client]")).to_have_count(12)


def test_a_column_sorts_and_puts_unknown_values_last(reader: Reader) -> None:
    reader.sign_in()

    response = reader.page.get_by_role("columnheader", name="Response")
    response.get_by_role("button").click()
    expect(response).to_have_attribute("aria-sort", "ascending")
    assert reader.rows()[-1] == "meridian-fitness"

    response.get_by_role("button").click()
    expect(response).to_have_attribute("aria-sort", "descending")
    assert reader.rows()[0] == "harbor-limousine"  # 2.401 s
    assert reader.rows()[-1] == "meridian-fitness"


def test_a_phone_shows_cards_and_no_table(browser: Browser, api: CannedApi) -> None:
    with a_context(browser, PHONE, "light") as context:
        for reader in reading(context, api):
            reader.sign_in()

            expect(reader.page.locator("li[data-client]")).to_have_count(12)
            expect(reader.page.locator("table")).to_have_count(0)


def test_a_thousand_clients_are_shown_fifty_at_a_time_and_searched_as_a_whole(
    reader: Reader,
) -> None:
    clients = [a_client(f"Client {n:04}") for n in range(1_000)]
    reader.api.summary = a_summary(clients)
    reader.sign_in()
    expect(reader.page.locator("[data-client]")).to_have_count(50)

    reader.page.get_by_role("button", name="Next").click()
    expect(reader.page.locator("[data-client]").first).to_contain_text("Client 0050")
    reader.page.get_by_label("Find a client").fill("0999")

    expect(reader.page.locator("[data-client]")).to_have_count(1)
    expect(reader.page.get_by_text("1 of 1,000")).to_be_visible()


# Keeping current


def test_a_failed_refresh_keeps_the_data_and_says_when_it_tries_again(reader: Reader) -> None:
    reader.sign_in()
    reader.api.refusal = Refusal(503)

    reader.refresh()

    line = reader.page.get_by_text(re.compile(r"Could not refresh at 14:3\d: the service answered"))
    expect(line).to_contain_text(re.compile(r"503\. Trying again in \d+\ss\. Try now"))
    expect(reader.page.locator("[data-client]")).to_have_count(12)

    reader.api.refusal = None
    reader.page.get_by_role("button", name="Try now").click()
    expect(line).to_have_count(0)


def test_a_service_that_asks_for_patience_is_left_alone(reader: Reader) -> None:
    reader.sign_in()
    reader.api.refusal = Refusal(503, retry_after_seconds=600)
    reader.refresh()
    reader.page.get_by_text("Trying again in").wait_for()
    asked = len(reader.api.asked)

    reader.pass_time(590_000)
    expect(reader.page.get_by_text("Data is 10 min old")).to_be_visible()
    assert len(reader.api.asked) == asked

    with reader.page.expect_response("**/api/**"):
        reader.pass_time(15_000)


def test_a_page_that_grows_old_says_so(reader: Reader) -> None:
    reader.sign_in()
    reader.page.get_by_role("button", name="Pause refreshing").click()
    asked = len(reader.api.asked)

    reader.pass_time(95_000)

    expect(reader.page.get_by_text("Data is 1 min old")).to_be_visible()
    assert len(reader.api.asked) == asked
    with reader.page.expect_response("**/api/**"):
        reader.page.get_by_role("button", name="Resume refreshing").click()
    expect(reader.page.get_by_text("Updated 0 s ago")).to_be_visible()


def test_a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_back(reader: Reader) -> None:
    reader.sign_in()
    asked = len(reader.api.asked)

    _set_hidden(reader.page, is_hidden=True)
    reader.pass_time(10 * REFRESH_MS)
    assert len(reader.api.asked) == asked

    with reader.page.expect_response("**/api/**"):
        _set_hidden(reader.page, is_hidden=False)


def _set_hidden(page: Page, *, is_hidden: bool) -> None:
    page.evaluate(
        """isHidden => {
            Object.defineProperty(document, 'hidden', {value: isHidden, configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        is_hidden,
    )


def test_a_refresh_keeps_focus_scroll_and_what_is_typed(reader: Reader) -> None:
    clients = [a_client(f"Client {n:02}") for n in range(40)]
    reader.api.summary = a_summary(clients)
    reader.sign_in()
    link = reader.page.get_by_role("link", name="Client 30")
    link.focus()
    place = reader.page.evaluate("scrollY")
    assert place > 0

    worse = a_client("Client 39", status="down", reason="Lead Processing: refused")
    reader.api.summary = a_summary([worse, *clients[:39]])
    reader.refresh()
    expect(reader.heading).to_have_text("1 client is down")

    expect(link).to_be_focused()
    assert reader.page.evaluate("scrollY") == place


def test_rows_stay_where_they_are_while_the_focus_is_among_them(reader: Reader) -> None:
    before = [a_client(name) for name in ("Alpha", "Beta", "Gamma")]
    reader.api.summary = a_summary(before)
    reader.sign_in()
    reader.page.get_by_role("link", name="Beta").focus()

    reader.api.summary = a_summary([a_client("Gamma", status="down"), *before[:2]])
    reader.refresh()

    gamma = reader.page.locator("[data-client=gamma]")
    expect(gamma).to_contain_text("Down")
    assert reader.rows() == ["alpha", "beta", "gamma"]
    expect(reader.page.get_by_text("3 rows changed place.")).to_be_visible()

    reader.page.get_by_role("button", name="Sort again").click()
    expect(reader.page.locator("[data-client]").first).to_contain_text("Gamma")


def test_rows_stay_where_they_are_under_the_pointer(reader: Reader) -> None:
    before = [a_client(name) for name in ("Alpha", "Beta")]
    reader.api.summary = a_summary(before)
    reader.sign_in()
    reader.page.locator("[data-client=beta]").hover()

    reader.api.summary = a_summary([a_client("Beta", status="down"), before[0]])
    reader.refresh()
    expect(reader.page.locator("[data-client=beta]")).to_contain_text("Down")
    assert reader.rows() == ["alpha", "beta"]

    reader.page.mouse.move(0, 0)
    expect(reader.page.locator("[data-client]").first).to_contain_text("Beta")


def test_only_a_change_of_status_is_announced(reader: Reader) -> None:
    reader.sign_in()
    announcer = reader.page.locator("[data-announcer]")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_be_empty()

    faster = [client | {"response_time_ms": 100.0} for client in a_mixed_fleet()]
    reader.api.summary = a_summary(faster)
    reader.refresh()
    expect(reader.page.locator("[data-client=tnt-dental]")).to_contain_text("100 ms")
    expect(announcer).to_be_empty()

    faster[5] |= {"overall_status": "down"}
    reader.api.summary = a_summary(faster)
    reader.refresh()
    expect(announcer).to_have_text("TNT Dental is down.")


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
