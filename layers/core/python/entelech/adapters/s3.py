"""The archive: one object a client and month, under names that query engines take for columns."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.domain.archive import ArchivedMonth
from entelech.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from types_boto3_s3 import S3Client

    from entelech.domain.archive import Month
    from entelech.domain.ids import ClientId

_MISSING = {"NoSuchKey", "404"}


class S3ArchiveStore:
    """``ArchiveStore`` in a bucket: ``hours/client_id=tnt/month=2025-01/hours.jsonl.gz``."""

    def __init__(self, make_client: Callable[[], S3Client], *, bucket: str) -> None:
        self._make_client = make_client
        self._bucket = bucket

    @cached_property
    def _client(self) -> S3Client:
        return self._make_client()

    def read(self, client_id: ClientId, month: Month) -> bytes | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=_key(client_id, month))
            return answer["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise UnavailableError("The archive did not answer.") from error
        except BotoCoreError as error:
            raise UnavailableError("The archive did not answer.") from error

    def write(self, client_id: ClientId, month: Month, content: bytes) -> None:
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=_key(client_id, month),
                Body=content,
                ContentType="application/gzip",
                ChecksumAlgorithm="SHA256",
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The archive did not take the month.") from error

    def months(self, client_id: ClientId) -> Sequence[ArchivedMonth]:
        return [
            ArchivedMonth(
                month=key.split("/month=")[1].split("/")[0], size_bytes=size, stored_at=at
            )
            for key, size, at in self._objects(client_id)
        ]

    def remove(self, client_id: ClientId) -> None:
        for key, _, _ in list(self._objects(client_id)):
            try:
                self._client.delete_object(Bucket=self._bucket, Key=key)
            except (BotoCoreError, ClientError) as error:
                raise UnavailableError("The archive did not delete the month.") from error

    def _objects(self, client_id: ClientId) -> Iterator[tuple[str, int, datetime]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=_prefix(client_id)
        )
        try:
            for page in pages:
                for each in page.get("Contents", []):
                    yield each["Key"], each["Size"], each["LastModified"]
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The archive did not answer.") from error


def _prefix(client_id: ClientId) -> str:
    return f"hours/client_id={client_id}/"


def _key(client_id: ClientId, month: Month) -> str:
    return f"{_prefix(client_id)}month={month.text}/hours.jsonl.gz"
