"""Queues that more than one area sends to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import settings, sqs

if TYPE_CHECKING:
    from entelech.adapters.sqs import SqsEvaluationQueue


@cache
def evaluation_queue() -> SqsEvaluationQueue:
    from entelech.adapters.sqs import SqsEvaluationQueue

    return SqsEvaluationQueue(sqs(), settings().evaluation_queue_url)
