"""The settings in a real browser: where messages go, and what became of those that did not arrive."""

from playwright.sync_api import expect

from tests.verify.canned_alerts import OWN_RULE, an_attempt
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
    reader.page.get_by_role("button", name="Send again").wait_for()
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
