"""The same tests for the fake and for DynamoDB, on a table made from the synthesised template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from entelech.adapters.dynamodb.access import DynamoKeyStore
from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.table import Table
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.ports import FleetReader, KeyStore, RegistryStore, TickStore
from tests.fakes.access import FakeKeyStore
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.memory import Memory
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Stores:
    registry: RegistryStore
    ticks: TickStore
    fleet: FleetReader
    keys: KeyStore


@pytest.fixture
def dynamo(table_definition: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """An empty table in moto."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(**table_definition)
        yield Table(client, table_definition["TableName"])


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        memory = Memory()
        return Stores(
            registry=FakeRegistryStore(memory),
            ticks=FakeTickStore(memory),
            fleet=FakeFleetReader(memory),
            keys=FakeKeyStore(memory),
        )
    table: Table = request.getfixturevalue("dynamo")
    return Stores(
        registry=DynamoRegistryStore(table),
        ticks=DynamoTickStore(table),
        fleet=DynamoFleetReader(table),
        keys=DynamoKeyStore(table),
    )
