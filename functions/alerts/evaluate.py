"""Queue -> the clients of one shard, or some of them -> their alerts, incidents and notices.

A message may also ask for those clients that have alerts and are watched no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.ids import client_id
from entelech.domain.schedule import parse_shard_id
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields

_MAX_CLIENTS = 200


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Evaluate what each message of the batch names; those that fail are reported, and come again."""
    return work_through(event, job="evaluate", failures="EvaluationsFailed", work=_evaluate)


def _evaluate(message: Fields) -> None:
    evaluator = wiring.evaluator()
    if message.has("leavers"):
        done, shard = evaluator.close_leavers(), None
    else:
        shard = parse_shard_id(message.text("shard", max_length=20))
        only = None
        if message.has("clients"):
            named = message.texts("clients", max_items=_MAX_CLIENTS, max_length=64)
            only = [client_id(each) for each in named]
        done = evaluator.evaluate(shard, only)
    metrics.add_metric(name="AlertsEvaluated", unit=MetricUnit.Count, value=done.alerts)
    for rule_id, error in done.broken.items():
        logger.error("rule_broke", job="evaluate", rule_id=rule_id, exc_info=error)
    logger.info(
        "alerts_evaluated",
        job="evaluate",
        shard=None if shard is None else str(shard),
        clients=done.clients,
        alerts=done.alerts,
        transitions=done.transitions,
        notices=done.notices,
    )
