"""Schedule -> every client -> one message each on the archive queue."""

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
    """Queue all clients; doing so twice is harmless."""
    count = wiring.retention().dispatch()
    metrics.add_metric(name="ClientsRetained", unit=MetricUnit.Count, value=count)
    logger.info("retention_dispatched", job="retention", clients=count)
