"""Schedule -> standing orders that are due -> one message each on the report queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.domain.period import QUARTER
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_REVIEW_HOUR = 5
"""UTC: once a day each client's latest reports are compared with what is known by then."""


@logger.inject_lambda_context
@metrics.log_metrics
def handler(_event: dict[str, object], _context: LambdaContext) -> None:
    """Queue what is due; doing so twice is harmless."""
    now = wiring.clock().now()
    is_first = now.hour == _REVIEW_HOUR and now.minute * 60 < QUARTER.total_seconds()
    done = wiring.report_rounds().dispatch(is_review_due=is_first)
    metrics.add_metric(name="ReportsOrdered", unit=MetricUnit.Count, value=done.ordered)
    logger.info("reports_dispatched", job="reports", ordered=done.ordered, reviewed=done.reviewed)
