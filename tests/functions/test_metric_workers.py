"""The metrics pipeline with real events: schedule, queue, worker, a system on loopback, table."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from entelech import wiring
from entelech.domain.access import ClientScope
from entelech.domain.address import AddressPolicy
from entelech.domain.errors import InvalidError
from entelech.domain.fleet_day import bucket_of
from entelech.domain.ids import ClientId
from entelech.domain.registration import parse_registration
from entelech.domain.schedule import Interval
from tests.builders import a_body
from tests.figures import a_metrics_body
from tests.functions.conftest import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entelech.adapters.dynamodb.table import Table

TNT = ClientId("tnt-limousine-001")


class Working(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        body = json.dumps(a_metrics_body(query["start_date"][0], query["end_date"][0])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def queue(deployed: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:  # noqa: ARG001
    """The queue's URL; a client with one system is registered."""
    sqs = boto3.client("sqs", region_name="us-east-1")
    url = sqs.create_queue(QueueName="metrics")["QueueUrl"]
    monkeypatch.setenv("METRICS_QUEUE_URL", url)
    monkeypatch.setenv("METRICS_INTERVAL", "300")
    wiring.settings.cache_clear()
    with HTTPServer(("127.0.0.1", 0), Working) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        body = a_body(
            automation_systems=["CRM"],
            monitoring_endpoints=[f"http://127.0.0.1:{server.server_port}"],
        )
        registration = parse_registration(
            body, default_interval=Interval.HOUR, addresses=AddressPolicy(allow_loopback=True)
        )
        wiring.registry().register(ClientScope.everything(), registration)
        yield url
        server.shutdown()
        thread.join()


def received(queue: str) -> list[dict[str, Any]]:
    sqs = boto3.client("sqs", region_name="us-east-1")
    got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [{"messageId": each["MessageId"], "body": each["Body"]} for each in got]


def test_what_the_schedule_queues_is_asked_stored_and_folded(queue: str) -> None:
    """Every five minutes: the clients now, and their buckets a step later."""
    from functions.metrics.dispatch import handler as dispatch  # noqa: PLC0415 - after the environment is set
    from functions.metrics.ingest import handler as ingest  # noqa: PLC0415

    dispatch({"scheduled_at": "<aws.scheduler.scheduled-time>"}, Context())
    records = received(queue)
    bodies = [json.loads(each["body"]) for each in records]
    assert bodies == [{"client_id": TNT}, {"bucket": bucket_of(TNT), "clients": [TNT]}]
    poison = {"messageId": "poison", "body": '{"client_id": "../x"}'}

    answer = ingest({"Records": [poison, *records]}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "poison"}]}
    trends = wiring.trends().trends(ClientScope.everything(), 3)
    assert [each.total_automations for each in trends.series] == [450] * 3
    (backfill,) = received(queue)
    assert json.loads(backfill["body"]) == {"client_id": TNT, "backfill": True}
    assert ingest({"Records": [backfill]}, Context()) == {"batchItemFailures": []}
    (fold,) = received(queue)
    assert ingest({"Records": [fold]}, Context()) == {"batchItemFailures": []}
    trends = wiring.trends().trends(ClientScope.everything(), 13)
    assert [each.total_automations for each in trends.series] == [450] * 13


def test_a_schedule_that_names_no_instant_is_refused() -> None:
    from functions.metrics.dispatch import _scheduled_at  # noqa: PLC0415 - after the environment is set

    with pytest.raises(InvalidError) as caught:
        _scheduled_at({"scheduled_at": "noon"})

    assert caught.value.field == "scheduled_at"
