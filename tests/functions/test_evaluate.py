"""From the dispatch and from a poll to alerts, on moto with queues."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from entelech import wiring
from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
from entelech.domain.access import ClientScope
from entelech.domain.address import AddressPolicy
from entelech.domain.document import instant_text
from entelech.domain.registration import parse_registration
from entelech.domain.schedule import Interval, window_at
from tests.builders import a_body, at
from tests.functions.conftest import Context, event_of

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

ALL = ClientScope.everything()


@pytest.fixture
def queues(deployed: Table, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: ARG001
    sqs = boto3.client("sqs", region_name="us-east-1")
    made = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("evaluation", "notify")}
    for name, url in made.items():
        monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
    for each in (wiring.settings, wiring.evaluation_queue, wiring.notify_queue):
        each.cache_clear()
    body = a_body(
        automation_systems=["Gone"],
        monitoring_endpoints=["http://127.0.0.1:1024"],
        interval_minutes=1,
        retries=0,
        timeout_seconds=2,
    )
    wiring.registry().register(
        ALL,
        parse_registration(
            body, default_interval=Interval.HOUR, addresses=AddressPolicy(allow_loopback=True)
        ),
    )
    rule = {
        "client_id": "*",
        "metric_name": "status",
        "threshold": 2,
        "comparison": "equals",
        "alert_type": "slack",
        "for_minutes": 0,
    }
    wiring.rules().put(ALL, rule)
    return made


def run(worker: str, *bodies: str) -> dict[str, Any]:
    from functions.alerts import evaluate  # noqa: PLC0415 - after the environment is set
    from functions.health import poll  # noqa: PLC0415 - after the environment is set

    (record,) = event_of("sqs_poll")["Records"]
    records = [{**record, "messageId": str(n), "body": body} for n, body in enumerate(bodies)]
    handler = evaluate.handler if worker == "evaluate" else poll.handler
    answer: dict[str, Any] = handler({"Records": records}, Context())
    return answer


def messages(queue_url: str) -> list[str]:
    sqs = boto3.client("sqs", region_name="us-east-1")
    found = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [each["Body"] for each in found.get("Messages", [])]


def told(table: Table) -> list[str]:
    found = DynamoOutboxStore(table).due(at(60 * 24 * 365 * 50), limit=100)
    return [each.notice.kind.value for each in found]


def test_a_change_of_status_is_evaluated_at_once(deployed: Table, queues: dict[str, str]) -> None:
    window = instant_text(window_at(wiring.clock().now()))
    assert run("poll", json.dumps({"shard": "1#0", "window": window}))["batchItemFailures"] == []

    (message,) = messages(queues["evaluation"])
    assert json.loads(message) == {"shard": "1#0", "clients": ["tnt-limousine-001"]}
    assert run("evaluate", message) == {"batchItemFailures": []}

    assert told(deployed) == ["fired"]
    (incident,) = wiring.incidents().lately("tnt-limousine-001", limit=9)  # type: ignore[arg-type]
    assert incident.title == "Status is down"


def test_a_deactivated_client_is_left(deployed: Table, queues: dict[str, str]) -> None:
    window = instant_text(window_at(wiring.clock().now()))
    run("poll", json.dumps({"shard": "1#0", "window": window}))
    run("evaluate", *messages(queues["evaluation"]))
    wiring.registry().deactivate(ALL, "tnt-limousine-001")  # type: ignore[arg-type]

    assert run("evaluate", '{"leavers": true}') == {"batchItemFailures": []}

    assert told(deployed) == ["fired"]
    (incident,) = wiring.incidents().lately("tnt-limousine-001", limit=9)  # type: ignore[arg-type]
    assert incident.state.value == "resolved"


@pytest.mark.usefixtures("queues")
@pytest.mark.parametrize("body", ["", "{}", '{"shard": "2#0"}', '{"shard": "1#0", "clients": 7}'])
def test_a_poison_message_is_reported_and_stops_no_other(body: str) -> None:
    answer = run("evaluate", body, '{"shard": "1#0"}')

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}


@pytest.mark.usefixtures("deployed")
def test_a_poll_goes_well_where_no_queue_takes_its_news(caplog: pytest.LogCaptureFixture) -> None:
    body = a_body(
        automation_systems=["Gone"],
        monitoring_endpoints=["http://127.0.0.1:1024"],
        interval_minutes=1,
        retries=0,
        timeout_seconds=2,
    )
    registration = parse_registration(
        body, default_interval=Interval.HOUR, addresses=AddressPolicy(allow_loopback=True)
    )
    wiring.registry().register(ALL, registration)
    window = instant_text(window_at(wiring.clock().now()))

    assert run("poll", json.dumps({"shard": "1#0", "window": window}))["batchItemFailures"] == []
    assert "evaluation_not_queued" in caplog.text
