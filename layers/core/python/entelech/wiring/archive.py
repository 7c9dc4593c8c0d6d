"""What is kept for years."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import clock, settings, table

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

    from entelech.adapters.s3 import S3ArchiveStore
    from entelech.services.archiving import Archiver, Retention


@cache
def archiver() -> Archiver:
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.archiving import Archiver

    return Archiver(
        registry=DynamoRegistryStore(table()),
        history=DynamoHistoryStore(table()),
        archive=archive_store(),
        clock=clock(),
    )


def archive_store() -> S3ArchiveStore:
    from entelech.adapters.s3 import S3ArchiveStore

    def make_client() -> S3Client:
        import boto3

        return boto3.client("s3")

    return S3ArchiveStore(make_client, bucket=settings().archive_bucket)


@cache
def retention() -> Retention:
    import boto3

    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.sqs import SqsBatchQueue
    from entelech.services.archiving import Retention

    return Retention(
        registry=DynamoRegistryStore(table()),
        queue=SqsBatchQueue(boto3.client("sqs"), settings().archive_queue_url),
    )
