"""What tests of every level share. Sockets reach loopback only: see pytest's options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import synthesis

if TYPE_CHECKING:
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
def table_definition(template: dict[str, Any]) -> dict[str, Any]:
    """Arguments for boto3's ``create_table`` that make the table of the template."""
    (table,) = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::DynamoDB::GlobalTable"
    ]
    taken = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    return {"TableName": "entelech", **{name: table[name] for name in taken}}
