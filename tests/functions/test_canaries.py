"""Secrets that are sent through every write path, and looked for wherever they must not be."""

from __future__ import annotations

import base64
import json
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from entelech import wiring
from entelech.domain.credentials import parse_key
from entelech.domain.document import instant_text
from entelech.domain.metric_push import SIGNATURE_HEADER, signature_text
from entelech.domain.schedule import window_at
from tests import synthesis
from tests.builders import a_body
from tests.figures import a_metrics_body
from tests.functions.conftest import Context, event_of, request_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.adapters.dynamodb.table import Table

OURS = {"x-entelech": "1"}
CANARIES = [f"canary-{n}-7f3a9c" for n in range(5)]
"""Of a registration, a change, one over MCP, and two that are refused."""


class Echo(BaseHTTPRequestHandler):
    """A client's system that tells back what it was shown, in its answer and its status line."""

    shown: list[str] = []  # noqa: RUF012 - shared with the test

    def do_GET(self) -> None:
        token = self.headers.get("X-Token", "")
        self.shown.append(token)
        body = json.dumps({"status": token, "message": token}).encode()
        self.send_response(500 if len(self.shown) % 2 else 200, token)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def echo() -> Iterator[str]:
    Echo.shown.clear()
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Told:
    """Every answer that was given."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.answers: list[str] = []

    def api(self, method: str, path: str, body: object = None, **more: Any) -> dict[str, Any]:
        from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

        signature = {SIGNATURE_HEADER: more.pop("signature")} if "signature" in more else {}
        shown = {"key": self._key} | more
        event = request_event(method, path, body=body, headers={**OURS, **signature}, **shown)
        answer: dict[str, Any] = handler(event, Context())
        self.answers.append(str(answer))
        return answer

    def mcp(self, tool: str, arguments: object) -> None:
        from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

        call = {"name": tool, "arguments": arguments}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        self.answers.append(
            str(handler(request_event("POST", "/mcp", key=self._key, body=message), Context()))
        )

    def push(self, client_id: str, system_name: str, secret: str) -> None:
        now = wiring.clock().now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        figures = a_metrics_body(instant_text(midnight), instant_text(now))
        body = json.dumps({"client_id": client_id, "system_name": system_name, **figures})
        signature = signature_text(body.encode(), secret, now)
        answer = self.api("POST", "/api/ingest/metrics", body, key=None, signature=signature)
        assert answer["statusCode"] == 200

    def poll(self) -> None:
        window = instant_text(window_at(wiring.clock().now()))
        self._work({"shard": "1#0", "window": window})

    def check(self, client_id: str) -> None:
        asked = self.api("POST", f"/api/clients/{client_id}/checks")
        check_id = json.loads(asked["body"])["check_id"]
        self._work({"client_id": client_id, "check_id": check_id})
        shown = self.api("GET", f"/api/clients/{client_id}/checks/{check_id}")
        assert json.loads(shown["body"])["state"] == "finished"

    def _work(self, message: dict[str, str]) -> None:
        from functions.health.poll import handler  # noqa: PLC0415 - after the environment is set

        (record,) = event_of("sqs_poll")["Records"]
        record["body"] = json.dumps(message)
        self.answers.append(str(handler({"Records": [record]}, Context())))


def a_client(client_id: str, endpoint: str, value: str) -> dict[str, Any]:
    return a_body(
        client_id=client_id,
        automation_systems=["CRM"],
        monitoring_endpoints=[endpoint],
        interval_minutes=1,
        retries=1,
        timeout_seconds=2,
        auth_headers={"CRM": {"name": "X-Token", "value": value}},
    )


def everywhere(told: Told, table: Table, caplog: pytest.LogCaptureFixture, printed: str) -> str:
    """All that a reader of answers, logs, items, the template and the page's files could see."""
    items = table._client.scan(TableName=table._name)["Items"]
    packed = [
        zlib.decompress(value["B"]) for item in items for value in item.values() if "B" in value
    ]
    logged = [repr(vars(record)) for record in caplog.records]  # with the fields beside the message
    template = synthesis.template_in(synthesis.assembly("prod"))
    static = [
        file.read_text(encoding="utf-8")
        for folder in ("src", "public")
        for file in (synthesis.ROOT / "dashboard_static" / folder).rglob("*")
        if file.suffix in {".ts", ".tsx", ".json", ".js", ".css"}
    ]
    return "\n".join(
        [
            *(*told.answers, *logged, caplog.text, printed),
            *(repr(items), repr(packed), json.dumps(template), *static),
        ]
    )


def tell_of_channels(told: Told, echo: str) -> list[str]:
    """Every way to set one up, change it, try it and be refused; what must not be seen of it."""
    secrets = [f"canary-channel-{n}-7f3a9c" for n in range(7)]
    url, header, slack, changed, refused, wrong, key = secrets
    signing = f"whsec_{base64.b64encode(key.encode()).decode()}"
    hook = {"name": "Hook", "kind": "webhook", "url": f"{echo}/{url}", "signing_secret": signing}
    told.api("POST", "/api/channels", {**hook, "headers": {"X-Token": header}})
    told.api("POST", "/api/channels/hook/test")
    told.api("PATCH", "/api/channels/slack", {"webhook_url": f"{echo}/{slack}"})
    told.api("POST", "/api/channels/slack/test")
    told.api("PATCH", "/api/channels/hook", {"url": f"{echo}/{changed}"})
    told.api("POST", "/api/channels", {**hook, "url": f"{echo}/{refused}"})
    told.api("POST", "/api/channels", {**hook, "url": f"https://10.0.0.1/{wrong}"})
    for path in ("/api/channels", "/api/notifications"):
        told.api("GET", path)
    told.mcp("list_notifications", {"state": "delivered"})
    told.api("DELETE", "/api/channels/slack")
    return [*secrets, signing]


def tell_of_reports(told: Told) -> None:
    """Order one, have it made, and read every file of it."""
    from functions.reports.generate import handler  # noqa: PLC0415 - after the environment is set

    told.api("PUT", "/api/reports/brand", {"name": "An Agency"})
    told.api("PUT", "/api/clients/a/report-schedules/weekly", {"recipients": ["a@example.com"]})
    told.api("POST", "/api/reports", {"client_id": "a"})
    sqs = boto3.client("sqs", region_name="us-east-1")
    url = wiring.settings().report_queue_url
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in got]
    told.answers += [str(records), str(handler({"Records": records}, Context()))]
    told.api("GET", "/api/reports")
    told.mcp("generate_client_reports", {"client_id": "a"})
    s3 = boto3.client("s3", region_name="us-east-1")
    files = s3.list_objects_v2(Bucket="reports")["Contents"]
    assert files
    told.answers += [
        repr(s3.get_object(Bucket="reports", Key=each["Key"])["Body"].read()) for each in files
    ]


def test_no_secret_is_where_it_must_not_be(  # noqa: PLR0915 - every write path, one after the other
    deployed: Table,
    api_key: str,
    echo: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = Told(api_key)
    first, changed, assistant, refused, mistyped = CANARIES
    told.api("POST", "/api/clients", a_client("a", echo, first))
    told.api(
        "PATCH",
        "/api/clients/a",
        {"version": 1, "auth_headers": a_client("a", echo, changed)["auth_headers"]},
    )
    told.mcp("register_client", a_client("b", f"{echo}/b", assistant))
    told.api("POST", "/api/clients", a_client("a", echo, refused))
    broken = a_client("c", echo, mistyped) | {
        "auth_headers": {"CRM": {"name": "Host", "value": mistyped}}
    }
    told.api("POST", "/api/clients", broken)
    calling = a_body(
        client_id="night",
        automation_systems=["Backup"],
        monitoring_endpoints=["heartbeat:"],
        checks={"Backup": {"type": "heartbeat", "every_minutes": 60}},
    )
    told.api("POST", "/api/clients", calling)
    made = json.loads(told.api("POST", "/api/keys", {"name": "Ann", "role": "viewer"})["body"])
    told.answers.pop()  # the one place where a key is shown
    signed_in = told.api("POST", "/api/session", {"api_key": made["api_key"]}, key=None)
    told.answers.pop()  # and the one where a cookie is
    cookie = signed_in["cookies"][0].split(";")[0]
    told.api("GET", "/api/session", key=None, cookies=[cookie])
    channels = tell_of_channels(told, echo)
    told.poll()
    polled = Echo.shown.count(changed)
    told.check("a")
    assert Echo.shown.count(changed) > polled
    for path in ("/api/clients", "/api/client/a/details", "/api/client/b/details", "/api/audit"):
        told.api("GET", path)
    told.mcp("get_system_health", {"client_id": "a"})
    calls = json.loads(told.api("GET", "/api/clients/night/heartbeats")["body"])
    told.answers.pop()  # the one place where its path is shown
    path = calls["heartbeats"][0]["path"]
    told.api("POST", path, {"message": "done"}, key=None)
    told.api("POST", f"{path}0", {"message": "done"}, key=None)
    push_secret = json.loads(told.api("GET", "/api/clients/b/push-secret")["body"])["secret"]
    told.answers.pop()  # the one place where it is shown
    told.push("b", "CRM", push_secret)
    told.api("GET", "/api/clients/b/ingests")
    told.mcp("get_performance_metrics", {"client_id": "b", "timeframe": "24h"})
    tell_of_reports(told)
    told.api("POST", "/api/clients/a/deactivate")
    told.api("DELETE", "/api/clients/a")

    seen = everywhere(told, deployed, caplog, capsys.readouterr().out)

    assert {changed, assistant} <= set(Echo.shown)  # they were really sent
    assert first not in Echo.shown
    keys = [parse_key(api_key).secret, parse_key(made["api_key"]).secret]
    signing_keys = [
        wiring.secrets().secret(f"{each}-signing-key")
        for each in ("session", "heartbeat", "metrics")
    ]
    assert all(signing_keys)
    token = path.rpartition(".")[2]
    for secret in (
        *CANARIES,
        *channels,
        *keys,
        *map(str, signing_keys),
        token,
        cookie.partition("=")[2],
    ):
        assert secret not in seen
