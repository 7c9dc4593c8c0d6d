"""The page while it is open, in a real browser: what it asks again, what it keeps, and what it says."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.verify.canned_api import Refusal
from tests.verify.canned_fleet import a_client, a_mixed_fleet, a_summary
from tests.verify.reader import REFRESH_MS, Reader


def _open_clients(reader: Reader) -> None:
    reader.sign_in("#/clients")
    reader.page.locator("[data-client] svg[role=img]").first.wait_for()
    reader.page.get_by_role("link", name="Incidents 2 open").wait_for()


def _open(reader: Reader) -> None:
    """The overview, once all of its parts are there."""
    reader.sign_in()
    reader.page.locator("[data-client] svg[role=img]").first.wait_for()
    reader.page.get_by_role("img", name="Success rate").wait_for()
    reader.page.get_by_role("link", name="Incidents 2 open").wait_for()


def test_a_failed_refresh_keeps_the_data_and_says_when_it_tries_again(reader: Reader) -> None:
    _open(reader)
    reader.api.refusal = Refusal(503)

    reader.refresh()

    line = reader.page.get_by_text(re.compile(r"Could not refresh at 14:3\d: the service answered"))
    expect(line).to_contain_text(re.compile(r"503\. Trying again in \d+\ss\. Try now"))
    expect(reader.page.locator("[data-client]")).to_have_count(12)

    reader.api.refusal = None
    reader.page.get_by_role("button", name="Try now").click()
    expect(line).to_have_count(0)


def test_a_service_that_asks_for_patience_is_left_alone(reader: Reader) -> None:
    _open(reader)
    reader.api.refusal = Refusal(503, retry_after_seconds=600)
    reader.refresh()
    reader.page.get_by_text("Trying again in").wait_for()
    asked = [_times_asked(reader, path) for path in TOLD_TO_WAIT]

    reader.pass_time(590_000)
    expect(reader.page.get_by_text("Data is 10 min old")).to_be_visible()
    assert [_times_asked(reader, path) for path in TOLD_TO_WAIT] == asked

    with reader.page.expect_response("**/api/**"):
        reader.pass_time(15_000)


TOLD_TO_WAIT = ("/api/dashboard/summary", "/api/incidents")


def _times_asked(reader: Reader, path: str) -> int:
    return reader.api.asked.count(path)


def test_a_page_that_grows_old_says_so(reader: Reader) -> None:
    _open(reader)
    reader.page.get_by_role("button", name="Pause refreshing").click()
    asked = len(reader.api.asked)

    reader.pass_time(95_000)

    expect(reader.page.get_by_text("Data is 1 min old")).to_be_visible()
    assert len(reader.api.asked) == asked
    with reader.page.expect_response("**/api/**"):
        reader.page.get_by_role("button", name="Resume refreshing").click()
    expect(reader.page.get_by_text("Updated 0 s ago")).to_be_visible()


def test_a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_back(reader: Reader) -> None:
    _open(reader)
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
    _open_clients(reader)
    link = reader.page.get_by_role("link", name="Client 30")
    link.focus()
    assert reader.page.evaluate("scrollY") > 0
    place = _top(link)

    worse = a_client("Client 39", status="down", reason="Lead Processing: refused")
    reader.api.summary = a_summary([worse, *clients[:39]])
    reader.refresh()
    reader.page.get_by_text("1 client is down").wait_for()

    expect(link).to_be_focused()
    # what came in above moved nothing of what is in view
    assert _top(link) == pytest.approx(place, abs=1)


def _top(thing: Locator) -> float:
    box = thing.bounding_box()
    assert box is not None
    return box["y"]


def test_rows_stay_where_they_are_while_the_focus_is_among_them(reader: Reader) -> None:
    before = [a_client(name) for name in ("Alpha", "Beta", "Gamma")]
    reader.api.summary = a_summary(before)
    _open(reader)
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
    _open(reader)
    reader.page.locator("[data-client=beta]").hover()

    reader.api.summary = a_summary([a_client("Beta", status="down"), before[0]])
    reader.refresh()
    expect(reader.page.locator("[data-client=beta]")).to_contain_text("Down")
    assert reader.rows() == ["alpha", "beta"]

    reader.page.mouse.move(0, 0)
    expect(reader.page.locator("[data-client]").first).to_contain_text("Beta")


def test_only_a_change_of_status_is_announced(reader: Reader) -> None:
    _open(reader)
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
