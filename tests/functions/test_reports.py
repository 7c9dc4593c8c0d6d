"""Reports through the API, the queue and the worker, on moto."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from msgspec.structs import replace

from entelech import wiring
from entelech.domain.access import ClientScope
from entelech.domain.errors import UnavailableError
from entelech.domain.ids import ClientId
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.adapters.dynamodb.table import Table

CLIENT = "tnt-limousine-001"


@pytest.fixture
def call(deployed: Table, api_key: str) -> Callable[..., tuple[int, Any]]:  # noqa: ARG001
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    def ask(method: str, path: str, body: object = None, **query: str) -> tuple[int, Any]:
        event = request_event(method, path, key=api_key, body=body, query=query or None)
        answer = handler(event, Context())
        said = json.loads(answer["body"]) if answer["body"] else None
        return answer["statusCode"], said

    ask("POST", "/api/clients", a_body())
    return ask


def queued() -> list[dict[str, str]]:
    """What stands on the report queue, taken from it."""
    sqs, found = boto3.client("sqs", region_name="us-east-1"), []
    url = wiring.settings().report_queue_url
    while got := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [{"messageId": each["MessageId"], "body": each["Body"]} for each in got]
        for each in got:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def worked(records: list[dict[str, str]], *, attempt: int = 1) -> dict[str, Any]:
    from functions.reports.generate import handler  # noqa: PLC0415 - after the environment is set

    taken = {"attributes": {"ApproximateReceiveCount": str(attempt)}}
    return handler({"Records": [{**each, **taken} for each in records]}, Context())


def test_a_report_is_ordered_made_listed_and_downloaded(call: Any) -> None:
    status, ordered = call("POST", "/api/reports", {"client_id": CLIENT})
    assert (status, ordered["state"], ordered["revision"]) == (202, "queued", 0)
    link = f"/api/reports/{CLIENT}/{ordered['report_id']}"
    assert call("GET", f"{link}/download")[0] == 409
    assert call("GET", f"{link}/content")[0] == 409

    records = queued()
    assert worked([{"messageId": "poison", "body": "{}"}, *records, *records]) == {
        "batchItemFailures": [{"itemIdentifier": "poison"}]
    }

    _, listed = call("GET", "/api/reports")
    (report,) = listed["reports"]
    assert (report["state"], report["revision"], report["overall_health"]) == (
        "ready",
        1,
        "unknown",
    )
    assert {each["format"] for each in report["files"]} == {"pdf", "html", "csv", "json"}
    assert call("GET", "/api/reports", client_id=CLIENT)[1]["reports"] == [report]
    assert call("GET", link)[1] == report
    _, content = call("GET", f"{link}/content")
    assert content["report_metadata"]["report_id"] == f"{report['report_id']}-r1"
    _, download = call("GET", f"{link}/download", format="csv")
    assert "X-Amz-Signature" in download["url"]
    assert download["file_name"].endswith("-r1.csv")
    bucket = boto3.client("s3", region_name="us-east-1")
    keys = bucket.list_objects_v2(Bucket="reports")["Contents"]
    assert len(keys) == 4
    again = call("POST", "/api/reports", {"client_id": CLIENT})[1]
    assert (again["state"], queued()) == ("ready", [])


def test_a_mail_that_is_owed_wakes_whoever_sends(call: Any) -> None:
    call("POST", "/api/reports", {"client_id": CLIENT})
    (order,) = queued()
    owed = {**json.loads(order["body"]), "recipients": ["boss@tntlimo.com"]}

    assert worked([{"messageId": "1", "body": json.dumps(owed)}]) == {"batchItemFailures": []}

    sqs = boto3.client("sqs", region_name="us-east-1")
    woken = sqs.receive_message(QueueUrl=wiring.settings().notify_queue_url)
    assert [each["Body"] for each in woken["Messages"]] == ["{}"]


def test_a_purge_takes_the_reports_along(call: Any) -> None:
    call("POST", "/api/reports", {"client_id": CLIENT})
    call("PUT", f"/api/clients/{CLIENT}/report-schedules/weekly", {})
    call("PUT", "/api/reports/brand", {"name": "TNT"}, client_id=CLIENT)
    worked(queued())

    call("POST", f"/api/clients/{CLIENT}/deactivate")
    assert call("DELETE", f"/api/clients/{CLIENT}")[0] == 204

    assert call("GET", "/api/reports")[1]["reports"] == []
    bucket = boto3.client("s3", region_name="us-east-1")
    assert bucket.list_objects_v2(Bucket="reports")["KeyCount"] == 0
    rows = wiring.table().query(f"CLIENT#{CLIENT}")
    assert list(rows) == []


def test_everybodys_reports_tell_how_far_they_are(call: Any) -> None:
    call("POST", "/api/clients", a_body(client_id="other"))
    _, started = call("POST", "/api/reports/bulk", {"report_type": "weekly"})
    assert (started["total"], started["remaining"]) == (None, None)
    path = f"/api/reports/bulk/{started['bulk_id']}"

    (listing,) = queued()
    worked([listing])
    first, second = queued()
    assert call("GET", path)[1]["remaining"] == 2
    worked([first])
    _, halfway = call("GET", path)
    assert (halfway["done"], halfway["failed"], halfway["remaining"]) == (1, 0, 1)

    worked([listing])  # after a crash: what is over is not ordered again
    (left,) = queued()
    assert json.loads(left["body"])["client_id"] == json.loads(second["body"])["client_id"]
    worked([left, second])

    _, end = call("GET", path)
    assert (end["total"], end["done"], end["remaining"]) == (2, 2, 0)


def test_a_part_that_fails_for_good_is_told(call: Any) -> None:
    _, started = call("POST", "/api/reports/bulk", {})
    worked(queued())
    (order,) = queued()
    gone = {**json.loads(order["body"]), "client_id": "gone"}

    message = {"messageId": "1", "body": json.dumps(gone)}
    for attempt, told_of in ((1, []), (2, ["gone"])):
        assert worked([message], attempt=attempt)["batchItemFailures"]
        _, told = call("GET", f"/api/reports/bulk/{started['bulk_id']}")
        assert (told["failed"], told["failed_clients"]) == (len(told_of), told_of)


class Broken:
    def inputs(self, *_: object) -> None:
        raise UnavailableError("The table did not answer.")


def test_a_report_waits_until_its_last_try_has_failed(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ordered = call("POST", "/api/reports", {"client_id": CLIENT})
    reporter = replace(wiring.reporter(), gatherer=Broken())
    monkeypatch.setattr(wiring, "reporter", lambda: reporter)
    records = queued()

    states = []
    for attempt in (1, 2):
        assert worked(records, attempt=attempt)["batchItemFailures"]
        _, report = call("GET", f"/api/reports/{CLIENT}/{ordered['report_id']}")
        states.append((report["state"], report["failure"]))

    assert states == [("queued", None), ("failed", "The table did not answer.")]


def test_a_schedule_is_set_shown_and_ended(call: Any) -> None:
    path = f"/api/clients/{CLIENT}/report-schedules"
    status, made = call(
        "PUT", f"{path}/monthly", {"at": "09:30", "recipients": ["boss@tntlimo.com"]}
    )

    assert (status, made["at"], made["time_zone"]) == (200, "09:30", "UTC")
    assert call("GET", path)[1]["schedules"] == [made]
    assert call("PUT", f"{path}/custom", {})[0] == 400
    assert call("PUT", f"{path}/weekly", {"recipients": ["nobody"]})[1]["error"]["field"] == (
        "recipients[0]"
    )
    assert call("DELETE", f"{path}/monthly")[0] == 204
    assert call("DELETE", f"{path}/monthly")[0] == 404


def test_a_round_with_nothing_due_orders_nothing(call: Any) -> None:
    from functions.reports.dispatch import handler  # noqa: PLC0415 - after the environment is set

    call("PUT", f"/api/clients/{CLIENT}/report-schedules/daily", {})

    handler({}, Context())

    assert [each for each in queued() if "review" not in each["body"]] == []


def test_an_accent_that_cannot_be_read_is_refused(call: Any) -> None:
    status, said = call("PUT", "/api/reports/brand", {"name": "An Agency", "accent": "#ffee00"})
    assert (status, said["error"]["field"]) == (400, "accent")

    call("PUT", "/api/reports/brand", {"name": "An Agency", "accent": "#7A1FA2"})
    assert call("GET", "/api/reports/brand", client_id=CLIENT)[1] == {
        "name": "An Agency",
        "accent": "#7a1fa2",
        "footer": None,
        "has_logo": False,
        "is_default": True,
    }


def test_a_logo_stays_while_the_rest_of_a_brand_changes(call: Any) -> None:
    logo = base64.b64encode(b"\x89PNG\r\n\x1a\nlogo").decode()
    call("PUT", "/api/reports/brand", {"name": "An Agency", "logo": logo})

    renamed = call("PUT", "/api/reports/brand", {"name": "Another"})[1]
    bare = call("PUT", "/api/reports/brand", {"name": "Another", "logo": None})[1]

    assert (renamed["name"], renamed["has_logo"]) == ("Another", True)
    assert bare["has_logo"] is False


def test_an_assistant_gets_a_summary_and_links(call: Any, api_key: str) -> None:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    def asked(tool: str, **arguments: str) -> dict[str, Any]:
        params = {"name": tool, "arguments": {"client_id": CLIENT, **arguments}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = handler(request_event("POST", "/mcp", key=api_key, body=message), Context())
        return dict(json.loads(answer["body"])["result"])

    first = asked("generate_client_reports", report_type="weekly")
    assert "Call again" in first["content"][0]["text"]
    worked(queued())
    ready = asked("generate_client_reports", report_type="weekly")
    listed = asked("list_client_reports")["structuredContent"]["reports"]
    again = asked("get_client_report", report_id=listed[0]["report_id"])

    assert call("GET", "/api/reports")[1]["reports"][0]["state"] == "ready"
    assert ready["structuredContent"]["revision"] == 1
    assert len(ready["structuredContent"]["links"]) == 4
    assert len(json.dumps(ready)) <= 8 * 1024
    assert [each["state"] for each in listed] == ["ready"]
    assert again["content"] == ready["content"]
    assert asked("get_client_report", report_id="none")["isError"]


def test_whoever_sees_no_such_client_sees_no_report_of_it(call: Any) -> None:
    call("POST", "/api/reports", {"client_id": CLIENT})
    worked(queued())
    stranger = ClientScope(clients=frozenset({ClientId("other")}))

    assert wiring.report_desk().page(stranger, limit=10, cursor=None).reports == []
