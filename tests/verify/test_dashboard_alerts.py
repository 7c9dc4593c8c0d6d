"""Incidents, rules and silences in a real browser: what is told, and what can be done."""

import re

import pytest
from playwright.sync_api import expect

from tests.verify.canned_alerts import (
    BACKTEST,
    CEDAR_IS_DOWN,
    OWN_RULE,
    an_incident,
    incident_detail,
)
from tests.verify.canned_api import SIGNED_IN, an_error
from tests.verify.reader import Reader

CEDAR = "/api/incidents/0m5xq2v40-00000001"
INCIDENT = "#/incidents/0m5xq2v40-00000001"
CONFIGURATION = "#/clients/cedar-accounting?tab=configuration"
OF_CEDAR = "#/clients/cedar-accounting?tab=incidents"


# What needs attention


def test_what_needs_attention_is_what_nobody_knows_of_first(reader: Reader) -> None:
    reader.sign_in()

    rows = reader.page.locator("[data-attention]")
    expect(rows).to_have_count(4)
    expect(rows.nth(0)).to_have_text(
        re.compile(r"Cedar Accounting\s*Lead Processing\s*Status is down · for 1\sh\s2\smin\s*Ack")
    )
    expect(rows.nth(1)).to_contain_text("Acknowledged by Dana, 14\u00a0min ago")
    # two more are degraded, and no rule speaks of them
    expect(rows.nth(2)).to_contain_text("Lakeshore Plumbing")
    expect(rows.nth(3)).to_contain_text("Meridian Dental")


def test_a_fleet_in_which_all_is_well_needs_no_attention(reader: Reader) -> None:
    reader.api.answers["/api/incidents"] = {"incidents": [], "next_cursor": None}
    reader.api.summary["clients"] = [
        client for client in reader.api.summary["clients"] if client["overall_status"] == "healthy"
    ]
    reader.sign_in()

    expect(reader.page.get_by_text("Nothing needs attention.")).to_be_visible()


def test_an_incident_is_acknowledged_where_it_is_seen(reader: Reader) -> None:
    reader.api.changes[f"POST {CEDAR}/acknowledge"] = (200, incident_detail(CEDAR_IS_DOWN))
    reader.sign_in()
    reader.page.locator("[data-attention]").nth(3).wait_for()
    known = CEDAR_IS_DOWN | {"acknowledged_at": "2026-11-23T14:32:00Z", "acknowledged_by": "Ann"}
    reader.api.answers["/api/incidents"] = {"incidents": [known], "next_cursor": None}

    reader.page.get_by_role("button", name="Acknowledge Status is down of Cedar").click()

    expect(reader.page.locator("[data-attention]").first).to_contain_text("Acknowledged by Ann")
    assert reader.api.changed == [(f"POST {CEDAR}/acknowledge", {})]


def test_the_number_of_open_incidents_stands_in_the_header(reader: Reader) -> None:
    reader.sign_in()

    expect(reader.page.get_by_role("link", name="Incidents 2 open")).to_be_visible()


# Incidents


def test_a_clients_alerts_say_where_they_are_and_why_nobody_is_told(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    rows = reader.page.locator("[data-alert]")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_text(
        re.compile(
            r"Firing\s*Lead Processing: Status is down\s*· for 1\sh\s2\smin\s*Told .* by email, slack"
        )
    )
    expect(rows.nth(0)).to_contain_text("acknowledged by Dana")
    expect(rows.nth(1)).to_have_text(
        re.compile(r"Pending\s*Success rate below 90 %.*Nobody is told: it is silenced")
    )


def test_the_steps_of_a_clients_alerts_are_a_click_away(reader: Reader) -> None:
    reader.sign_in(OF_CEDAR)

    reader.page.get_by_text("2 latest steps of its alerts").click()

    steps = reader.page.locator("section[aria-labelledby=alerts] li:not([data-alert])")
    expect(steps.nth(0)).to_contain_text(
        "Lead Processing: Status is down: pending → firing, broken for as long as the rule wants"
    )
    expect(steps.nth(1)).to_contain_text("calm → pending, the rule is broken")


def test_a_client_of_which_no_rule_is_broken_says_so(reader: Reader) -> None:
    reader.api.answers["/api/clients/cedar-accounting/alerts"] = {
        "client_id": "cedar-accounting",
        "alerts": [],
        "transitions": [],
    }
    reader.sign_in(OF_CEDAR)

    alerts = reader.page.locator("section[aria-labelledby=alerts]")
    expect(alerts).to_contain_text("No rule is broken.")
    expect(alerts.locator("details")).to_have_count(0)


def test_incidents_are_listed_by_need_and_the_resolved_ones_apart(reader: Reader) -> None:
    reader.sign_in("#/incidents")

    expect(reader.heading).to_have_text("2 incidents are open")
    expect(reader.page.locator("[data-incident]").first).to_contain_text("Cedar Accounting")

    reader.page.get_by_role("link", name="Resolved").click()
    row = reader.page.locator("[data-incident]")
    expect(row).to_have_count(1)
    # 23 minutes, and 187.50 lost
    expect(row).to_have_text(
        re.compile(
            r"Resolved\s*Status is down\s*Lakeshore Plumbing\s*Lead Processing\s*"
            r"lasted 23\smin, from 21 Nov 2026, 14:32:00 UTC · "
            r"23\smin of service lost, about \$187\.50 lost"
        )
    )
    assert reader.page.url.endswith("#/incidents?state=resolved")


def test_more_incidents_than_fit_are_a_page_further(reader: Reader) -> None:
    newest = an_incident("0m5xq2v40-00000009")
    reader.api.answers["/api/incidents"] = lambda query: (
        {"incidents": [CEDAR_IS_DOWN], "next_cursor": None}
        if "cursor" in query
        else {"incidents": [newest], "next_cursor": "older"}
    )
    reader.sign_in("#/incidents")
    expect(reader.heading).to_have_text("At least 1 incident is open")

    reader.page.get_by_role("link", name="Older").click()
    expect(reader.page.locator("[data-incident='0m5xq2v40-00000001']")).to_be_visible()
    reader.page.get_by_role("link", name="Newest").click()
    expect(reader.page.locator("[data-incident='0m5xq2v40-00000009']")).to_be_visible()


def test_an_incident_tells_its_story_with_what_was_delivered(reader: Reader) -> None:
    reader.sign_in(INCIDENT)

    expect(reader.heading).to_have_text("Status is down")
    story = reader.page.locator("ol li")
    expect(story).to_have_count(5)
    expect(story.nth(3)).to_have_text(
        re.compile(r"Message Email: failed, HTTP 503; trying again\s*23 Nov 2026, 13:31:00 UTC")
    )
    expect(story.nth(4)).to_contain_text("14:12:00 UTC · Dana")
    expect(reader.page.locator("dl")).to_contain_text(re.compile(r"Service lost\s*1\sh\s4\smin"))


@pytest.mark.parametrize(("button", "is_real"), [("Acknowledge", True), ("False alarm", False)])
def test_acknowledging_says_whether_it_is_real_trouble(
    reader: Reader, button: str, is_real: bool
) -> None:
    known = CEDAR_IS_DOWN | {"acknowledged_at": "2026-11-23T14:32:00Z", "acknowledged_by": "Ann"}
    reader.api.changes[f"POST {CEDAR}/acknowledge"] = (200, incident_detail(known))
    reader.sign_in(INCIDENT)
    reader.page.get_by_role("button", name=button).wait_for()
    reader.api.answers[CEDAR] = incident_detail(known)

    reader.page.get_by_role("button", name=button).click()

    expect(reader.page.locator("dl")).to_contain_text("by Ann")
    assert reader.api.changed == [(f"POST {CEDAR}/acknowledge", {"is_real": is_real})]


def test_a_note_joins_the_story(reader: Reader) -> None:
    reader.api.changes[f"POST {CEDAR}/note"] = (200, incident_detail(CEDAR_IS_DOWN))
    reader.sign_in(INCIDENT)

    reader.page.get_by_label("Add a note").fill("Called the provider")
    with reader.page.expect_response(f"**{CEDAR}"):
        reader.page.get_by_role("button", name="Add").click()

    expect(reader.page.get_by_label("Add a note")).to_have_value("")
    assert reader.api.changed == [(f"POST {CEDAR}/note", {"note": "Called the provider"})]


def test_a_silence_wants_a_reason_and_an_end(reader: Reader) -> None:
    reader.api.changes["POST /api/silences"] = (201, {})
    reader.sign_in(INCIDENT)
    reader.page.get_by_role("button", name="Silence…").click()

    reader.page.get_by_role("button", name="Silence", exact=True).click()
    assert reader.api.changed == []  # the field for the reason is empty

    reader.page.get_by_label("Why nobody needs to be told").fill("Renewing the certificate")
    reader.page.get_by_label("For").select_option("Until it has recovered")
    reader.page.get_by_role("button", name="Silence", exact=True).click()
    expect(reader.page.get_by_label("Why nobody needs to be told")).to_have_count(0)
    assert reader.api.changed == [
        (
            "POST /api/silences",
            {
                "client_id": "cedar-accounting",
                "reason": "Renewing the certificate",
                "until_recovered": True,
            },
        )
    ]


def test_what_the_service_refuses_is_said_in_its_words(reader: Reader) -> None:
    refused = an_error("conflict")
    refused["error"]["message"] = "It was resolved meanwhile"
    reader.api.changes[f"POST {CEDAR}/acknowledge"] = (409, refused)
    reader.sign_in(INCIDENT)

    reader.page.get_by_role("button", name="Acknowledge").click()

    expect(reader.page.get_by_role("alert")).to_have_text("It was resolved meanwhile")


def test_who_may_only_look_is_not_offered_to_change_an_incident(reader: Reader) -> None:
    reader.api.signed_in = SIGNED_IN | {"role": "viewer"}
    reader.sign_in(INCIDENT)

    expect(reader.page.locator("ol li")).to_have_count(5)
    for name in ("Acknowledge", "Silence…", "Add"):
        expect(reader.page.get_by_role("button", name=name)).to_have_count(0)


def test_an_incident_that_is_not_there_says_so(reader: Reader) -> None:
    reader.sign_in("#/incidents/nothing")

    expect(reader.heading).to_have_text("Not found")


# Rules and silences of a client


def test_a_client_shows_what_watches_it(reader: Reader) -> None:
    reader.sign_in(CONFIGURATION)

    rules = reader.page.locator("[data-rule]")
    expect(rules.nth(0)).to_have_text(
        re.compile(
            r"Critical\s*Uptime below 95 %\s*"
            r"after 2\smin · email · again every 4\sh · of every client"
        )
    )
    expect(rules.nth(1)).to_contain_text("after 10\u00a0min · slack")
    expect(reader.page.get_by_text("Newsletter: Moves to another host")).to_be_visible()


def test_a_rule_of_the_client_is_switched_off_and_one_of_every_client_is_not(
    reader: Reader,
) -> None:
    reader.api.changes["PATCH /api/rules/rule-2"] = (200, OWN_RULE | {"is_enabled": False})
    reader.sign_in(CONFIGURATION)
    expect(reader.page.get_by_role("button", name="Switch off Uptime below 95 %")).to_have_count(0)
    reader.page.locator("[data-rule]").nth(1).wait_for()
    off = OWN_RULE | {"is_enabled": False}
    reader.api.answers["/api/rules"] = {"rules": [off], "next_cursor": None}

    reader.page.get_by_role("button", name="Switch off Success rate below 90 %").click()

    expect(reader.page.locator("[data-rule=rule-2]")).to_contain_text("switched off")
    assert reader.api.changed == [("PATCH /api/rules/rule-2", {"is_enabled": False})]


def test_a_rule_is_made_with_what_it_watches_and_whom_it_tells(reader: Reader) -> None:
    reader.api.changes["POST /api/rules"] = (201, OWN_RULE)
    reader.sign_in(CONFIGURATION)
    reader.page.get_by_role("button", name="Add a rule").click()
    reader.page.get_by_label("When").select_option("Success rate")
    reader.page.get_by_label("Slack").check()

    reader.page.get_by_role("button", name="Save").click()

    expect(reader.page.get_by_role("button", name="Add a rule")).to_be_visible()
    draft = {
        "client_id": "cedar-accounting",
        "metric_name": "success_rate",
        "comparison": "less_than",
        "threshold": 90,
        "channels": ["email", "slack"],
        "severity": "warning",
        "for_minutes": 2,
    }
    assert reader.api.changed == [("POST /api/rules", draft)]


def test_a_rule_is_tried_on_the_past_before_it_is_saved(reader: Reader) -> None:
    reader.api.changes["POST /api/rules/backtest"] = (200, BACKTEST)
    reader.api.changes["POST /api/rules"] = (201, OWN_RULE)
    reader.sign_in(CONFIGURATION)
    reader.page.get_by_role("button", name="Add a rule").click()
    reader.page.get_by_label("When").select_option("Success rate")
    reader.page.get_by_label("Slack").check()

    reader.page.get_by_role("button", name="Try on the last 30 days").click()

    tried = reader.page.locator("[data-backtest]")
    # 102 minutes are 1 h 42 min
    expect(tried).to_contain_text(
        "Success rate below 90 %: Would have fired 3 times in the last 30 days, "
        "1\u00a0h\u00a042\u00a0min in all; of 1 real incident it tells 1, and 2 times of none."
    )
    tried.get_by_role("button", name="Use 85").click()
    expect(reader.page.get_by_label("Value, %")).to_have_value("85")
    expect(tried).to_contain_text("The rule was changed since.")

    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_role("button", name="Add a rule")).to_be_visible()
    draft = {
        "client_id": "cedar-accounting",
        "metric_name": "success_rate",
        "comparison": "less_than",
        "threshold": 90,
        "channels": ["email", "slack"],
        "severity": "warning",
        "for_minutes": 2,
    }
    assert reader.api.changed == [
        ("POST /api/rules/backtest", draft | {"days": 30}),
        ("POST /api/rules", draft | {"threshold": 85}),
    ]


def test_a_silence_is_ended(reader: Reader) -> None:
    reader.api.changes["DELETE /api/silences/0m5xq2v40-0000000a"] = (204, {})
    reader.sign_in(CONFIGURATION)
    reader.page.get_by_role("button", name="End the silence").wait_for()
    reader.api.answers["/api/silences"] = {"silences": [], "next_cursor": None}

    reader.page.get_by_role("button", name="End the silence").click()

    expect(reader.page.get_by_text("Nothing is silenced.")).to_be_visible()
