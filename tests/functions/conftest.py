"""Handlers with real events, on moto; what is cached a process is forgotten between tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from entelech import wiring
from tests.adapters.test_oidc import CLIENT, ISSUER, Issuer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from entelech.adapters.dynamodb.table import Table

EVENTS = Path(__file__).parent.parent / "events"


class Context:
    """What Lambda tells a handler."""

    function_name = "entelech-api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:entelech-api"
    aws_request_id = "11111111-2222-3333-4444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        return 25_000


def _queue(name: str) -> str:
    return boto3.client("sqs", region_name="us-east-1").create_queue(QueueName=name)["QueueUrl"]


@pytest.fixture
def deployed(dynamo: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """The environment of a deployment, with its table and nothing in it."""
    environment = {
        "STAGE": "local",
        "TABLE_NAME": "entelech",
        "POLL_QUEUE_URL": _queue("poll"),
        "ROLLUP_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/rollup",
        "EVALUATION_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/evaluation",
        "ARCHIVE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/archive",
        "METRICS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/metrics",
        "ARCHIVE_BUCKET": "archive",
        "NOTIFY_QUEUE_URL": _queue("notify"),
        "REPORT_QUEUE_URL": _queue("reports"),
        "REPORTS_BUCKET": "reports",
        "HEALTH_CHECK_INTERVAL": "900",
        "ALLOW_LOOPBACK": "true",
        "EXTRA_CA_PEM": "",
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_METRICS_NAMESPACE": "Entelech",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="archive")
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="reports")
    makers = [each for module in wired() for each in vars(module).values()]
    cached = [each for each in makers if hasattr(each, "cache_clear")]
    for each in cached:
        each.cache_clear()
    yield dynamo
    for each in cached:
        each.cache_clear()
    exchange = sys.modules.get("functions.mcp.exchange")
    if exchange is not None:
        exchange._loop().close()
        exchange._loop.cache_clear()


@pytest.fixture
def trusting(deployed: Table, monkeypatch: pytest.MonkeyPatch) -> Table:
    """The deployment trusts an issuer, whose answers are ours."""
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_AUDIENCES", CLIENT)
    for each in (wiring.settings, wiring.access):
        each.cache_clear()
    verifier = wiring.access().tokens
    assert verifier is not None
    monkeypatch.setattr(verifier, "_fetch", Issuer().fetch)
    return deployed


@pytest.fixture
def api_key(deployed: Table) -> str:  # noqa: ARG001 - the key is stored in the table
    from functions.access.bootstrap import handler  # noqa: PLC0415 - after the environment is set

    return str(handler({}, Context())["api_key"])


def wired() -> list[ModuleType]:
    """The modules that services are made in."""
    return [sys.modules[name] for name in sys.modules if name.startswith("entelech.wiring")]


def let_wire(monkeypatch: pytest.MonkeyPatch, name: str, maker: object) -> None:
    """Put another maker in the place of one, wherever it is used."""
    for module in wired():
        if hasattr(module, name):
            monkeypatch.setattr(module, name, maker)


def event_of(name: str, **changes: Any) -> dict[str, Any]:
    """A recorded event with some of its top level replaced."""
    return {**json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8")), **changes}


def request_event(
    method: str,
    path: str,
    *,
    key: str | None = None,
    body: object = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: Sequence[str] = (),
) -> dict[str, Any]:
    """A request as the HTTP API hands it to a function."""
    event = event_of("http_api_request", rawPath=path)
    event["requestContext"]["http"].update(method=method, path=path)
    event["headers"] = {**event["headers"], **(headers or {})}
    if key:
        event["headers"]["authorization"] = f"Bearer {key}"
    if cookies:
        event["cookies"] = list(cookies)
    if query:
        event["queryStringParameters"] = dict(query)
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    return event
