"""What workers on a queue share: every message gets its turn, and those that fail come again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.observability import logger, metrics
from entelech.schema import QUEUE_TRIES

if TYPE_CHECKING:
    from collections.abc import Callable


def work_through(
    event: dict[str, Any],
    *,
    job: str,
    failures: str,
    work: Callable[[Fields], None],
    give_up: Callable[[Fields, Exception], None] | None = None,
) -> dict[str, Any]:
    """Do ``work`` with every message of the batch; the answer names those that failed.

    ``failures`` is the metric that counts them. ``give_up`` is called with what failed at the last
    try, if it could be read.
    """
    failed = []
    for record in event["Records"]:
        try:
            _try(record, work, give_up)
        except Exception:  # noqa: BLE001 - the outermost place: one bad message stops no other
            logger.exception(f"{job}_failed", job=job, message_id=record["messageId"])
            metrics.add_metric(name=failures, unit=MetricUnit.Count, value=1)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _try(
    record: dict[str, Any],
    work: Callable[[Fields], None],
    give_up: Callable[[Fields, Exception], None] | None,
) -> None:
    message = Fields(_json(record["body"]), whole="message")
    try:
        work(message)
    except Exception as error:
        if give_up is not None and _is_last_try(record):
            give_up(message, error)
        raise


def _is_last_try(record: dict[str, Any]) -> bool:
    return int(record["attributes"]["ApproximateReceiveCount"]) >= QUEUE_TRIES


def _json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        raise InvalidError(field="message", expected="a JSON object") from None
