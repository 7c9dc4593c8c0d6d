"""What is kept for years: a bucket, and the worker that fills it from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import storage
from infra.acknowledging import acknowledge, acknowledge_star
from infra.python_function import Ground, PythonFunction, Size

if TYPE_CHECKING:
    from infra.pipelines import WorkQueue

ARCHIVE_SIZE = Size(memory_mb=1024, timeout=Duration.seconds(300))
ARCHIVERS_AT_ONCE = 5
FILLS = ("GetObject", "PutObject")
SERVES = ("GetObject", "DeleteObject")


class ArchiveBucket(Construct):
    """Months of hours, one object a client and month."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
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
                            transition_after=Duration.days(30),
                        )
                    ],
                    # of a month that was written anew, or of a client that was purged
                    noncurrent_version_expiration=Duration.days(30),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.bucket,
            {
                "AwsSolutions-S1": "Read and written by two functions, whose logs tell of it; "
                "a log of the bucket's own would have to be kept and paid too."
            },
        )

    def grant(self, function: PythonFunction, operations: tuple[str, ...]) -> None:
        """Allow exactly these on its objects, and to list them."""
        objects = self.bucket.arn_for_objects("hours/*")
        function.function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[f"s3:{operation}" for operation in operations], resources=[objects]
            )
        )
        function.function.add_to_role_policy(
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self.bucket.bucket_arn])
        )
        acknowledge_star(function, objects)


class Archiving(Construct):
    """The worker on the archive queue, which a Settings must already name."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        store: storage.Storage,
        archive: ArchiveBucket,
        queue: WorkQueue,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker = PythonFunction(
            self,
            "Worker",
            ground=ground,
            handler="functions.health.archive.handler",
            size=ARCHIVE_SIZE,
        )
        store.grant(self.worker.function, storage.ARCHIVES)
        archive.grant(self.worker, FILLS)
        queue.feed(self.worker, max_concurrency=ARCHIVERS_AT_ONCE)
