"""Queue -> worker -> dead-letter queue: every pipeline is made of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from entelech import schema
from infra.acknowledging import acknowledge
from infra.python_function import Ground, PythonFunction, Size

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_

    from infra.storage import Storage

VISIBILITY_MARGIN = Duration.seconds(10)
"""A failed run comes back as soon as it cannot be running any more, not after the usual six
time-outs: later its window could not be measured. A poller that has no room yet waits in the queue."""


class DeadLetterQueue(Construct):
    """Keeps for two weeks what could not be done; its depth raises an alarm."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        is_one = "This is the dead-letter queue."
        acknowledge(
            self.queue, {"AwsSolutions-SQS3": is_one, "Serverless-SQSRedrivePolicy": is_one}
        )


class WorkQueue(Construct):
    """Bounded batches of work for one kind of worker."""

    def __init__(self, scope: Construct, construct_id: str, *, worker_timeout: Duration) -> None:
        super().__init__(scope, construct_id)
        self.worker_timeout = worker_timeout
        self.dead_letters = DeadLetterQueue(self, "DeadLetters")
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(1),
            visibility_timeout=worker_timeout.plus(VISIBILITY_MARGIN),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters.queue, max_receive_count=schema.QUEUE_TRIES
            ),
        )

    def feed(self, worker: PythonFunction, *, max_concurrency: int) -> None:
        """One message a run, so that a poison message costs no other its turn."""
        worker.target.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=1,
                report_batch_item_failures=True,
                max_concurrency=max_concurrency,
            )
        )
        acknowledge(
            worker,
            {
                "Serverless-LambdaEventSourceMappingDestination": "A queue takes no failure "
                "destination: what fails goes to its dead-letter queue."
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJob:
    """What is done with each message, how many at a time, and what it may do with the table."""

    handler: str
    size: Size
    table_operations: tuple[str, ...]
    at_once: int
    """Ceiling of the bill, and of the load on others."""


class Pipeline(Construct):
    """A worker on its queue, which a Settings must already name."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        job: QueueJob,
        ground: Ground,
        store: Storage,
        queue: WorkQueue,
        extra_layers: tuple[lambda_.ILayerVersion, ...] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker = PythonFunction(
            self,
            "Worker",
            ground=ground,
            handler=job.handler,
            size=job.size,
            extra_layers=extra_layers,
        )
        store.grant(self.worker.function, job.table_operations)
        queue.feed(self.worker, max_concurrency=job.at_once)
