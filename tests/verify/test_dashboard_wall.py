"""The wall in a real browser: every client at once, without a hand on it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.verify.canned_api import CannedApi
from tests.verify.canned_fleet import a_client, a_mixed_fleet, a_poller, a_summary, ago
from tests.verify.reader import REFRESH_MS, Reader, a_context, reading


def test_the_wall_has_a_tile_for_each_active_client_worst_first(reader: Reader) -> None:
    reader.sign_in("#/wall")

    expect(reader.page).to_have_title("(1 down) Wall · Entelech Monitor")
    expect(reader.heading).to_have_text("1 client is down, 3 degraded")
    expect(reader.page.locator("[data-client]")).to_have_count(11)
    assert reader.rows()[:5] == [
        "cedar-accounting",
        "harbor-limousine",
        "lakeshore-plumbing",
        "meridian-dental",
        "meridian-fitness",
    ]
    worst = reader.page.get_by_role("link", name="Cedar Accounting Down")
    expect(worst.locator("svg").first).to_be_visible()
    worst.click()
    expect(reader.heading).to_have_text("Cedar Accounting")


def test_the_wall_tells_the_time_and_the_age_of_what_it_shows(reader: Reader) -> None:
    reader.sign_in("#/wall")
    expect(reader.page.locator("time", has_text="14:32 UTC")).to_be_visible()

    reader.page.locator("[data-page-age=fresh]").wait_for()
    asked = len(reader.api.asked)
    reader.api.summary = a_summary([a_client("Alpha", status="down"), a_client("Beta")])
    with reader.page.expect_response("**/api/dashboard/summary"):
        reader.pass_time(REFRESH_MS)

    expect(reader.page.get_by_role("link", name="Alpha Down")).to_be_visible()
    assert set(reader.api.asked[asked:]) == {"/api/dashboard/summary"}  # it wakes nothing else


def test_a_stopped_poller_shows_on_the_wall(reader: Reader) -> None:
    stopped = a_poller(last_tick_at=ago(hours=2), is_stale=True)
    reader.api.summary = a_summary(a_mixed_fleet(), poller=stopped)
    reader.sign_in("#/wall")

    expect(reader.heading).to_have_text("Last known: 1 client is down, 3 degraded")
    expect(reader.page.get_by_text("Checks have not run since 12:32 UTC.")).to_be_visible()
    assert _scrolls(reader) == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 844), (1280, 720), (1920, 1080)])
def test_a_thousand_clients_fit_the_screen(
    browser: Browser, api: CannedApi, width: int, height: int
) -> None:
    api.summary = a_summary([a_client(f"Client {n:04}") for n in range(1_000)])
    with a_context(browser, width, "light") as context:
        for reader in reading(context, api):
            reader.page.set_viewport_size({"width": width, "height": height})
            reader.sign_in("#/wall")

            expect(reader.page.locator("[data-client]")).to_have_count(1_000)
            assert _scrolls(reader) == 0
            last = reader.page.locator("[data-client] a").last.bounding_box()
            assert last is not None
            assert last["y"] + last["height"] <= height
            assert min(last["width"], last["height"]) >= 24


def _scrolls(reader: Reader) -> int:
    """By how much anything on the wall is higher than its place."""
    most: int = reader.page.evaluate(
        """Math.max(...[document.documentElement, ...document.querySelectorAll('main, main > div')]
            .map(one => one.scrollHeight - one.clientHeight))"""
    )
    return most


def test_escape_leaves_the_wall(reader: Reader) -> None:
    reader.sign_in("#/clients")
    reader.page.get_by_role("link", name="Wall").click()
    reader.page.get_by_role("link", name="Leave").wait_for()

    reader.page.keyboard.press("Escape")

    expect(reader.heading).to_have_text("Clients")
