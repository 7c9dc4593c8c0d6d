"""The queue between dispatch and the workers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from entelech.domain.document import instant_text
from entelech.domain.errors import UnavailableError

if TYPE_CHECKING:
    from datetime import datetime

    from types_boto3_sqs import SQSClient

    from entelech.domain.schedule import ShardId


class SqsJobQueue:
    """One message a run: ``{"shard": "5#0", "window": "2025-01-15T14:30:00Z"}``."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, shard: ShardId, window: datetime) -> None:
        body = json.dumps({"shard": str(shard), "window": instant_text(window)})
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("The queue did not take the message.") from error
