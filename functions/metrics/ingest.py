"""Queue -> one client -> the figures of its days, or days of many clients -> the fleet's days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.fleet_day import BUCKETS
from entelech.domain.ids import client_id
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields

_MAX_CLIENTS = 10_000


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Do what each message of the batch names; those that fail are reported, and come again."""
    return work_through(event, job="ingest", failures="IngestsFailed", work=_work)


def _work(message: Fields) -> None:
    if message.has("bucket"):
        _fold(message)
    else:
        _ingest(message)


def _ingest(message: Fields) -> None:
    client = client_id(message.raw("client_id"))
    is_backfill = message.flag("backfill", default=False)
    ingester = wiring.ingester()
    done = ingester.backfill(client) if is_backfill else ingester.ingest(client)
    metrics.add_metric(name="FiguresTaken", unit=MetricUnit.Count, value=done.taken)
    metrics.add_metric(name="FiguresRejected", unit=MetricUnit.Count, value=done.rejected)
    logger.info(
        "figures_ingested",
        job="ingest",
        client_id=client,
        is_backfill=is_backfill,
        taken=done.taken,
        changed=done.changed,
        rejected=done.rejected,
    )


def _fold(message: Fields) -> None:
    bucket = message.integer("bucket", low=0, high=BUCKETS - 1)
    named = message.texts("clients", max_items=_MAX_CLIENTS, max_length=64)
    days = (message.date("first"), message.date("last")) if message.has("first") else None
    done = wiring.trender().fold(bucket, [client_id(each) for each in named], days)
    metrics.add_metric(name="FleetDaysFolded", unit=MetricUnit.Count, value=done.days)
    logger.info(
        "fleet_days_folded",
        job="ingest",
        bucket=bucket,
        clients=len(named),
        days=done.days,
        today=done.today,
    )
