"""Queue -> one run of a shard -> its tick and state, with partial batch failures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.schedule import parse_shard_id
from entelech.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields
    from entelech.services.checking import Run

_STORING_S = 8.0
"""Kept back from the function's time for storing what was measured."""


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run every window named by the batch; those that fail are reported, and come again."""
    work = partial(_poll, context=context)
    return work_through(event, job="poll", failures="PollsFailed", work=work)


def _poll(message: Fields, *, context: LambdaContext) -> None:
    shard = parse_shard_id(message.text("shard", max_length=20))
    window = message.instant("window")
    budget_s = max(1.0, context.get_remaining_time_in_millis() / 1000 - _STORING_S)
    run = wiring.checker().run(shard, window, budget_s=budget_s)
    _report(run, shard=str(shard), window=window.isoformat())


def _report(run: Run, *, shard: str, window: str) -> None:
    stored = len(run.ticks)
    metrics.add_metric(name="TicksStored", unit=MetricUnit.Count, value=stored)
    unfinished = run.systems_count - run.measured_count if stored else 0
    metrics.add_metric(name="ChecksUnfinished", unit=MetricUnit.Count, value=unfinished)
    for tick in run.ticks:
        metrics.add_metric(name="LoopLag", unit=MetricUnit.Milliseconds, value=tick.lag_ms)
    for error in run.errors:
        logger.error("check_broke", job="poll", shard=shard, exc_info=error)
    for change in run.transitions:
        logger.info(
            "status_changed",
            job="poll",
            client_id=change.client_id,
            system=change.system_name,
            before=change.before.value,
            after=change.after.value,
            reason=change.reason.value,
        )
    logger.info(
        "window_polled" if stored or run.measured_count else "window_dropped",
        job="poll",
        shard=shard,
        window=window,
        stored=stored,
        systems=run.systems_count,
        measured=run.measured_count,
    )
