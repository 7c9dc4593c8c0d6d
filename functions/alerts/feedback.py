"""Event of SES -> the addresses that are sent nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.domain.mail_feedback import parse_feedback
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Take in one bounce or complaint; the same event twice is harmless."""
    feedback = parse_feedback(event.get("detail"))
    stopped = wiring.postmaster().note(feedback) if feedback else []
    metrics.add_metric(name="AddressesBounced", unit=MetricUnit.Count, value=len(stopped))
    logger.info(
        "mail_feedback_taken",
        job="feedback",
        channel_id=feedback.channel_id if feedback else None,
        reason=feedback.reason if feedback else None,
        addresses=len(stopped),
    )
