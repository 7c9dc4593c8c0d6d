"""Queue -> one client -> its old hours in the archive, and out of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.ids import client_id
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Archive every client named by the batch; those that fail are reported, and come again."""
    return work_through(event, job="archive", failures="ArchivesFailed", work=_archive)


def _archive(message: Fields) -> None:
    client = client_id(message.raw("client_id"))
    done = wiring.archiver().store_old(client)
    metrics.add_metric(name="HoursArchived", unit=MetricUnit.Count, value=done.hours)
    logger.info(
        "hours_archived", job="archive", client_id=client, months=done.months, hours=done.hours
    )
