"""Queue -> worker -> dead-letter queue: every pipeline is made of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledging import acknowledge

if TYPE_CHECKING:
    from infra.python_function import PythonFunction

ATTEMPTS = 2
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
                queue=self.dead_letters.queue, max_receive_count=ATTEMPTS
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
