"""Queue -> the hour of one shard -> its clients' hours, and the days that it ends.

A message may also name one day of one client, to be made anew from its hours.
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


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Fold every hour named by the batch; those that fail are reported, and come again."""
    return work_through(event, job="rollup", failures="RollupsFailed", work=_fold)


def _fold(message: Fields) -> None:
    if message.has("day"):
        _fold_day(message)
        return
    shard = parse_shard_id(message.text("shard", max_length=20))
    hour = message.instant("window")
    folded = wiring.folder().fold(shard, hour)
    metrics.add_metric(name="HoursWritten", unit=MetricUnit.Count, value=folded.hours_written)
    logger.info(
        "hour_folded",
        job="rollup",
        shard=str(shard),
        hour=hour.isoformat(),
        clients=folded.clients,
        hours_written=folded.hours_written,
        days_written=folded.days_written,
    )


def _fold_day(message: Fields) -> None:
    client = client_id(message.raw("client_id"))
    day = message.date("day")
    is_written = wiring.folder().fold_day(client, day)
    metrics.add_metric(name="DaysWritten", unit=MetricUnit.Count, value=int(is_written))
    logger.info(
        "day_folded", job="rollup", client_id=client, day=day.isoformat(), is_written=is_written
    )
