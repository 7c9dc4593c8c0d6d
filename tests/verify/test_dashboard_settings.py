"""The settings in a real browser: where messages go, and what became of those that did not arrive."""

import base64

from playwright.sync_api import expect

from tests.verify.canned_alerts import OWN_RULE, an_attempt
from tests.verify.canned_api import SIGNED_IN, refusal_of
from tests.verify.canned_reports import BRAND
from tests.verify.reader import Reader


def test_a_channel_tells_whether_it_works_and_takes_a_test(reader: Reader) -> None:
    reader.api.changes["POST /api/channels/email/test"] = (200, an_attempt())
    reader.sign_in("#/settings")

    slack = reader.page.locator("[data-channel=slack]")
    expect(slack).to_contain_text("Broken since 23 Nov 2026, 11:32:00 UTC: channel_is_archived")
    email = reader.page.locator("[data-channel=email]")
    expect(email).to_contain_text("Not written to any more: old@agency.example (bounce)")
    email.get_by_role("button", name="Send a test").click()

    expect(email).to_contain_text("The test arrived (HTTP 200), after 182 ms.")


def test_a_test_that_did_not_arrive_says_why(reader: Reader) -> None:
    failed = an_attempt(verdict="disabled", reason="channel_is_archived", http_status=410)
    reader.api.changes["POST /api/channels/slack/test"] = (200, failed)
    reader.sign_in("#/settings")

    slack = reader.page.locator("[data-channel=slack]")
    slack.get_by_role("button", name="Send a test").click()

    expect(slack).to_contain_text("The test did not arrive: channel_is_archived (HTTP 410)")


def test_a_message_that_never_arrived_is_sent_again(reader: Reader) -> None:
    reader.api.changes["POST /api/notifications/n-1/replay"] = (200, {})
    reader.sign_in("#/settings")
    expect(reader.page.get_by_text("channel_is_archived · 1 attempt kept")).to_be_visible()
    reader.api.answers["/api/notifications"] = {"notifications": [], "next_cursor": None}

    reader.page.get_by_role("button", name="Send again").click()

    expect(reader.page.get_by_text("Every message has arrived")).to_be_visible()


def test_the_common_rules_are_installed_with_one_click(reader: Reader) -> None:
    reader.api.changes["POST /api/rules/templates"] = (
        200,
        {"rules": [OWN_RULE] * 4, "next_cursor": None},
    )
    reader.sign_in("#/settings")

    reader.page.get_by_role("button", name="Install them").click()

    expect(reader.page.get_by_text("4 rules in place for every client.")).to_be_visible()
    assert reader.api.changed == [("POST /api/rules/templates", {})]


# What reports carry


def test_what_reports_carry_is_changed_and_the_logo_stays(reader: Reader) -> None:
    reader.api.changes["PUT /api/reports/brand"] = (200, BRAND)
    reader.sign_in("#/settings")
    brand = reader.page.get_by_role("region", name="Reports carry")
    expect(brand).to_contain_text("An Agency · with a logo")
    brand.get_by_role("button", name="Edit").click()
    expect(brand.get_by_label("Name")).to_be_focused()

    brand.get_by_label("Name").fill("Another Agency")
    brand.get_by_label("At the foot of each page").fill("12 High Street")
    brand.get_by_role("button", name="Save").click()

    expect(brand.get_by_role("button", name="Edit")).to_be_focused()
    told = {"name": "Another Agency", "accent": "#7a1fa2", "footer": "12 High Street"}
    assert reader.api.changed == [("PUT /api/reports/brand", told)]


def test_a_logo_is_chosen_or_taken_away(reader: Reader) -> None:
    reader.api.changes["PUT /api/reports/brand"] = (200, BRAND)
    reader.sign_in("#/settings")
    brand = reader.page.get_by_role("region", name="Reports carry")
    png = b"\x89PNG\r\n\x1a\nlogo"
    brand.get_by_role("button", name="Edit").click()
    brand.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png}
    )
    brand.get_by_role("button", name="Save").click()
    expect(brand.get_by_role("button", name="Edit")).to_be_focused()

    brand.get_by_role("button", name="Edit").click()
    brand.get_by_label("Carry no logo any more").check()
    brand.get_by_role("button", name="Save").click()

    expect(brand.get_by_role("button", name="Edit")).to_be_focused()
    logos = [body["logo"] for _, body in reader.api.changed if body]
    assert logos == [base64.b64encode(png).decode(), None]


def test_an_accent_that_nobody_could_read_is_refused_at_its_field(reader: Reader) -> None:
    expected = "a colour like #1d4ed8, with a contrast of 4.5 to white"
    reader.api.changes["PUT /api/reports/brand"] = refusal_of("accent", expected)
    reader.sign_in("#/settings")
    brand = reader.page.get_by_role("region", name="Reports carry")
    brand.get_by_role("button", name="Edit").click()
    accent = brand.get_by_label("Accent")
    accent.fill("#ffee00")

    brand.get_by_role("button", name="Save").click()

    expect(accent).to_be_focused()
    expect(accent).to_have_accessible_description(
        f"Dark enough to be read on white. Expected {expected}"
    )


def test_who_may_only_look_sees_what_reports_carry(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in("#/settings")

    brand = reader.page.get_by_role("region", name="Reports carry")
    expect(brand).to_contain_text("An Agency")
    expect(brand.get_by_role("button")).to_have_count(0)
