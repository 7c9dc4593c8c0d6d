"""The alerts' pipeline: what a message of the dispatch or of a poll sets off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.python_function import Ground, PythonFunction, Size

if TYPE_CHECKING:
    from infra.pipelines import WorkQueue

EVALUATE_SIZE = Size(memory_mb=512, timeout=Duration.seconds(60))
EVALUATORS_AT_ONCE = 10


class Evaluating(Construct):
    """The worker on the evaluation queue, which a Settings must already name.

    It wakes whoever delivers, and itself where time alone moves an alert on; the poller wakes it
    for clients whose status changed.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        store: storage.Storage,
        queue: WorkQueue,
        notify: WorkQueue,
        poller: PythonFunction,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker = PythonFunction(
            self,
            "Worker",
            ground=ground,
            handler="functions.alerts.evaluate.handler",
            size=EVALUATE_SIZE,
        )
        store.grant(self.worker.function, storage.EVALUATES)
        for each in (queue, notify):
            each.queue.grant_send_messages(self.worker.function)
        queue.queue.grant_send_messages(poller.function)
        queue.feed(self.worker, max_concurrency=EVALUATORS_AT_ONCE)
