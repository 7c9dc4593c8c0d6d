"""Channels in a real browser: set up, changed, switched off and removed, and what is refused of that."""

import pytest
from playwright.sync_api import Locator, expect

from tests.verify.canned_alerts import BOT, CHANNELS, a_channel, a_saved_channel
from tests.verify.canned_api import SIGNED_IN, Json, an_error, refusal_of
from tests.verify.reader import Reader, faults, overflow

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
BOT_PATH = "/api/channels/on-call-bot"


def a_row(reader: Reader, channel_id: str) -> Locator:
    return reader.page.locator(f"[data-channel={channel_id}]")


def edited(reader: Reader, channel_id: str, button: str = "Edit") -> Locator:
    """The row of a channel with its form open."""
    reader.sign_in("#/settings")
    row = a_row(reader, channel_id)
    row.get_by_role("button", name=button).click()
    return row


def with_channels(*channels: Json) -> Json:
    return {"channels": [*CHANNELS["channels"], *channels]}


# What is shown


def test_a_kind_is_named_only_where_the_name_is_another(reader: Reader) -> None:
    reader.sign_in("#/settings")

    expect(a_row(reader, "email").locator("p").first).to_have_text("Email")
    expect(a_row(reader, "sns").locator("p").first).to_have_text("SNS topic")
    expect(a_row(reader, "on-call-bot").locator("p").first).to_have_text("On-call bot Webhook")


def test_a_channel_says_where_it_leads(reader: Reader) -> None:
    reader.sign_in("#/settings")

    expect(a_row(reader, "email")).to_contain_text("ops@agency.example, old@agency.example")
    expect(a_row(reader, "slack")).to_contain_text("hooks.slack.com, #monitoring")


@pytest.mark.parametrize("role", [{"role": "viewer"}, {"clients": ["cedar-accounting"]}])
def test_who_may_not_change_everybodys_channels_is_not_offered_to(
    reader: Reader, role: Json
) -> None:
    reader.api.signed_in = SIGNED_IN | role
    reader.sign_in("#/settings")

    a_row(reader, "on-call-bot").wait_for()
    channels = reader.page.get_by_role("region", name="Channels")
    expect(channels.get_by_role("button")).to_have_count(0)


# Set up and changed


def test_only_what_was_touched_is_sent_and_the_focus_comes_back(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/email"] = (200, a_saved_channel(a_channel("email")))
    row = edited(reader, "email")
    expect(row.get_by_label("Name")).to_be_focused()

    recipients = row.get_by_label("Sent to")
    expect(recipients).to_have_value("ops@agency.example, old@agency.example")
    expect(recipients).to_have_accessible_description(
        "Commas between addresses. Sent from monitor@agency.example."
    )
    recipients.fill("ops@agency.example; ann@agency.example")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    expect(row.get_by_label("Sent to")).to_have_count(0)
    told = {"default_recipients": ["ops@agency.example", "ann@agency.example"], "version": 1}
    assert reader.api.changed == [("PATCH /api/channels/email", told)]


def test_addresses_that_bounced_are_written_to_again(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/email"] = (200, a_saved_channel(a_channel("email")))
    row = edited(reader, "email")

    row.get_by_label("Write again to those that bounced").check()
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    told = {"default_recipients": ["ops@agency.example", "old@agency.example"], "version": 1}
    assert reader.api.changed == [("PATCH /api/channels/email", told)]


def test_a_secret_is_typed_unseen_and_an_empty_one_is_kept(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/slack"] = (200, a_saved_channel(a_channel("slack")))
    row = edited(reader, "slack")

    url = row.get_by_label("Incoming webhook URL")
    expect(url).to_have_value("")
    expect(url).to_have_attribute("type", "password")
    expect(url).to_have_accessible_description("Empty keeps the one at hooks.slack.com.")
    row.get_by_label("Post in").fill("")
    row.get_by_label("Post as").fill("Monitor")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    told = {"channel": None, "username": "Monitor", "version": 1}
    assert reader.api.changed == [("PATCH /api/channels/slack", told)]


def test_a_channel_that_is_not_set_up_wants_its_address(reader: Reader) -> None:
    ready = a_channel("webhook", settings={"host": "hooks.agency.example", "header_names": []})
    reader.api.changes["PATCH /api/channels/webhook"] = (
        200,
        a_saved_channel(ready, signing_secret=SECRET),
    )
    row = edited(reader, "webhook", "Set up")

    row.get_by_role("button", name="Save").click()
    assert reader.api.changed == []  # the field for the URL is empty

    row.get_by_label("URL").fill("https://hooks.agency.example/alerts")
    row.get_by_label("Headers, one a line").fill("Authorization: Bearer a:b\nX-Team: ops")
    row.get_by_role("button", name="Save").click()

    box = reader.page.get_by_role("group", name="The signing secret of Webhook.")
    expect(box).to_be_focused()
    expect(box).to_contain_text(SECRET)
    told = {
        "url": "https://hooks.agency.example/alerts",
        "headers": {"Authorization": "Bearer a:b", "X-Team": "ops"},
        "version": 0,
    }
    assert reader.api.changed == [("PATCH /api/channels/webhook", told)]

    box.get_by_role("button", name="I have kept it").click()
    expect(box).to_have_count(0)
    expect(reader.page.get_by_role("heading", name="Channels")).to_be_focused()


def test_a_new_signing_secret_is_made_and_headers_are_taken_away(reader: Reader) -> None:
    saved = a_saved_channel(BOT, signing_secret=SECRET)
    reader.api.changes[f"PATCH {BOT_PATH}"] = (200, saved)
    row = edited(reader, "on-call-bot")

    row.get_by_label("Make a new one, and show it once").check()
    expect(row.get_by_label("Signing secret")).to_be_disabled()
    row.get_by_label("Send none of them any more").check()
    row.get_by_role("button", name="Save").click()

    expect(reader.page.get_by_text(SECRET)).to_be_visible()
    told = {"signing_secret": None, "headers": None, "version": 4}
    assert reader.api.changed == [(f"PATCH {BOT_PATH}", told)]


def test_a_further_channel_is_added(reader: Reader) -> None:
    made = a_channel("alerts-eu", kind="slack", name="Alerts EU", is_default=False)
    reader.api.changes["POST /api/channels"] = (201, a_saved_channel(made))
    reader.sign_in("#/settings")
    add = reader.page.get_by_role("button", name="Add a channel")
    add.click()
    expect(reader.page.get_by_label("Kind")).to_be_focused()
    reader.page.get_by_label("Kind").select_option("Slack")
    reader.page.get_by_label("Name").fill("Alerts EU")
    reader.page.get_by_label("Incoming webhook URL").fill("https://hooks.slack.com/services/x")
    reader.api.answers["/api/channels"] = with_channels(made)

    reader.page.get_by_role("button", name="Save").click()

    expect(a_row(reader, "alerts-eu")).to_contain_text("Alerts EU")
    expect(add).to_be_focused()
    told = {
        "kind": "slack",
        "name": "Alerts EU",
        "webhook_url": "https://hooks.slack.com/services/x",
    }
    assert reader.api.changed == [("POST /api/channels", told)]


# What is refused


def test_a_refusal_stands_beside_its_field_which_takes_the_focus(reader: Reader) -> None:
    expected = "an https:// URL of printable ASCII without '{{'"
    reader.api.changes[f"PATCH {BOT_PATH}"] = refusal_of("url", expected)
    row = edited(reader, "on-call-bot")
    row.get_by_label("Name").fill("Bot of the night")
    url = row.get_by_label("URL")
    url.fill("http://bot.agency.example")

    row.get_by_role("button", name="Save").click()

    expect(url).to_be_focused()
    expect(url).to_have_attribute("aria-invalid", "true")
    expect(url).to_have_accessible_description(
        f"Empty keeps the one at bot.agency.example. Expected {expected}"
    )
    expect(url).to_have_value("http://bot.agency.example")
    expect(row.get_by_label("Name")).to_have_value("Bot of the night")
    assert faults(reader.page) == []
    assert overflow(reader.page) <= 0


def test_a_refusal_of_one_of_many_says_which(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/email"] = refusal_of(
        "default_recipients[1]", "a mail address like team@example.com"
    )
    row = edited(reader, "email")
    row.get_by_label("Sent to").fill("ops@agency.example, ann")

    row.get_by_role("button", name="Save").click()

    expect(row.get_by_label("Sent to")).to_be_focused()
    expect(row).to_contain_text("Number 2: expected a mail address like team@example.com")


def test_a_refusal_of_what_has_no_field_stands_below_all(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/email"] = refusal_of(
        "from_address", "a deployment with -c mail_from=…, which may send mail; this one may not"
    )
    row = edited(reader, "email")
    row.get_by_label("Sent to").fill("ops@agency.example")

    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_contain_text("from_address: expected a deployment")


def test_an_id_that_is_taken_is_told_at_the_id(reader: Reader) -> None:
    taken = an_error("conflict")
    taken["error"] |= {
        "field": "channel_id",
        "message": "There is a channel 'on-call-bot' already.",
    }
    reader.api.changes["POST /api/channels"] = (409, taken)
    reader.sign_in("#/settings")
    reader.page.get_by_role("button", name="Add a channel").click()
    reader.page.get_by_label("Name").fill("On-call bot")
    reader.page.get_by_label("URL").fill("https://bot.agency.example")

    reader.page.get_by_role("button", name="Save").click()

    field = reader.page.get_by_label("Id in rules")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        "Empty: made of the name. There is a channel 'on-call-bot' already."
    )


def test_a_channel_too_many_is_told_in_the_services_words(reader: Reader) -> None:
    full = an_error("conflict")
    full["error"]["message"] = "A deployment has at most 100 channels."
    reader.api.changes["POST /api/channels"] = (409, full)
    reader.sign_in("#/settings")
    reader.page.get_by_role("button", name="Add a channel").click()
    reader.page.get_by_label("Name").fill("One more")
    reader.page.get_by_label("URL").fill("https://bot.agency.example")

    reader.page.get_by_role("button", name="Save").click()

    expect(reader.page.get_by_role("alert")).to_have_text("A deployment has at most 100 channels.")


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_lost(reader: Reader) -> None:
    reader.api.changes["PATCH /api/channels/slack"] = (409, an_error("conflict"))
    row = edited(reader, "slack")
    row.get_by_label("Post as").fill("Monitor")
    theirs = a_channel(
        "slack",
        name="Slack of ops",
        settings={"host": "hooks.slack.com", "channel": "#ops"},
        version=2,
    )
    reader.api.answers["/api/channels"] = {"channels": [theirs]}

    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_contain_text("Somebody else has changed it meanwhile.")
    expect(row.get_by_label("Name")).to_have_value("Slack of ops")
    expect(row.get_by_label("Post in")).to_have_value("#ops")
    expect(row.get_by_label("Post as")).to_have_value("Monitor")

    reader.api.changes["PATCH /api/channels/slack"] = (200, a_saved_channel(theirs))
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    assert [body for _, body in reader.api.changed] == [
        {"username": "Monitor", "version": 1},
        {"username": "Monitor", "version": 2},
    ]


# Switched off and removed


def test_a_channel_is_switched_off(reader: Reader) -> None:
    off = BOT | {"enabled": False, "is_usable": False, "version": 5}
    reader.api.changes[f"PATCH {BOT_PATH}"] = (200, a_saved_channel(off))
    reader.sign_in("#/settings")
    row = a_row(reader, "on-call-bot")
    row.wait_for()
    reader.api.answers["/api/channels"] = {"channels": [off]}

    row.get_by_role("button", name="Switch off").click()

    expect(row).to_contain_text("Switched off")
    expect(row.get_by_role("button", name="Switch on")).to_be_visible()
    assert reader.api.changed == [(f"PATCH {BOT_PATH}", {"enabled": False, "version": 4})]


def test_a_channel_is_removed_once_the_question_is_answered(reader: Reader) -> None:
    reader.api.changes[f"DELETE {BOT_PATH}"] = (200, BOT)
    row = edited(reader, "on-call-bot", "Remove")
    expect(row.get_by_role("button", name="Keep it")).to_be_focused()
    row.get_by_role("button", name="Keep it").click()
    expect(row.get_by_role("button", name="Remove On-call bot")).to_be_focused()
    assert reader.api.changed == []

    row.get_by_role("button", name="Remove On-call bot").click()
    reader.api.answers["/api/channels"] = {"channels": CHANNELS["channels"][:4]}
    row.get_by_role("button", name="Remove it").click()

    expect(row).to_have_count(0)
    expect(reader.page.get_by_role("heading", name="Channels")).to_be_focused()
    assert reader.api.changed == [(f"DELETE {BOT_PATH}", None)]


def test_a_channel_of_the_deployment_is_reset_and_one_that_nobody_changed_is_not(
    reader: Reader,
) -> None:
    reader.api.changes["DELETE /api/channels/slack"] = (200, a_channel("slack"))
    row = edited(reader, "slack", "Reset")
    expect(a_row(reader, "sns").get_by_role("button", name="Reset")).to_have_count(0)
    expect(row).to_contain_text("Where it sends to is forgotten.")

    row.get_by_role("button", name="Reset it").click()

    expect(row.get_by_role("button", name="Keep it")).to_have_count(0)
    assert reader.api.changed == [("DELETE /api/channels/slack", None)]
