"""Schedule or queue -> what is owed to channels -> their receivers.

A message on the queue only wakes it; the schedule is what promises that nothing waits for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.services.notifying import Round, Sent

LONGEST_SEND_MS = 25_000
"""No group is begun with less time left: the slowest receiver has answered, or not, in this."""


@logger.inject_lambda_context
@metrics.log_metrics
def handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Deliver what is due. What fails is due again, so no message of the queue has to come again."""
    done = wiring.notifier().deliver_due(
        has_time=lambda: context.get_remaining_time_in_millis() > LONGEST_SEND_MS
    )
    for each in done.sent:
        _tell(each)
    _count(done)
    return {"batchItemFailures": []}


def _tell(sent: Sent) -> None:
    logger.info(
        "notices_sent",
        job="notify",
        channel_id=sent.channel_id,
        told=sent.told,
        silent=sent.silent,
        dead=sent.dead,
        verdict=sent.attempt.verdict.value if sent.attempt else None,
        reason=sent.attempt.reason if sent.attempt else None,
        http_status=sent.attempt.http_status if sent.attempt else None,
        duration_ms=sent.attempt.latency_ms if sent.attempt else None,
    )


def _count(done: Round) -> None:
    dead = sum(each.dead for each in done.sent)
    metrics.add_metric(
        name="NoticesTold", unit=MetricUnit.Count, value=sum(each.told for each in done.sent) - dead
    )
    if dead:
        metrics.add_metric(name="NoticesDead", unit=MetricUnit.Count, value=dead)
    for error in done.errors:
        logger.error("notices_broke", job="notify", exc_info=error)
        metrics.add_metric(name="NoticesBroken", unit=MetricUnit.Count, value=1)
