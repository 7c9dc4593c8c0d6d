"""Schedule -> the clients that are due -> one message each on the metrics queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.domain.fields import instant_of
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from datetime import datetime

    from aws_lambda_powertools.utilities.typing import LambdaContext

_UNFILLED = "<aws.scheduler.scheduled-time>"
"""What the schedule asks for; the local engine leaves it as it is, and fires on the minute."""


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, object], _context: LambdaContext) -> None:
    """Queue the clients and buckets of the step that the event was scheduled for."""
    at = _scheduled_at(event)
    done = wiring.metrics_dispatcher().dispatch(at)
    metrics.add_metric(name="IngestsDispatched", unit=MetricUnit.Count, value=done.clients)
    logger.info(
        "ingests_dispatched",
        job="metrics_dispatch",
        at=at.isoformat(),
        clients=done.clients,
        folds=done.folds,
    )


def _scheduled_at(event: dict[str, object]) -> datetime:
    at = event.get("scheduled_at", _UNFILLED)
    return wiring.clock().now() if at == _UNFILLED else instant_of(at, field="scheduled_at")
