"""Schedule -> the shards that are due -> one message each on the poll queue."""

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
    """Queue the runs of the minute that the event was scheduled for, however late it comes."""
    done = wiring.dispatcher().dispatch(_scheduled_at(event))
    metrics.add_metric(name="ShardsDispatched", unit=MetricUnit.Count, value=done.due)
    metrics.add_metric(name="WindowsMissed", unit=MetricUnit.Count, value=done.missed)
    logger.info(
        "shards_dispatched",
        job="dispatch",
        window=done.window.isoformat(),
        due=done.due,
        repeated=done.repeated,
        evaluated=done.evaluated,
        folds=done.folds,
        missed=done.missed,
    )


def _scheduled_at(event: dict[str, object]) -> datetime:
    at = event.get("scheduled_at", _UNFILLED)
    return wiring.clock().now() if at == _UNFILLED else instant_of(at, field="scheduled_at")
