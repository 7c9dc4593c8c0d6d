"""The queues before the workers."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from entelech.domain.delivery import GROUP_WAIT
from entelech.domain.document import instant_text
from entelech.domain.errors import UnavailableError
from entelech.ports.queues import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta

    from types_boto3_sqs import SQSClient

    from entelech.domain.ids import ClientId
    from entelech.domain.schedule import ShardId

_BATCH = 10
"""Messages in a request. Source: SQS, SendMessageBatch."""
_LONGEST_DELAY_S = 900
"""Source: SQS, DelaySeconds."""


class SqsJobQueue:
    """One message a run: ``{"shard": "5#0", "window": "2025-01-15T14:30:00Z"}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, shard: ShardId, window: datetime) -> None:
        message = {"shard": str(shard), "window": instant_text(window)}
        _send(self._client, self._queue_url, message)


class SqsManualCheckQueue:
    """``{"client_id": "tnt-limousine-001", "check_id": "0m5xq2v40-a1b2c3d4"}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send_check(self, client_id: ClientId, check_id: str) -> None:
        _send(self._client, self._queue_url, {"client_id": client_id, "check_id": check_id})


class SqsBatchQueue:
    """Folds like ``SqsJobQueue``, ``{"client_id": …, "day": "2025-01-15"}``, ``{"client_id": …}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send_hours(self, hours: Sequence[tuple[ShardId, datetime]]) -> None:
        self._send_all(
            [{"shard": str(shard), "window": instant_text(start)} for shard, start in hours]
        )

    def send_days(self, client_id: ClientId, days: Sequence[date]) -> None:
        self._send_all([{"client_id": client_id, "day": each.isoformat()} for each in days])

    def send_clients(self, client_ids: Sequence[ClientId]) -> None:
        self._send_all([{"client_id": each} for each in client_ids])

    def _send_all(self, messages: Sequence[Mapping[str, Any]]) -> None:
        for first in range(0, len(messages), _BATCH):
            batch = messages[first : first + _BATCH]
            try:
                answer = self._client.send_message_batch(
                    QueueUrl=self._queue_url,
                    Entries=[
                        {"Id": str(n), "MessageBody": json.dumps(each)}
                        for n, each in enumerate(batch)
                    ],
                )
            except (BotoCoreError, ClientError) as error:
                raise UnavailableError("The queue did not take the messages.") from error
            if answer.get("Failed"):
                raise UnavailableError("The queue did not take all messages.")


class SqsEvaluationQueue:
    """``{"shard": "5#0"}``, the same with ``"clients": […]``, or ``{"leavers": true}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send_shards(self, shards: Sequence[ShardId]) -> None:
        for first in range(0, len(shards), _BATCH):
            batch = shards[first : first + _BATCH]
            try:
                answer = self._client.send_message_batch(
                    QueueUrl=self._queue_url,
                    Entries=[
                        {"Id": str(n), "MessageBody": json.dumps({"shard": str(each)})}
                        for n, each in enumerate(batch)
                    ],
                )
            except (BotoCoreError, ClientError) as error:
                raise UnavailableError("The queue did not take the messages.") from error
            if answer.get("Failed"):
                raise UnavailableError("The queue did not take all messages.")

    def send_clients(
        self, shard: ShardId, client_ids: Sequence[ClientId], after: timedelta = AT_ONCE
    ) -> None:
        delay_s = min(_LONGEST_DELAY_S, max(0, math.ceil(after.total_seconds())))
        self._send({"shard": str(shard), "clients": list(client_ids)}, delay_s)

    def send_leavers(self) -> None:
        self._send({"leavers": True}, 0)

    def _send(self, message: Mapping[str, object], delay_s: int) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=json.dumps(message), DelaySeconds=delay_s
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The queue did not take the message.") from error


class SqsNotifyQueue:
    """``{}`` a wake: what is due stands in the table."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def wake(self, after: timedelta = GROUP_WAIT) -> None:
        delay_s = min(_LONGEST_DELAY_S, max(0, math.ceil(after.total_seconds())))
        _send(self._client, self._queue_url, {}, delay_s=delay_s)


def _send(
    client: SQSClient, queue_url: str, message: Mapping[str, str], *, delay_s: int = 0
) -> None:
    try:
        client.send_message(
            QueueUrl=queue_url, MessageBody=json.dumps(message), DelaySeconds=delay_s
        )
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError("The queue did not take the message.") from error
