"""A table in this process that counts what requests cost, and nothing of the network."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws

from entelech import schema
from entelech.adapters.dynamodb.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "entelech"


@contextmanager
def metered_table() -> Iterator[Table]:
    """An empty table with the index that the deployment has."""
    names = (
        schema.PARTITION_KEY,
        schema.SORT_KEY,
        schema.LISTING_PARTITION_KEY,
        schema.LISTING_SORT_KEY,
    )
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName=_NAME,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            KeySchema=_key_schema(*names[:2]),
            GlobalSecondaryIndexes=[
                {
                    "IndexName": schema.LISTING_INDEX,
                    "KeySchema": _key_schema(*names[2:]),
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        yield Table(client, _NAME)


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
