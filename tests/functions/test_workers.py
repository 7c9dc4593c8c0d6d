from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from msgspec.structs import replace

from entelech import wiring
from entelech.adapters.dynamodb import keys
from entelech.adapters.dynamodb.client_packing import pack_client
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.table import Put
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.domain.access import ClientScope
from entelech.domain.address import AddressPolicy
from entelech.domain.archive import parse_month
from entelech.domain.document import instant_text
from entelech.domain.errors import InvalidError
from entelech.domain.ids import ClientId, Slot
from entelech.domain.period import Period, hour_of
from entelech.domain.reason import Reason
from entelech.domain.registration import parse_registration
from entelech.domain.schedule import Interval, window_at
from tests.builders import a_body, a_result, a_tick
from tests.contracts.test_history_store import an_hour
from tests.functions.conftest import Context, event_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.adapters.dynamodb.table import Table

ROOT = Path(__file__).parent.parent.parent


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"status":"healthy"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def registered(deployed: Table, endpoint: str) -> str:  # noqa: ARG001 - stored in the table
    body = a_body(
        automation_systems=["Up", "Gone"],
        monitoring_endpoints=[endpoint, "http://127.0.0.1:1024"],
        interval_minutes=1,
        retries=0,
        timeout_seconds=2,
    )
    registration = parse_registration(
        body, default_interval=Interval.HOUR, addresses=AddressPolicy(allow_loopback=True)
    )
    wiring.registry().register(ClientScope.everything(), registration)
    return registration.client_id


def now_message(shard: str = "1#0") -> str:
    return json.dumps({"shard": shard, "window": instant_text(window_at(wiring.clock().now()))})


def poll(*bodies: str) -> dict[str, object]:
    from functions.health.poll import handler  # noqa: PLC0415 - after the environment is set

    (record,) = event_of("sqs_poll")["Records"]
    records = [{**record, "messageId": str(n), "body": body} for n, body in enumerate(bodies)]
    return handler({"Records": records}, Context())


def test_a_message_becomes_a_tick_and_a_status(registered: str) -> None:
    assert poll(now_message()) == {"batchItemFailures": []}

    health = wiring.status().client_health(ClientScope.everything(), registered)  # type: ignore[arg-type]
    assert [(each.system_name, each.status.value, each.reason) for each in health.systems] == [
        ("Up", "healthy", None),
        ("Gone", "down", "connection refused"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"shard": "1#0"}',
        '{"shard": "2#0", "window": "2025-01-15T12:00:00Z"}',
        '{"shard": "1#0", "window": "noon"}',
    ],
)
def test_a_poison_message_is_reported_and_stops_no_other(registered: str, body: str) -> None:
    answer = poll(body, now_message())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert registered


def test_every_type_of_check_goes_the_same_way(deployed: Table, endpoint: str) -> None:  # noqa: ARG001 - stored in the table
    port = endpoint.rpartition(":")[2]
    condition = {"path": "status", "operator": "==", "value": "healthy"}
    body = a_body(
        automation_systems=["Page", "Wrong", "Port", "Backup"],
        monitoring_endpoints=[endpoint, f"{endpoint}/b", f"tcp://127.0.0.1:{port}", "heartbeat:"],
        checks={
            "Page": {"type": "http", "conditions": [condition]},
            "Wrong": {"type": "http", "body_contains": "Welcome"},
            "Backup": {"type": "heartbeat", "every_minutes": 60},
        },
        interval_minutes=1,
        retries=0,
        timeout_seconds=2,
    )
    registration = parse_registration(
        body, default_interval=Interval.HOUR, addresses=AddressPolicy(allow_loopback=True)
    )
    everything = ClientScope.everything()
    wiring.registry().register(everything, registration)
    (backup,) = wiring.listener().heartbeats(everything, registration.client_id).heartbeats
    wiring.listener().hear(backup.path.rpartition("/")[2], {})

    assert poll(now_message()) == {"batchItemFailures": []}

    health = wiring.status().client_health(everything, registration.client_id)
    assert [(each.check_type, each.status.value, each.reason) for each in health.systems] == [
        ("http", "healthy", None),
        ("http", "down", "its answer is not as expected: body_contains"),
        ("tcp", "healthy", None),
        ("heartbeat", "healthy", None),
    ]


def test_a_check_that_was_asked_for_goes_by_the_same_queue(registered: str) -> None:
    everything, client = ClientScope.everything(), ClientId(registered)
    sqs = boto3.client("sqs", region_name="us-east-1")
    queued = wiring.manual_checks().request(everything, client, None)
    (got,) = sqs.receive_message(QueueUrl=wiring.settings().poll_queue_url)["Messages"]

    assert poll(got["Body"]) == {"batchItemFailures": []}

    done = wiring.manual_checks().find(everything, client, queued.check_id)
    assert [(each.system_name, each.status.value) for each in done.findings] == [
        ("Up", "healthy"),
        ("Gone", "down"),
    ]
    health = wiring.status().client_health(everything, client)
    assert {each.status.value for each in health.systems} == {"unknown"}  # it counts nowhere


def test_a_message_becomes_an_hour_of_each_client(registered: str, deployed: Table) -> None:
    """Watched for three hours and never polled: all of the last one is known to be unknown."""
    from functions.health.rollup import handler  # noqa: PLC0415 - after the environment is set

    hour = window_at(wiring.clock().now()).replace(minute=0) - timedelta(hours=1)
    client = wiring.status().client(ClientScope.everything(), ClientId(registered))
    since = replace(client.memberships[0], since=hour - timedelta(hours=2))
    put = Put(
        key=keys.client(ClientId(registered)),
        item=pack_client(replace(client, memberships=(since,))),
    )
    deployed.put(put)
    (record,) = event_of("sqs_poll")["Records"]
    body = json.dumps({"shard": "1#0", "window": instant_text(hour)})
    poison = {**record, "messageId": "0", "body": "{}"}

    answer = handler({"Records": [poison, {**record, "messageId": "1", "body": body}]}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    (stored,) = wiring.folder().history.hours(ClientId(registered), hour_of(hour))
    assert [each.client.watched_ms for each in stored.quarters] == [900_000] * 4
    assert [each.client.observed_ms for each in stored.quarters] == [0] * 4


def test_what_is_folded_stands_on_the_board_and_in_the_lists(
    registered: str, deployed: Table
) -> None:
    """One tick of the last hour: healthy for 1.5 minutes, and the other system down."""
    from functions.health.rollup import handler  # noqa: PLC0415 - after the environment is set

    hour = window_at(wiring.clock().now()).replace(minute=0) - timedelta(hours=1)
    client = wiring.status().client(ClientScope.everything(), ClientId(registered))
    since = replace(client.memberships[0], since=hour)
    item = pack_client(replace(client, memberships=(since,)))
    deployed.put(Put(key=keys.client(ClientId(registered)), item=item))
    results = {
        slot: a_result(reason, start_offset_ms=0)
        for slot, reason in ((Slot(0), Reason.OK), (Slot(1), Reason.CONNECTION))
    }
    DynamoTickStore(deployed).add_tick(a_tick(hour + timedelta(minutes=10), results))
    body = json.dumps({"shard": "1#0", "window": instant_text(hour)})

    assert handler({"Records": [{"messageId": "1", "body": body}]}, Context()) == {
        "batchItemFailures": []
    }

    everything = ClientScope.everything()
    fleet = wiring.status().all_clients(everything, include_inactive=False, limit=9, cursor=None)
    assert fleet.clients[0].uptime_percentage == 0.0
    (line,) = wiring.status().sparklines(everything, [ClientId(registered)]).clients
    assert (line.hours[-1].start, line.hours[-1].downtime_seconds) == (hour, 90)
    assert [each.uptime_percentage for each in line.hours[:-1]] == [None] * 23


def test_a_repair_goes_through_the_queue(
    registered: str, deployed: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hours out of their ticks, and a day of long ago out of its hours, of which there are none."""
    from functions.health.rollup import handler  # noqa: PLC0415 - after the environment is set

    sqs = boto3.client("sqs", region_name="us-east-1")
    queue = sqs.create_queue(QueueName="rollup")["QueueUrl"]
    monkeypatch.setenv("ROLLUP_QUEUE_URL", queue)
    wiring.settings.cache_clear()
    hour = window_at(wiring.clock().now()).replace(minute=0)
    client = wiring.status().client(ClientScope.everything(), ClientId(registered))
    since = replace(client.memberships[0], since=hour - timedelta(days=40))
    item = pack_client(replace(client, created_at=since.since, memberships=(since,)))
    deployed.put(Put(key=keys.client(ClientId(registered)), item=item))
    for period in (
        Period(start=hour - timedelta(hours=2), end=hour),
        Period(start=hour - timedelta(days=30), end=hour - timedelta(days=29, hours=23)),
    ):
        wiring.repairs().repair(ClientScope.everything(), ClientId(registered), period)
    got = []
    while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        got += found

    records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in got]
    answer = handler({"Records": records}, Context())

    assert answer == {"batchItemFailures": []}
    assert len(got) in {3, 4}  # the hour of thirty days ago may lie in two days
    reach = Period(start=hour - timedelta(hours=2), end=hour)
    stored = wiring.folder().history.hours(ClientId(registered), reach)
    assert [each.start for each in stored] == [hour - timedelta(hours=2), hour - timedelta(hours=1)]
    day = (hour - timedelta(days=30)).date()
    assert wiring.folder().history.days(ClientId(registered), day, day)


@pytest.mark.parametrize(
    "body",
    [
        '{"day": "2025-01-15"}',
        '{"client_id": "tnt", "day": "yesterday"}',
        '{"client_id": "tnt-limousine-001", "day": "2999-01-15"}',
    ],
)
def test_a_poison_day_is_reported(registered: str, body: str) -> None:
    from functions.health.rollup import handler  # noqa: PLC0415 - after the environment is set

    body = body.replace("tnt-limousine-001", registered)
    answer = handler({"Records": [{"messageId": "0", "body": body}]}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}


def test_a_recorded_message_of_long_ago_is_dropped(
    registered: str, caplog: pytest.LogCaptureFixture
) -> None:
    from functions.health.poll import handler  # noqa: PLC0415 - after the environment is set

    assert handler(event_of("sqs_poll"), Context()) == {"batchItemFailures": []}
    assert "window_dropped" in caplog.messages
    assert registered


def test_the_minute_of_the_schedule_is_dispatched_however_late_it_comes(
    registered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    queue, evaluations = (
        sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("poll", "evaluation")
    )
    monkeypatch.setenv("POLL_QUEUE_URL", queue)
    monkeypatch.setenv("EVALUATION_QUEUE_URL", evaluations)
    wiring.settings.cache_clear()
    from functions.dispatch import handler  # noqa: PLC0415 - after the environment is set

    for event in ({"scheduled_at": "2025-01-15T12:00:59Z"}, event_of("scheduler_dispatch")):
        handler(event, Context())

    client = boto3.client("sqs", region_name="us-east-1")
    got = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    messages = [json.loads(each["Body"]) for each in got]
    assert {"shard": "1#0", "window": "2025-01-15T12:00:00Z"} in messages
    assert [each["shard"] for each in messages] == ["1#0", "1#0"]
    assert registered


def test_old_hours_go_to_the_archive_by_way_of_the_queue(
    registered: str, deployed: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schedule, queue, worker, bucket; and back over the API's service."""
    from functions.health.archive import handler as archive  # noqa: PLC0415 - after the environment is set
    from functions.retention import handler as retention  # noqa: PLC0415

    sqs = boto3.client("sqs", region_name="us-east-1")
    queue = sqs.create_queue(QueueName="archive")["QueueUrl"]
    monkeypatch.setenv("ARCHIVE_QUEUE_URL", queue)
    wiring.settings.cache_clear()
    old = replace(an_hour(datetime(2024, 10, 15, tzinfo=UTC)), client_id=ClientId(registered))
    DynamoHistoryStore(deployed).save_hours([old])

    retention({}, Context())
    got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    records = [{"messageId": each["MessageId"], "body": each["Body"]} for each in got]
    poison = {"messageId": "poison", "body": '{"client_id": "../x"}'}
    answer = archive({"Records": [poison, *records]}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "poison"}]}
    month = Period(start=old.start, end=old.start + timedelta(days=1))
    assert wiring.folder().history.hours(ClientId(registered), month) == []
    everything = ClientScope.everything()
    listed = wiring.archiver().months(everything, ClientId(registered))
    assert [each.month for each in listed.months] == ["2024-10"]
    wiring.archiver().restore(everything, ClientId(registered), parse_month("2024-10"))
    assert wiring.folder().history.hours(ClientId(registered), month) == [old]


def test_a_schedule_that_names_no_instant_is_refused() -> None:
    from functions.dispatch import _scheduled_at  # noqa: PLC0415 - after the environment is set

    with pytest.raises(InvalidError) as caught:
        _scheduled_at({"scheduled_at": "noon"})

    assert caught.value.field == "scheduled_at"


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("functions.dispatch", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.health.poll", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.health.rollup", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.health.archive", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.retention", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        (
            "functions.reports.generate",
            {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk", "typst", "babel"},
        ),
        ("functions.reports.dispatch", {"mcp", "pydantic", "httpx", "httpcore", "typst", "babel"}),
        ("functions.metrics.dispatch", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.metrics.ingest", {"mcp", "pydantic", "httpx", "aws_xray_sdk"}),
        ("functions.alerts.evaluate", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.alerts.notify", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.alerts.feedback", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.api.handler", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
        ("functions.mcp.handler", {"aws_xray_sdk", "boto3", "httpcore"}),
        ("functions.access.bootstrap", {"mcp", "pydantic", "httpx", "httpcore", "aws_xray_sdk"}),
    ],
)
def test_a_function_imports_nothing_that_it_does_not_use(module: str, forbidden: set[str]) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": "layers/core/python"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stdout.split()) & forbidden == set()


def the_snippet_of_the_page() -> str:
    """What docs/checks.md tells people to put around a job."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    return page.partition("```python\n")[2].partition("```")[0]


@pytest.mark.parametrize(
    ("job", "told"),
    [
        ("pass", [{"status": "start"}, {"status": "success"}]),
        ("raise OSError", [{"status": "start"}, {"status": "fail", "message": "OSError"}]),
    ],
)
def test_the_snippet_of_the_docs_tells_how_a_job_went(job: str, told: list[dict[str, str]]) -> None:
    heard: list[dict[str, str]] = []

    class Ingest(Healthy):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.do_GET()

    with HTTPServer(("127.0.0.1", 0), Ingest) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        done = subprocess.run(
            [sys.executable, "-c", f"def run_the_job():\n    {job}\n\n{the_snippet_of_the_page()}"],
            env={"HEARTBEAT": f"http://127.0.0.1:{server.server_port}/api/ingest/heartbeat/t"},
            capture_output=True,
            check=False,
        )
        server.shutdown()
        thread.join()

    assert heard == told
    assert done.returncode == (job != "pass")
    assert len([each for each in the_snippet_of_the_page().splitlines() if each]) <= 20
