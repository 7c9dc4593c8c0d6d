"""From a notice in the table to its receiver, and back through the API, on moto."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from entelech import wiring
from entelech.adapters.dynamodb.outbox import put_of
from entelech.domain.delivery import GROUP_WAIT
from entelech.domain.notice_kinds import NoticeKind
from tests.builders import a_notice
from tests.functions.conftest import Context, event_of, request_event
from tests.servers.peer import served
from tests.servers.scripts import answer
from tests.services.test_bouncing import an_event

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table
    from tests.servers.peer import Peer

OURS = {"x-entelech": "1"}


class Unhurried(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def notify(event: dict[str, Any] | None = None) -> dict[str, Any]:
    from functions.alerts.notify import handler  # noqa: PLC0415 - after the environment is set

    found: dict[str, Any] = handler(event or event_of("scheduler_dispatch"), Unhurried())
    return found


def owe(table: Table, alert: str = "a1", **overrides: Any) -> None:
    """A notice that has waited for its group."""
    moment = wiring.clock().now() - GROUP_WAIT
    table.put_together([put_of(a_notice(alert=alert, created_at=moment, **overrides))])


class Receiver:
    """A program that keeps what it is sent, and answers with a status."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.status = "200 OK"

    def script(self, peer: Peer) -> None:
        self.bodies.append(peer.request()[1])
        peer.send(answer(b"{}", status=self.status))


class Api:
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, method: str, path: str, body: object = None, **query: str) -> Any:
        from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

        event = request_event(
            method, path, key=self._key, body=body, headers=OURS, query=query or None
        )
        answer = handler(event, Context())
        self.status = answer["statusCode"]
        return json.loads(answer["body"]) if answer["body"] else None


@pytest.fixture
def api(api_key: str) -> Api:
    return Api(api_key)


def test_a_channel_is_set_up_tried_told_and_its_dead_letter_sent_again(
    deployed: Table, api: Api
) -> None:
    receiver = Receiver()
    with served(receiver.script) as ports:
        url = f"http://127.0.0.1:{ports['plain']}/hook"
        made = api("POST", "/api/channels", {"name": "Hook", "kind": "webhook", "url": url})
        tried = api("POST", "/api/channels/hook/test")
        assert (api.status, tried["verdict"], tried["http_status"]) == (200, "delivered", 200)

        owe(deployed, channel_id="hook")
        assert notify() == {"batchItemFailures": []}
        receiver.status = "400 Bad Request"
        owe(deployed, "a2", channel_id="hook")
        notify({"Records": [{"body": "{}", "messageId": "1"}]})

        (dead,) = api("GET", "/api/notifications", state="dead")["notifications"]
        assert dead["attempts"][0]["reason"] == "refused"
        receiver.status = "200 OK"
        api("POST", f"/api/notifications/{dead['notification_id']}/replay")
        assert api.status == 200
        notify()

    assert made["shown_once"]["signing_secret"].startswith("whsec_")
    told = [json.loads(body) for body in receiver.bodies]
    assert [each["type"] for each in told] == [
        *("alert.test", "alert.fired", "alert.fired", "alert.fired"),
    ]
    assert told[2]["data"]["message_id"] == told[3]["data"]["message_id"]
    delivered = api("GET", "/api/notifications", state="delivered")["notifications"]
    assert sorted(each["kind"] for each in delivered) == ["fired", "fired", "test"]


def test_a_dead_notice_is_told_through_the_topic(deployed: Table, api: Api) -> None:
    """The topic of the deployment is set up from the start."""
    api("POST", "/api/channels", {"name": "Hook", "kind": "webhook", "url": "http://127.0.0.1:1/"})
    owe(deployed, channel_id="hook")
    api("DELETE", "/api/channels/hook")

    notify()

    (own,) = api("GET", "/api/notifications", state="pending")["notifications"]
    assert (own["kind"], own["channel_id"]) == ("self", "sns")


def test_the_audit_log_says_who_changed_a_channel_and_nothing_secret(api: Api) -> None:
    secret = "https://hooks.slack.com/services/T/B/canary"
    api("PATCH", "/api/channels/slack", {"webhook_url": secret})

    entries = api("GET", "/api/audit")["entries"]

    (entry,) = [each for each in entries if each["operation"].startswith("PATCH")]
    assert (entry["target"], entry["outcome"]) == ("slack", "ok")
    assert {each["field"] for each in entry["changes"]} >= {"is_configured", "settings"}
    assert "canary" not in json.dumps(entries)


@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": "0"}, {"client_id": "A b"}])
def test_a_list_of_notifications_refuses_what_it_does_not_know(
    api: Api, query: dict[str, str]
) -> None:
    api("GET", "/api/notifications", **query)

    assert api.status == 400


def call(key: str, tool: str, **arguments: Any) -> dict[str, Any]:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }
    answer = handler(request_event("POST", "/mcp", key=key, body=message), Context())
    found: dict[str, Any] = json.loads(answer["body"])["result"]
    return found


def test_an_assistant_lists_dead_messages_and_sends_them_again(
    deployed: Table, api_key: str
) -> None:
    owe(deployed, channel_id="slack")
    notify()

    listed = call(api_key, "list_notifications")
    (dead,) = listed["structuredContent"]["notifications"]
    assert "channel_not_configured" in listed["content"][0]["text"]
    again = call(api_key, "replay_notifications", notification_ids=[dead["notification_id"]])
    pending = call(api_key, "list_notifications", state="pending", client_id=dead["client_id"])

    assert not again["isError"]
    assert len(pending["structuredContent"]["notifications"]) == 1
    assert call(api_key, "replay_notifications")["structuredContent"] == {"notifications": []}


def test_a_complaint_stops_the_mail_to_its_address(deployed: Table, api: Api) -> None:
    from functions.alerts.feedback import handler  # noqa: PLC0415 - after the environment is set

    for _ in range(2):
        handler({"detail": an_event("Complaint")}, Context())
    handler({"detail": an_event("Delivery")}, Context())

    (email,) = [each for each in api("GET", "/api/channels")["channels"] if each["kind"] == "email"]
    assert email["bounced"] == [{"address": "cross@entelech.com", "reason": "complaint"}]
    del deployed


def test_a_report_goes_at_once(deployed: Table) -> None:
    moment = wiring.clock().now()
    notice = a_notice(NoticeKind.REPORT, created_at=moment, channel_id="slack")
    deployed.put_together([put_of(notice)])

    notify()

    found = wiring.replayer().outbox.notification(notice.notice_id)
    assert found is not None
    assert found.attempts[0].reason == "channel_not_configured"
