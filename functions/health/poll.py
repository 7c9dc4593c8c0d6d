"""Queue -> one run of a shard -> its tick and state, with partial batch failures.

A message may also name a check that somebody asked for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from entelech import wiring
from entelech.batch import work_through
from entelech.domain.errors import UnavailableError
from entelech.domain.ids import client_id
from entelech.domain.schedule import parse_shard_id
from entelech.observability import count, logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from entelech.domain.fields import Fields
    from entelech.domain.schedule import ShardId
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
    if message.has("check_id"):
        _check_now(message, context)
        return
    shard = parse_shard_id(message.text("shard", max_length=20))
    window = message.instant("window")
    run = wiring.checker().run(shard, window, budget_s=_budget_s(context))
    _report(run, shard=str(shard), window=window.isoformat())
    _tell_alerts(run, shard)


def _tell_alerts(run: Run, shard: ShardId) -> None:
    """Have alerts of clients whose status changed evaluated at once; else it is done by the clock."""
    changed = list(dict.fromkeys(change.client_id for change in run.transitions))
    if not changed:
        return
    try:
        wiring.evaluation_queue().send_clients(shard, changed)
    except UnavailableError:
        logger.warning("evaluation_not_queued", job="poll", shard=str(shard), exc_info=True)


def _check_now(message: Fields, context: LambdaContext) -> None:
    client, check_id = client_id(message.raw("client_id")), message.text("check_id", max_length=64)
    done = wiring.manual_checker().run(client, check_id, budget_s=_budget_s(context))
    metrics.add_metric(name="ChecksOnRequest", unit=MetricUnit.Count, value=int(done is not None))
    logger.info(
        "checked_on_request" if done else "check_dropped",
        job="poll",
        client_id=client,
        check_id=check_id,
        systems=len(done.findings) if done else 0,
    )


def _budget_s(context: LambdaContext) -> float:
    return max(1.0, context.get_remaining_time_in_millis() / 1000 - _STORING_S)


def _report(run: Run, *, shard: str, window: str) -> None:
    stored = len(run.ticks)
    metrics.add_metric(name="TicksStored", unit=MetricUnit.Count, value=stored)
    unfinished = run.systems_count - run.measured_count if stored else 0
    metrics.add_metric(name="ChecksUnfinished", unit=MetricUnit.Count, value=unfinished)
    if any(tick.is_suspect for tick in run.ticks):
        count("CanaryFailed")
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
