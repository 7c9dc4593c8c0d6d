"""What tests of every level share. Sockets reach loopback only: see pytest's options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import hypothesis
import pytest
from moto import mock_aws

from entelech.adapters.dynamodb.table import Table
from tests import synthesis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The same examples at every run, and no verdict from the speed of the machine.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def assembly() -> Path:
    """The cloud assembly of the deployed stage: template, manifest and assets."""
    return synthesis.assembly("prod")


@pytest.fixture(scope="session")
def template(assembly: Path) -> dict[str, Any]:
    """The CloudFormation template of the deployed stage."""
    return synthesis.template_in(assembly)


@pytest.fixture(scope="session")
def table_definition() -> dict[str, Any]:
    """Arguments for boto3's ``create_table`` that make the table of the template."""
    template = synthesis.table_template("prod")
    (table,) = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::DynamoDB::GlobalTable"
    ]
    taken = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    return {"TableName": "entelech", **{name: table[name] for name in taken}}


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
