"""Rules, silences and incidents over the API and as tools, on moto."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from entelech import wiring
from entelech.adapters.dynamodb.alerts import DynamoAlertStore
from entelech.domain.alert_state import AlertState, Phase
from entelech.domain.client_alerts import AlertKey, ClientAlerts, alert_id
from entelech.domain.ids import ClientId, new_id
from entelech.domain.incident import IncidentAlert, joined, opened
from entelech.domain.notice_kinds import Severity
from entelech.domain.rule import RuleId
from entelech.ports.alerts import AlertChange
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

TNT = ClientId("tnt-limousine-001")
KEY = AlertKey(RuleId("tnt-limousine-001.r1"), None)
FIVE = {
    "client_id": "tnt-limousine-001",
    "metric_name": "uptime",
    "threshold": 95.0,
    "comparison": "less_than",
    "alert_type": "slack",
}


@dataclass
class Surfaces:
    key: str

    def api(
        self, method: str, path: str, body: object = None, **options: Any
    ) -> tuple[int, dict[str, Any]]:
        from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

        event = request_event(method, path, body=body, **{"key": self.key, **options})
        answer = handler(event, Context())
        return answer["statusCode"], json.loads(answer["body"] or "null")

    def tool(self, name: str, **arguments: Any) -> dict[str, Any]:
        from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

        call = {"name": name, "arguments": arguments}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        answer = handler(request_event("POST", "/mcp", key=self.key, body=message), Context())
        result: dict[str, Any] = json.loads(answer["body"])["result"]
        return result


@pytest.fixture
def surfaces(api_key: str) -> Surfaces:
    made = Surfaces(key=api_key)
    status, _ = made.api("POST", "/api/clients", a_body())
    assert status == 201
    return made


@pytest.fixture
def incident_id(deployed: Table, surfaces: Surfaces) -> str:  # noqa: ARG001 - the client is there
    """An alert of the client fired a minute ago."""
    since = wiring.clock().now() - timedelta(minutes=1)
    alert = IncidentAlert(
        alert_id=alert_id(TNT, KEY),
        rule_id=KEY.rule_id,
        title="Status is down",
        severity=Severity.CRITICAL,
        metric_name="status",
        system_name=None,
        since=since,
        fired_at=since,
    )
    named = f"{new_id(since, 'a1b2c3d4')}.{TNT}"
    incident = joined(opened(named, TNT, "TNT Limousine", since), alert, since)
    state = AlertState(phase=Phase.FIRING, version=2, fired_at=since, incident_id=named)
    alerts = ClientAlerts(client_id=TNT, version=1, states={KEY: state}, incident_id=named)
    change = AlertChange(before=0, alerts=alerts, incidents=[incident])
    assert DynamoAlertStore(deployed).commit(change)
    return named


def test_the_five_arguments_of_the_guide_make_a_rule_and_again_change_it(
    surfaces: Surfaces,
) -> None:
    """Source: the developer guide, "alert_on_failures"."""
    made = surfaces.tool("alert_on_failures", **FIVE)["structuredContent"]
    again = surfaces.tool("alert_on_failures", **{**FIVE, "threshold": 90})["structuredContent"]
    _, listed = surfaces.api("GET", "/api/rules")

    assert (made["is_new"], again["is_new"]) == (True, False)
    assert (made["title"], made["channels"]) == ("Uptime below 95 %", ["slack"])
    (rule,) = listed["rules"]
    assert (rule["rule_id"], rule["threshold"]) == (made["rule_id"], 90)


def test_every_example_of_the_guide_is_taken(surfaces: Surfaces) -> None:
    """Source: the developer guide, "Common Alert Configurations"."""
    examples = (
        ("*", "uptime", 95.0, "less_than", "slack"),
        ("*", "success_rate", 90.0, "less_than", "email"),
        ("*", "response_time", 5000, "greater_than", "webhook"),
        ("*", "daily_automations", 10, "less_than", "email"),
    )
    for example in examples:
        result = surfaces.tool("alert_on_failures", **dict(zip(FIVE, example, strict=True)))
        assert not result.get("isError"), result

    _, listed = surfaces.api("GET", "/api/rules", query={"client_id": "tnt-limousine-001"})
    assert [each["client_id"] for each in listed["rules"]] == ["*"] * 4


def test_templates_are_installed_in_one_call_and_twice_change_nothing(surfaces: Surfaces) -> None:
    status, first = surfaces.api("POST", "/api/rules/templates", {})
    _, second = surfaces.api("POST", "/api/rules/templates", {})

    assert (status, len(first["rules"])) == (200, 4)
    assert second == first


def test_a_rule_is_made_shown_changed_and_forgotten(surfaces: Surfaces) -> None:
    status, made = surfaces.api("POST", "/api/rules", {**FIVE, "for_minutes": 7})
    path = f"/api/rules/{made['rule_id']}"
    changed = surfaces.api("PATCH", path, {"threshold": 90, "is_enabled": False})[1]
    shown = surfaces.api("GET", path)[1]
    gone = surfaces.api("DELETE", path)[0]

    assert (status, made["version"], made["for_minutes"]) == (201, 1, 7)
    assert (changed["version"], changed["is_enabled"]) == (2, False)
    assert shown == changed
    assert (gone, surfaces.api("GET", path)[0]) == (204, 404)


def test_a_rule_and_a_silence_choose_by_tag(surfaces: Surfaces) -> None:
    status, made = surfaces.api("POST", "/api/rules", {**FIVE, "client_id": "*", "tag": "booking"})
    changed = surfaces.api("PATCH", f"/api/rules/{made['rule_id']}", {"systems": ["*"]})[1]
    body = {"tag": "booking", "minutes": 60, "reason": "We know"}
    _, silence = surfaces.api("POST", "/api/silences", body)
    other = surfaces.tool("silence_alerts", **body, client_id="tnt-limousine-001")
    _, listed = surfaces.api("GET", "/api/silences")

    assert (status, made["systems"], made["tag"]) == (201, [], "booking")
    assert (changed["systems"], changed["tag"]) == (["*"], None)
    assert (silence["client_id"], silence["tag"]) == (None, "booking")
    assert "tnt-limousine-001, tag booking" in other["content"][0]["text"]
    assert [each["tag"] for each in listed["silences"]] == ["booking", "booking"]


def test_a_rule_by_tag_is_tried_on_clients_that_have_it(surfaces: Surfaces) -> None:
    tags = {"Booking Management": ["booking"]}
    surfaces.api("POST", "/api/clients", a_body(client_id="harbor", tags=tags))
    draft = {**FIVE, "client_id": "*", "tag": "booking", "days": 7}

    status, found = surfaces.api("POST", "/api/rules/backtest", draft)
    told = surfaces.tool("simulate_alert_rule", **draft)["structuredContent"]
    _, nowhere = surfaces.api("POST", "/api/rules/backtest", {**draft, "tag": "nowhere"})

    assert (status, found["rule"]["tag"], found["clients_total"]) == (200, "booking", 1)
    assert [each["client_id"] for each in found["clients"]] == ["harbor"]
    assert (told["clients_tested"], nowhere["clients_total"], nowhere["fired"]) == (1, 0, 0)


def test_rules_are_listed_in_pages(surfaces: Surfaces) -> None:
    surfaces.api("POST", "/api/rules/templates", {})
    surfaces.api("POST", "/api/rules/templates", {"client_id": "tnt-limousine-001"})

    seen: list[str] = []
    query: dict[str, str] = {"limit": "3"}
    while True:
        _, page = surfaces.api("GET", "/api/rules", query=query)
        seen += [each["rule_id"] for each in page["rules"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]

    assert len(seen) == len(set(seen)) == 8
    assert [each.startswith("*") for each in seen] == [True] * 4 + [False] * 4
    assert surfaces.api("GET", "/api/rules", query={"cursor": "mine"})[0] == 400


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("metric_name", {"metric_name": "speed"}),
        ("channels[0]", {"alert_type": None, "channels": ["ops"]}),
        ("systems[0]", {"systems": ["No such system"]}),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(
    surfaces: Surfaces, field: str, changes: dict[str, Any]
) -> None:
    status, answer = surfaces.api("POST", "/api/rules", {**FIVE, **changes})

    assert (status, answer["error"]["field"]) == (400, field)


def test_who_sees_one_client_makes_no_rule_for_all(surfaces: Surfaces) -> None:
    body = {"name": "TNT", "role": "operator", "clients": ["tnt-limousine-001"]}
    _, key = surfaces.api("POST", "/api/keys", body)
    bound = Surfaces(key=key["api_key"])
    surfaces.api("POST", "/api/rules/templates", {})
    rule_id = surfaces.api("GET", "/api/rules")[1]["rules"][0]["rule_id"]

    assert bound.api("POST", "/api/rules", {**FIVE, "client_id": "*"})[0] == 403
    assert bound.api("DELETE", f"/api/rules/{rule_id}")[0] == 403
    assert bound.api("POST", "/api/silences", {"reason": "x", "minutes": 5})[0] == 403
    assert bound.api("POST", "/api/rules", {**FIVE, "client_id": "harbor"})[0] == 404
    assert bound.api("POST", "/api/rules", FIVE)[0] == 201


def test_a_silence_is_made_shown_and_ended(surfaces: Surfaces) -> None:
    body = {"client_id": "tnt-limousine-001", "minutes": 60, "reason": "We know"}
    status, made = surfaces.api("POST", "/api/silences", body)
    other = surfaces.tool("silence_alerts", **body, system_name="Booking Management")
    listed = surfaces.api("GET", "/api/silences", query={"limit": "1"})[1]
    rest = surfaces.api("GET", "/api/silences", query={"cursor": listed["next_cursor"]})[1]
    ended = surfaces.api("DELETE", f"/api/silences/{made['silence_id']}")[0]

    assert (status, made["created_by"]) == (201, self_of(surfaces))
    assert "Booking Management" in other["content"][0]["text"]
    assert {each["silence_id"] for each in listed["silences"] + rest["silences"]} == {
        made["silence_id"],
        other["structuredContent"]["silence_id"],
    }
    assert ended == 204
    assert surfaces.api("DELETE", f"/api/silences/{made['silence_id']}")[0] == 404


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("reason", {"minutes": 5}),
        ("minutes", {"reason": "x"}),
        ("minutes", {"reason": "x", "minutes": 5, "until_recovered": True}),
        ("client_id", {"reason": "x", "until_recovered": True}),
        ("until", {"reason": "x", "until": "2020-01-01T00:00:00Z"}),
        ("color", {"reason": "x", "minutes": 5, "color": "red"}),
        ("tag", {"reason": "x", "minutes": 5, "tag": "Booking"}),
    ],
)
def test_what_is_wrong_with_a_silence_is_named(
    surfaces: Surfaces, field: str, body: dict[str, Any]
) -> None:
    status, answer = surfaces.api("POST", "/api/silences", body)

    assert (status, answer["error"]["field"]) == (400, field)


def self_of(surfaces: Surfaces) -> str:
    return surfaces.key.split("_")[1] if "_" in surfaces.key else surfaces.key


def test_an_incident_is_listed_shown_acknowledged_and_noted(
    surfaces: Surfaces, incident_id: str, deployed: Table
) -> None:
    path = f"/api/incidents/{incident_id}"
    _, listed = surfaces.api("GET", "/api/incidents", query={"state": "open"})
    _, shown = surfaces.api("GET", path)
    _, done = surfaces.api("POST", f"{path}/acknowledge", {"note": "On it", "is_real": True})
    _, noted = surfaces.api("POST", f"{path}/note", {"note": "Restarted"})

    assert [each["incident_id"] for each in listed["incidents"]] == [incident_id]
    assert (shown["title"], shown["state"], shown["sla_minutes_lost"]) == (
        "Status is down",
        "open",
        1,
    )
    assert shown["acknowledged_at"] is None  # reading it changed nothing
    assert (done["is_real"], done["acknowledged_by"]) == (True, self_of(surfaces))
    assert [each["kind"] for each in noted["timeline"]] == [
        "opened",
        "fired",
        "acknowledged",
        "note",
        "note",
    ]
    state = DynamoAlertStore(deployed).alerts([TNT])[TNT].state(KEY)
    assert state.acknowledged_by == self_of(surfaces)


def test_an_assistant_lists_and_acknowledges(surfaces: Surfaces, incident_id: str) -> None:
    listed = surfaces.tool("list_incidents", client_id="tnt-limousine-001", state="open")
    done = surfaces.tool("acknowledge_incident", incident_id=incident_id, note="On it")
    again = surfaces.tool("acknowledge_incident", incident_id=incident_id)
    unknown = surfaces.tool("acknowledge_incident", incident_id="0m5xq2v40-a1b2c3d4.harbor")

    assert incident_id in listed["content"][0]["text"]
    assert done["structuredContent"]["acknowledged_by"] == self_of(surfaces)
    assert (
        again["structuredContent"]["acknowledged_at"]
        == (done["structuredContent"]["acknowledged_at"])
    )
    assert unknown["content"][0]["text"].startswith("not_found")


def test_details_of_a_client_tell_of_its_incidents(surfaces: Surfaces, incident_id: str) -> None:
    _, details = surfaces.api("GET", "/api/client/tnt-limousine-001/details")

    assert [each["incident_id"] for each in details["incidents"]] == [incident_id]


def test_another_tenants_incidents_are_not_told(surfaces: Surfaces, incident_id: str) -> None:
    body = {"name": "Harbor", "role": "operator", "clients": ["harbor"]}
    bound = Surfaces(key=surfaces.api("POST", "/api/keys", body)[1]["api_key"])

    assert bound.api("GET", "/api/incidents")[1]["incidents"] == []
    assert bound.api("GET", f"/api/incidents/{incident_id}")[0] == 404
    assert bound.api("POST", f"/api/incidents/{incident_id}/note", {"note": "x"})[0] == 404


def test_what_was_done_is_in_the_audit_log(surfaces: Surfaces, incident_id: str) -> None:
    surfaces.api("POST", "/api/rules", FIVE)
    surfaces.api("POST", f"/api/incidents/{incident_id}/acknowledge", {})

    _, log = surfaces.api("GET", "/api/audit")

    newest, before = log["entries"][:2]
    assert (newest["operation"], newest["target"]) == (
        "POST /api/incidents/{incident_id}/acknowledge",
        incident_id[:64],
    )
    assert before["operation"] == "POST /api/rules"
    assert {each["field"] for each in before["changes"]} >= {"threshold", "metric_name"}


def test_a_rule_is_tried_on_the_past_and_told_to_nobody(surfaces: Surfaces) -> None:
    status, found = surfaces.api("POST", "/api/rules/backtest", {**FIVE, "days": 7})
    told = surfaces.tool("simulate_alert_rule", **FIVE, days=7)
    _, rules = surfaces.api("GET", "/api/rules")

    assert (status, found["fired"], found["clients_tested"]) == (200, 0, 1)
    assert found["recommended_threshold"] == 95
    assert told["structuredContent"]["reason"] == found["reason"]
    assert rules["rules"] == []


def test_what_is_not_kept_cannot_be_tried(surfaces: Surfaces) -> None:
    body = {**FIVE, "metric_name": "tls_days_left"}

    status, answer = surfaces.api("POST", "/api/rules/backtest", body)

    assert (status, answer["error"]["field"]) == (400, "metric_name")


def test_a_trial_says_all_that_it_takes(surfaces: Surfaces) -> None:
    status, answer = surfaces.api("POST", "/api/rules/backtest", {**FIVE, "day": 7})

    assert (status, answer["error"]["field"]) == (400, "day")
    assert " days," in answer["error"]["message"]
