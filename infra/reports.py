"""Reports: a bucket, and the worker that fills it."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import storage
from infra.acknowledging import acknowledge, acknowledge_star
from infra.pipelines import WorkQueue
from infra.python_function import Ground, PythonFunction, Size

REPORT_SIZE = Size(memory_mb=1024, timeout=Duration.seconds(120))
REPORTERS_AT_ONCE = 10


class Reports(Construct):
    """Files of reports, each revision its own, and the queue of those that are to be made.

    Files are kept until their client is purged.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.queue = WorkQueue(self, "Queue", worker_timeout=REPORT_SIZE.timeout)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    transitions=[
                        s3.Transition(
                            storage_class=s3.StorageClass.INFREQUENT_ACCESS,
                            transition_after=Duration.days(90),
                        )
                    ],
                    # of a client that was purged
                    noncurrent_version_expiration=Duration.days(30),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.bucket,
            {
                "AwsSolutions-S1": "Every link is asked of the API, whose audit log and function log "
                "tell of it; a log of the bucket's own would have to be kept and paid too."
            },
        )

    def let_write(self, function: PythonFunction) -> None:
        """Allow to write files."""
        self._grant(function, "PutObject")

    def let_read(self, function: PythonFunction) -> None:
        """Allow to read files, which whoever signs a link must be allowed to."""
        self._grant(function, "GetObject")

    def let_forget(self, function: PythonFunction) -> None:
        """Allow to read, find and delete files."""
        self._grant(function, "GetObject", "DeleteObject")
        function.function.add_to_role_policy(
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self.bucket.bucket_arn])
        )

    def _grant(self, function: PythonFunction, *operations: str) -> None:
        objects = self.bucket.arn_for_objects("reports/*")
        function.function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[f"s3:{operation}" for operation in operations], resources=[objects]
            )
        )
        acknowledge_star(function, objects)


class Reporting(Construct):
    """The worker on the report queue, which a Settings must already name."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        store: storage.Storage,
        reports: Reports,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker = PythonFunction(
            self,
            "Worker",
            ground=ground,
            handler="functions.reports.generate.handler",
            size=REPORT_SIZE,
            extra_layers=(ground.layers.deps_reports,),
        )
        store.grant(self.worker.function, storage.REPORTS)
        reports.let_write(self.worker)
        # everybody's reports are listed by the worker, one message each
        reports.queue.queue.grant_send_messages(self.worker.function)
        reports.queue.feed(self.worker, max_concurrency=REPORTERS_AT_ONCE)
