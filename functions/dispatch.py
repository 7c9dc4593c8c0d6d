"""Schedule -> the shards that are due -> one message each on the poll queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context
@metrics.log_metrics
def handler(_event: dict[str, object], _context: LambdaContext) -> None:
    """Queue this minute's runs. The event says nothing that the clock does not."""
    done = wiring.dispatcher().dispatch()
    metrics.add_metric(name="ShardsDispatched", unit=MetricUnit.Count, value=done.due)
    metrics.add_metric(name="WindowsMissed", unit=MetricUnit.Count, value=done.missed)
    logger.info(
        "shards_dispatched",
        job="dispatch",
        window=done.window.isoformat(),
        due=done.due,
        repeated=done.repeated,
        missed=done.missed,
    )
