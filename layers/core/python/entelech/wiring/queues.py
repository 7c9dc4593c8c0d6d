"""Queues that more than one area sends to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import settings

if TYPE_CHECKING:
    from entelech.adapters.sqs import SqsEvaluationQueue


@cache
def evaluation_queue() -> SqsEvaluationQueue:
    import boto3

    from entelech.adapters.sqs import SqsEvaluationQueue

    return SqsEvaluationQueue(boto3.client("sqs"), settings().evaluation_queue_url)
