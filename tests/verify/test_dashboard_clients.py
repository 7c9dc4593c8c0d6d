"""The page of all clients in a real browser: found, filtered and sorted, and all of it in the address."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.verify.canned_api import CannedApi
from tests.verify.canned_fleet import a_client, a_mixed_fleet, a_poller, a_summary, ago
from tests.verify.reader import PHONE, Reader, a_context, reading


def test_the_page_of_clients_says_how_they_are_and_counts_them_by_status(reader: Reader) -> None:
    reader.sign_in("#/clients")

    expect(reader.heading).to_have_text("Clients")
    expect(reader.page).to_have_title("(1 down) Clients · Entelech Monitor")
    expect(reader.page.get_by_text("1 client is down, 3 degraded")).to_be_visible()
    chips = reader.page.get_by_role("group", name="Status").get_by_role("button")
    # of 12 one is in maintenance and one switched off, which counts as nothing
    expect(chips).to_have_text(
        ["All 12", "Down 1", "Degraded 3", "No data 1", "Maintenance 1", "Healthy 5"]
    )


def test_a_stopped_poller_makes_the_page_of_clients_last_known(reader: Reader) -> None:
    stopped = a_poller(last_tick_at=ago(hours=2), is_stale=True)
    reader.api.summary = a_summary(a_mixed_fleet(), poller=stopped)
    reader.sign_in("#/clients")

    expect(reader.page).to_have_title("(stale) Clients · Entelech Monitor")
    expect(reader.page.get_by_text("Last known: 1 client is down, 3 degraded")).to_be_visible()


def test_the_days_of_clients_are_asked_for_once_and_only_of_those_in_view(reader: Reader) -> None:
    reader.api.summary = a_summary([a_client(f"Client {n:03}") for n in range(120)])
    reader.sign_in("#/clients")
    reader.page.locator("[data-client] svg[role=img]").nth(49).wait_for()

    reader.refresh()
    assert reader.api.asked.count("/api/sparklines") == 1

    reader.page.get_by_role("button", name="Next").click()
    reader.page.locator("[data-client=client-099] svg[role=img]").wait_for()
    assert reader.api.asked.count("/api/sparklines") == 2


def test_counts_and_search_filter_and_are_part_of_the_address(reader: Reader) -> None:
    reader.sign_in("#/clients")

    reader.page.get_by_role("button", name="Degraded").click()
    assert reader.rows() == ["harbor-limousine", "lakeshore-plumbing", "meridian-dental"]
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("dental")
    expect(reader.page.locator("[data-client]")).to_have_count(1)

    assert reader.page.url.endswith("#/clients?status=degraded&q=dental")
    reader.page.reload()
    expect(reader.page.locator("[data-client]")).to_have_count(1)
    reader.page.get_by_role("button", name="Clear search and filters").click()
    expect(reader.page.locator("[data-client]")).to_have_count(12)


def test_a_column_sorts_and_puts_unknown_values_last(reader: Reader) -> None:
    reader.sign_in("#/clients")

    response = reader.page.get_by_role("columnheader", name="Response")
    response.get_by_role("button").click()
    expect(response).to_have_attribute("aria-sort", "ascending")
    assert reader.rows()[-1] == "meridian-fitness"

    response.get_by_role("button").click()
    expect(response).to_have_attribute("aria-sort", "descending")
    assert reader.rows()[0] == "harbor-limousine"  # 2.401 s
    assert reader.rows()[-1] == "meridian-fitness"


def test_a_thousand_clients_are_shown_fifty_at_a_time_and_searched_as_a_whole(
    reader: Reader,
) -> None:
    clients = [a_client(f"Client {n:04}") for n in range(1_000)]
    reader.api.summary = a_summary(clients)
    reader.sign_in("#/clients")
    expect(reader.page.locator("[data-client]")).to_have_count(50)

    reader.page.get_by_role("button", name="Next").click()
    expect(reader.page.locator("[data-client]").first).to_contain_text("Client 0050")
    reader.page.get_by_label("Find a client").fill("0999")

    expect(reader.page.locator("[data-client]")).to_have_count(1)
    expect(reader.page.get_by_text("1 of 1,000")).to_be_visible()


def test_several_statuses_a_page_and_its_length_come_from_the_address(reader: Reader) -> None:
    worse = [a_client(f"Slow {n:03}", status="degraded") for n in range(30)]
    reader.api.summary = a_summary([a_client("Gone", status="down"), *worse, a_client("Well")])

    reader.sign_in("#/clients?status=down,degraded&page=2&size=25")
    expect(reader.page.locator("[data-client]")).to_have_count(6)

    # 31 match: the second page of 25 has the last 6
    assert reader.rows() == [f"slow-{n:03}" for n in range(24, 30)]
    for name in ("Down 1", "Degraded 30"):
        expect(reader.page.get_by_role("button", name=name)).to_have_attribute(
            "aria-pressed", "true"
        )
    reader.page.get_by_label("Clients on a page").select_option("100")
    expect(reader.page.locator("[data-client]")).to_have_count(31)
    assert reader.page.url.endswith("#/clients?status=down,degraded&size=100")


def test_a_search_without_a_match_says_so_and_offers_the_way_back(reader: Reader) -> None:
    reader.sign_in("#/clients?q=nothing")

    empty = reader.page.get_by_text("No client matches. Clear search and filters")
    empty.get_by_role("button").click()

    expect(reader.page.locator("[data-client]")).to_have_count(12)
    assert reader.page.url.endswith("#/clients")


def test_a_client_and_the_way_back_keep_the_filter(reader: Reader) -> None:
    reader.sign_in("#/clients?status=degraded")

    reader.page.get_by_role("link", name="Meridian Dental").click()
    reader.page.go_back()

    expect(reader.page.locator("[data-client]")).to_have_count(3)


def test_cards_are_sorted_too(browser: Browser, api: CannedApi) -> None:
    with a_context(browser, PHONE, "light") as context:
        for reader in reading(context, api):
            reader.sign_in("#/clients")

            reader.page.get_by_label("Order", exact=True).select_option("By response time")
            reader.page.get_by_role("button", name="Turn the order around").click()

            assert reader.page.url.endswith("#/clients?sort=-response")
            expect(reader.page.locator("li[data-client]").first).to_contain_text("Harbor Limousine")


def test_what_was_found_is_a_file_with_every_page_of_it(reader: Reader) -> None:
    dentals = [a_client(f"Dental {n:02}") for n in range(60)]
    reader.api.summary = a_summary(
        [a_client("=1+1 Dental", status="down"), *dentals, a_client("B")]
    )
    reader.sign_in("#/clients?q=dental")

    with reader.page.expect_download() as saving:
        reader.page.get_by_role("button", name="CSV").click()

    assert saving.value.suggested_filename == "clients-2026-11-23.csv"
    lines = Path(saving.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("\ufeffclient_id,client_name,")
    assert lines[1].startswith("'=1+1-dental,'=1+1 Dental,")
    assert len(lines) == 1 + 61  # the headings, and all that match on both pages


def test_days_stand_below_days_whatever_the_order(reader: Reader) -> None:
    reader.sign_in("#/clients?status=down,degraded")
    reader.page.get_by_role("link", name="Days").click()
    strip = reader.page.get_by_role("button", name="Days of Cedar Accounting.")

    # an outage a month for each, and two days of which nothing is known
    expect(strip).to_have_attribute(
        "aria-label", re.compile("30 days: 1 day with an outage, 2 days without data, 27 days up")
    )
    reader.page.get_by_label("Order", exact=True).select_option("By response time")
    assert reader.page.url.endswith("#/clients?status=down,degraded&sort=response&view=heatmap")
    expect(reader.page.locator("[data-client]").first).to_contain_text("Lakeshore Plumbing")

    strip.press("ArrowLeft")  # the keys begin at the outage, on 1 November
    expect(strip).to_have_attribute("aria-label", "Days of Cedar Accounting. 31 Oct: up all day")
    strip.press("Enter")
    expect(reader.heading).to_have_text("Cedar Accounting")
