"""Rules in a real browser: changed where they stand, of a client and of every one, and what is refused of that."""

from playwright.sync_api import Locator, expect

from tests.verify.canned_alerts import BACKTEST, OWN_RULE, RULES, a_rule
from tests.verify.canned_api import SIGNED_IN, an_error, refusal_of
from tests.verify.reader import Reader

CONFIGURATION = "#/clients/cedar-accounting?tab=configuration"
PATH = "/api/rules/rule-2"


def edited(reader: Reader, rule_id: str = "rule-2", page: str = CONFIGURATION) -> Locator:
    """The row of a rule with its form open."""
    reader.sign_in(page)
    row = reader.page.locator(f"[data-rule={rule_id}]")
    row.get_by_role("button", name="Edit").click()
    return row


def test_a_rule_is_changed_in_place_and_only_what_is_new_is_sent(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = (200, OWN_RULE)
    row = edited(reader)
    expect(row.get_by_label("is", exact=True)).to_be_focused()
    expect(row.get_by_label("Value, %")).to_have_value("90")
    expect(row.get_by_label("for", exact=True)).to_have_value("10")
    expect(row.get_by_label("Slack")).to_be_checked()

    row.get_by_label("Value, %").fill("85")
    row.get_by_label("it is").select_option("Critical")
    row.get_by_label("Without data").select_option("tell that nothing is known")
    row.get_by_label("after, minutes").fill("45")
    row.get_by_label("Email").check()
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit Success rate below 90 %")).to_be_focused()
    told = {
        "threshold": 85,
        "severity": "critical",
        "no_data": "alert",
        "no_data_after_minutes": 45,
        "channels": ["slack", "email"],
        "version": 1,
    }
    assert reader.api.changed == [(f"PATCH {PATH}", told)]


def test_a_rule_is_about_the_whole_client_each_system_or_some(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = (200, OWN_RULE)
    row = edited(reader)
    of = row.get_by_label("of", exact=True)
    expect(of).to_have_value("whole")

    of.select_option("some of its systems")
    row.get_by_label("Newsletter").uncheck()
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    told = {"systems": ["Invoice Chasing", "Lead Processing"], "version": 1}
    assert reader.api.changed == [(f"PATCH {PATH}", told)]


def test_a_rule_of_a_tag_keeps_it_or_gives_it_up(reader: Reader) -> None:
    tagged = OWN_RULE | {"tag": "booking"}
    reader.api.answers["/api/rules"] = RULES | {"rules": [tagged]}
    reader.api.changes[f"PATCH {PATH}"] = (200, tagged)
    row = edited(reader)
    of = row.get_by_label("of", exact=True)
    expect(of).to_have_value("tag")

    of.select_option("each of its systems")
    of.select_option("systems tagged booking")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    row.get_by_role("button", name="Edit").click()
    of.select_option("the client as a whole")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    assert [body for _, body in reader.api.changed] == [
        {"version": 1},
        {"systems": [], "version": 1},
    ]


def test_a_changed_rule_is_tried_with_all_that_it_says(reader: Reader) -> None:
    reader.api.changes["POST /api/rules/backtest"] = (200, BACKTEST)
    row = edited(reader)
    row.get_by_label("Value, %").fill("80")

    row.get_by_role("button", name="Try on the last 30 days").click()

    expect(row.locator("[data-backtest]")).to_contain_text("Would have fired 3 times")
    draft = {
        "client_id": "cedar-accounting",
        "metric_name": "success_rate",
        "comparison": "less_than",
        "threshold": 80,
        "channels": ["slack"],
        "severity": "warning",
        "systems": [],
        "window_minutes": 60,
        "for_minutes": 10,
        "keep_firing_for_minutes": 5,
        "min_breaches": 1,
        "out_of": 1,
        "no_data": "keep",
        "no_data_after_minutes": 30,
        "days": 30,
    }
    assert reader.api.changed == [("POST /api/rules/backtest", draft)]
    row.get_by_role("button", name="Use 85").click()
    expect(row.get_by_label("Value, %")).to_have_value("85")


def test_a_refusal_stands_beside_its_field_which_takes_the_focus(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = refusal_of("threshold", "a number from 0 to 100")
    row = edited(reader)
    value = row.get_by_label("Value, %")
    value.fill("900")

    row.get_by_role("button", name="Save").click()

    expect(value).to_be_focused()
    expect(value).to_have_accessible_description("Expected a number from 0 to 100")
    expect(value).to_have_value("900")


def test_a_rule_that_tells_nobody_is_refused_at_its_channels(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = refusal_of("channels", "a list of 1 to 10 texts")
    row = edited(reader)
    row.get_by_label("Slack").uncheck()

    row.get_by_role("button", name="Save").click()

    channels = row.get_by_role("group", name="and tell")
    expect(channels).to_have_accessible_description("Expected a list of 1 to 10 texts")
    expect(channels.get_by_label("Email")).to_be_focused()
    assert reader.api.changed == [(f"PATCH {PATH}", {"channels": [], "version": 1})]


def test_what_has_no_field_here_is_refused_below_all(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = refusal_of(
        "clear_threshold", "a value that keeps the rule"
    )
    row = edited(reader)

    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_have_text(
        "clear_threshold: expected a value that keeps the rule"
    )


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_lost(reader: Reader) -> None:
    reader.api.changes[f"PATCH {PATH}"] = (409, an_error("conflict"))
    row = edited(reader)
    row.get_by_label("Value, %").fill("85")
    theirs = OWN_RULE | {"threshold": 70.0, "severity": "critical", "version": 7}
    reader.api.answers[PATH] = theirs

    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_contain_text("Somebody else has changed it meanwhile.")
    expect(row.get_by_label("it is")).to_have_value("critical")
    expect(row.get_by_label("Value, %")).to_have_value("85")

    reader.api.changes[f"PATCH {PATH}"] = (200, theirs)
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    assert [body for _, body in reader.api.changed] == [
        {"threshold": 85, "version": 1},
        {"threshold": 85, "version": 7},
    ]


def test_a_rule_is_removed_once_the_question_is_answered(reader: Reader) -> None:
    reader.api.changes[f"DELETE {PATH}"] = (204, {})
    reader.sign_in(CONFIGURATION)
    row = reader.page.locator("[data-rule=rule-2]")
    row.get_by_role("button", name="Remove").click()
    expect(row.get_by_role("button", name="Keep it")).to_be_focused()
    reader.api.answers["/api/rules"] = RULES | {"rules": [a_rule("rule-1")]}

    row.get_by_role("button", name="Remove it").click()

    expect(row).to_have_count(0)
    expect(reader.page.get_by_role("heading", name="Rules")).to_be_focused()
    assert reader.api.changed == [(f"DELETE {PATH}", None)]


# Those of every client


def test_the_rules_of_every_client_are_changed_in_the_settings(reader: Reader) -> None:
    reader.api.changes["PATCH /api/rules/rule-1"] = (200, a_rule("rule-1"))
    row = edited(reader, "rule-1", "#/settings")
    expect(reader.page.locator("[data-rule]")).to_have_count(1)

    row.get_by_label("of", exact=True).select_option("each system of each client")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    assert reader.api.changed == [("PATCH /api/rules/rule-1", {"systems": ["*"], "version": 1})]


def test_a_rule_for_every_client_is_made_in_the_settings(reader: Reader) -> None:
    reader.api.changes["POST /api/rules"] = (201, a_rule("rule-3"))
    reader.sign_in("#/settings")
    reader.page.get_by_role("button", name="Add a rule").click()
    reader.page.get_by_label("When").select_option("Age of the figures")

    reader.page.get_by_role("button", name="Save").click()

    expect(reader.page.get_by_role("button", name="Add a rule")).to_be_focused()
    draft = {
        "client_id": "*",
        "metric_name": "data_age",
        "comparison": "greater_than",
        "threshold": 180,
        "channels": ["email"],
        "severity": "warning",
        "for_minutes": 2,
    }
    assert reader.api.changed == [("POST /api/rules", draft)]


def test_who_may_only_look_is_not_offered_to_change_a_rule(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in(CONFIGURATION)

    expect(reader.page.locator("[data-rule]")).to_have_count(2)
    rules = reader.page.get_by_role("region", name="Rules")
    expect(rules.get_by_role("button")).to_have_count(0)


def test_who_sees_some_clients_changes_their_rules_and_not_everybodys(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"clients": ["cedar-accounting"]}
    reader.sign_in(CONFIGURATION)
    expect(reader.page.get_by_role("button", name="Edit Success rate")).to_be_visible()

    reader.open("#/settings")

    reader.page.locator("[data-rule=rule-1]").wait_for()
    expect(reader.page.get_by_role("button", name="Edit Uptime")).to_have_count(0)
    expect(reader.page.get_by_role("button", name="Install them")).to_have_count(0)
