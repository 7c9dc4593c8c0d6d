"""The queue before the workers that ask for figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.adapters.sqs import SqsBatchQueue
from entelech.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from types_boto3_sqs import SQSClient

    from entelech.domain.ids import ClientId


class SqsMetricsQueue:
    """``{"client_id": …}``, ``{"client_id": …, "backfill": true}``, ``{"bucket": 3, "clients": […]}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send_ingests(self, client_ids: Sequence[ClientId]) -> None:
        SqsBatchQueue(self._client, self._queue_url).send_clients(client_ids)

    def send_backfill(self, client_id: ClientId, *, delay: timedelta) -> None:
        self._send({"client_id": client_id, "backfill": True}, delay_s=int(delay.total_seconds()))

    def send_folds(
        self, folds: Sequence[tuple[int, Sequence[ClientId]]], *, days: tuple[date, date] | None
    ) -> None:
        ends = {"first": days[0].isoformat(), "last": days[1].isoformat()} if days else {}
        for bucket, clients in folds:
            self._send({"bucket": bucket, "clients": list(clients), **ends}, delay_s=0)

    def _send(self, body: dict[str, object], *, delay_s: int) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=json.dumps(body), DelaySeconds=delay_s
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The queue did not take the message.") from error
