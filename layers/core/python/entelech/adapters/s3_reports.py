"""The files of reports: ``reports/client_id=tnt/monthly-2025-01-01-2025-01-31-r1.pdf``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.domain.errors import UnavailableError
from entelech.domain.reports.file_format import CONTENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_s3 import S3Client

    from entelech.domain.ids import ClientId
    from entelech.ports.reports import Rendered

_MISSING = {"NoSuchKey", "404"}


class S3ReportFiles:
    """``ReportFiles`` in a bucket."""

    def __init__(self, make_client: Callable[[], S3Client], *, bucket: str) -> None:
        self._make_client = make_client
        self._bucket = bucket

    @cached_property
    def _client(self) -> S3Client:
        return self._make_client()

    def write(self, key: str, rendered: Rendered) -> None:
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=rendered.content,
                ContentType=CONTENT_TYPES[rendered.file_format],
                ChecksumAlgorithm="SHA256",
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The bucket did not take the report.") from error

    def read(self, key: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise UnavailableError("The bucket did not answer.") from error
        except BotoCoreError as error:
            raise UnavailableError("The bucket did not answer.") from error

    def link(self, key: str, file_name: str, seconds: int) -> str:
        """Saved under its name, and never shown as a page of the bucket's."""
        try:
            return self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentDisposition": f'attachment; filename="{file_name}"',
                },
                ExpiresIn=seconds,
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The link could not be signed.") from error

    def remove(self, client_id: ClientId) -> None:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"reports/client_id={client_id}/"
        )
        try:
            found = [each["Key"] for page in pages for each in page.get("Contents", [])]
            for key in found:
                self._client.delete_object(Bucket=self._bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The bucket did not delete the reports.") from error
