"""Queue -> one order -> the report's files in the bucket, its row, and what is owed to recipients.

A message may also ask to list everybody's reports, or to look whether a client's were restated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.ids import client_id
from entelech.domain.reports.bulk import PartState
from entelech.domain.reports.message import parse_order
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Make every report named by the batch; those that fail are reported, and come again."""
    return work_through(
        event, job="reports", failures="ReportsFailed", work=_work, give_up=_give_up
    )


def _work(message: Fields) -> None:
    if message.has("list"):
        bulk_id = message.text("bulk_id", max_length=64)
        count = wiring.report_rounds().list_bulk(bulk_id)
        metrics.add_metric(name="ReportsOrdered", unit=MetricUnit.Count, value=count)
        logger.info("bulk_listed", job="reports", bulk_id=bulk_id, clients=count)
    elif message.has("review"):
        client = client_id(message.raw("client_id"))
        stale = wiring.reporter().review(client)
        metrics.add_metric(name="ReportsStale", unit=MetricUnit.Count, value=stale)
        logger.info("reports_reviewed", job="reports", client_id=client, stale=stale)
    else:
        _make(message)


def _make(message: Fields) -> None:
    order = parse_order(message)
    made = wiring.reporter().make(order)
    wiring.report_rounds().note_part(order, PartState.DONE)
    metrics.add_metric(name="ReportsMade", unit=MetricUnit.Count, value=int(made.is_new))
    logger.info(
        "report_made",
        job="reports",
        client_id=order.client_id,
        report_id=order.name,
        revision=made.record.revision,
        is_new=made.is_new,
    )


def _give_up(message: Fields, error: Exception) -> None:
    """An order's row says so; what else failed is only among the dead letters."""
    if message.has("list") or message.has("review"):
        return
    order = parse_order(message)
    wiring.reporter().give_up(order, error)
    wiring.report_rounds().note_part(order, PartState.FAILED)
