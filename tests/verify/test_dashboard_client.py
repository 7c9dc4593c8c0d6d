"""The page of one client in a real browser: its tabs, its days and what stands behind its figures."""

import re

from playwright.sync_api import Browser, expect

from tests.verify.canned_api import SIGNED_IN, CannedApi, an_error
from tests.verify.canned_fleet import a_client, a_manual_check, a_summary
from tests.verify.reader import PHONE, Reader, a_context, reading

CEDAR = "#/clients/cedar-accounting"


def test_a_client_is_one_click_away_and_the_way_back_keeps_the_place(reader: Reader) -> None:
    clients = [a_client(f"Client {n:02}") for n in range(40)]
    cedar = a_client("Cedar Accounting", status="down")
    reader.api.summary = a_summary([*clients, cedar])
    reader.sign_in()
    reader.page.get_by_role("img", name="Success rate").wait_for()
    link = reader.page.locator("[data-client=cedar-accounting]").get_by_role("link")
    link.scroll_into_view_if_needed()
    place = reader.page.evaluate("scrollY")

    link.click()
    expect(reader.heading).to_have_text("Cedar Accounting")
    expect(reader.heading).to_be_focused()
    assert reader.page.evaluate("scrollY") == 0
    reader.page.go_back()

    expect(link).to_be_visible()
    assert reader.page.evaluate("scrollY") == place


def test_a_client_shows_what_we_measured_beside_what_it_claims(reader: Reader) -> None:
    reader.sign_in("#/clients/cedar-accounting")

    expect(reader.page).to_have_title("(1 system down) Cedar Accounting · Entelech Monitor")
    expect(reader.page.locator("tbody tr").first).to_have_text(
        re.compile(
            r"Down\s*Lead Processing\s*Certificate expired · for 1\sh\s4\smin\s*"
            r"name\s12\sms · connection\s31\sms · TLS\s48\sms · first byte\s0\sms\s*"
            r"https://lead-processing\.cedar\.example/automation\s*.*99\.94\s%\s*\u2013\s*95\.55\s%\s*"
            r"100\.00\s%\s*[34]\d\ss ago"
        )
    )
    reader.page.get_by_role("link", name="Configuration").click()
    expect(reader.page.locator("dl")).to_contain_text("operations@cedar.example")


def test_an_uptime_names_its_span_what_was_measured_and_what_was_agreed(reader: Reader) -> None:
    reader.sign_in(CEDAR)

    spans = reader.page.locator("a", has_text="Uptime, ")
    expect(spans).to_have_count(4)
    # 97.77 % is rounded down; the trend is the service's own
    expect(spans.nth(2)).to_have_text(
        re.compile(
            r"Uptime, 30 days\s*99\.94\s%\s*97\.7\s% of it measured · \u22120\.04 pt vs before"
        )
    )
    expect(reader.page.get_by_text("Target 99.50\u00a0%; degraded counts as up")).to_be_visible()


def test_a_span_is_part_of_the_address_and_its_figures_follow(reader: Reader) -> None:
    reader.sign_in(CEDAR)

    reader.page.get_by_role("link", name="Uptime, 30 days").click()

    assert reader.page.url.endswith(f"{CEDAR}?range=30d")
    figures = reader.page.locator("section", has=reader.page.locator("#uptime")).locator("dl")
    # 12,960 s of budget less 1,380 s down are 11,580 s: 3 h 13 min
    expect(figures).to_contain_text("23\u00a0min down")
    expect(figures).to_contain_text("3\u00a0h\u00a013\u00a0min left")
    expect(figures).to_contain_text("187\u00a0ms · 462\u00a0ms · 1.20\u00a0s")


def test_the_response_times_are_a_picture_a_sentence_and_a_table(reader: Reader) -> None:
    reader.sign_in(CEDAR)

    # 95 quarters of an hour and 2 minutes; the four of 3 o'clock are not known
    said = (
        "1 outage, over the limit in 1 of 91 intervals, our own checks were in doubt for 1 minute."
    )
    chart = reader.page.get_by_role("img", name=re.compile("Response time p95, 24 h"))
    expect(chart).to_have_accessible_name(f"Response time p95, 24 h. {said}")
    reader.page.get_by_role("button", name="Table of Response time").click()

    table = reader.page.get_by_role("region", name="Response time p95, 24 h as a table")
    expect(table.get_by_role("row", name="23 Nov, 03:00")).to_contain_text("\u2013")
    expect(table.get_by_role("row", name="23 Nov, 13:15")).to_contain_text("2.30\u00a0s")


def test_a_day_opens_with_its_outages_and_closes_again(reader: Reader) -> None:
    reader.sign_in(CEDAR)
    strip = reader.page.get_by_role("button", name="Days of Lead Processing")
    expect(strip).to_have_accessible_name(re.compile("90 days: 1 day with an outage"))

    strip.focus()
    reader.page.keyboard.press("ArrowLeft")  # from the last outage, 16 November, back by one
    expect(strip).to_have_accessible_name("Days of Lead Processing. 15 Nov: up all day")
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Enter")

    day = reader.page.get_by_role("region", name="Lead Processing, Mon, 16 Nov 2026")
    expect(day.get_by_role("heading")).to_be_focused()
    expect(day.locator("li")).to_have_text(
        re.compile(r"09:00\u201309:23\s*23\smin\s*no answer in time")
    )
    expect(day).to_contain_text("23 \u00d7 no answer in time")
    expect(day).to_contain_text("Our own checks were in doubt for 1 minute: 19:00.")
    assert reader.page.url.endswith("?system=Lead+Processing&day=2026-11-16")

    day.get_by_role("link", name="Day after").click()
    expect(reader.page.get_by_text("No outage on this day.")).to_be_visible()
    reader.page.get_by_role("link", name="Close").click()
    expect(reader.page.get_by_role("heading", level=3)).to_have_count(0)


def test_a_day_opens_under_the_pointer(reader: Reader) -> None:
    reader.sign_in(CEDAR)
    reader.page.get_by_text("newsletter.cedar.example").scroll_into_view_if_needed()
    strip = reader.page.get_by_role("button", name="Days of Newsletter")
    strip.wait_for()

    # 90 days of 4 pixels up to 22 November: the last but one is the 21st
    strip.click(position={"x": 354, "y": 12})

    expect(reader.page.get_by_role("region", name="Newsletter, Sat, 21 Nov 2026")).to_be_visible()


def test_a_history_that_cannot_be_loaded_leaves_the_rest_of_the_page(reader: Reader) -> None:
    del reader.api.answers["/api/clients/cedar-accounting/history"]
    reader.sign_in(CEDAR)

    expect(reader.page.get_by_text("Could not load the history at 14:32").first).to_be_visible()
    expect(reader.page.get_by_role("heading", name="Systems")).to_be_visible()


def test_a_phone_shows_systems_as_cards(browser: Browser, api: CannedApi) -> None:
    with a_context(browser, PHONE, "light") as context:
        for reader in reading(context, api):
            reader.sign_in(CEDAR)
            reader.page.get_by_text("Lead Processing", exact=True).scroll_into_view_if_needed()
            reader.page.get_by_role("button", name="Days of Lead Processing").wait_for()

            expect(reader.page.locator("table")).to_have_count(0)


def test_only_systems_in_view_ask_for_their_days(reader: Reader) -> None:
    cedar = reader.api.details["cedar-accounting"]
    newsletter = cedar["health"]["systems"][2]
    many = [newsletter | {"system_name": f"System {n:02}"} for n in range(60)]
    cedar["health"]["systems"] = many
    reader.sign_in(CEDAR)
    reader.page.get_by_role("button", name="Days of System 00").wait_for()

    # four spans and the days of a screen of systems, not of sixty
    assert reader.api.asked.count("/api/clients/cedar-accounting/history") < 4 + 20


CHECKS = "/api/clients/cedar-accounting/checks"


def test_a_check_now_is_followed_from_the_queue_to_what_it_found(reader: Reader) -> None:
    reader.api.changes[f"POST {CHECKS}"] = (202, a_manual_check("queued"))
    reader.api.answers[f"{CHECKS}/01JDCHECK"] = a_manual_check("running")
    reader.sign_in(CEDAR)
    button = reader.page.get_by_role("button", name="Check now")

    button.click()
    expect(reader.page.get_by_role("heading", name="Queued")).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
    reader.pass_time(1_000)
    expect(reader.page.get_by_role("heading", name="Checking now")).to_be_visible()
    reader.api.answers[f"{CHECKS}/01JDCHECK"] = a_manual_check("finished")
    reader.pass_time(1_000)

    found = reader.page.get_by_role("region", name="Checked just now").locator("li")
    expect(found.first).to_have_text(
        re.compile(r"Down\s*Lead Processing\s*\u2013\s*Certificate expired\s*after 3 attempts")
    )
    expect(found.last).to_have_text(re.compile(r"Healthy\s*Newsletter\s*187\sms"))
    assert reader.api.changed == [(f"POST {CHECKS}", None)]


def test_another_check_can_be_asked_for_after_ten_seconds(reader: Reader) -> None:
    reader.api.changes[f"POST {CHECKS}"] = (202, a_manual_check("finished"))
    reader.sign_in(CEDAR)
    button = reader.page.get_by_role("button", name="Check now")
    button.click()
    reader.page.get_by_role("heading", name="Checked just now").wait_for()

    reader.pass_time(6_000)
    button.dispatch_event("click")  # a real click would wait until it is of use
    assert len(reader.api.changed) == 1
    reader.pass_time(4_000)
    expect(button).to_have_attribute("aria-disabled", "false")
    with reader.page.expect_response(f"**{CHECKS}"):
        button.click()


def test_a_check_that_is_refused_says_why(reader: Reader) -> None:
    reader.api.changes[f"POST {CHECKS}"] = (429, an_error("rate_limited"))
    reader.sign_in(CEDAR)

    reader.page.get_by_role("button", name="Check now").click()

    expect(reader.page.get_by_role("alert")).to_have_text(
        "Could not check: the service asks for fewer requests (429)."
    )


def test_who_may_only_look_is_not_offered_a_check(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in(CEDAR)

    expect(reader.page.get_by_role("heading", name="Systems")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Check now")).to_have_count(0)
