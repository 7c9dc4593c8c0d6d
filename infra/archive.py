"""What is kept for years: a bucket, and the worker that fills it from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.kept_bucket import grant_listing, grant_objects, kept_bucket
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
        self.bucket = kept_bucket(
            self,
            cold_after=Duration.days(30),
            why_no_log="Read and written by two functions, whose logs tell of it; "
            "a log of the bucket's own would have to be kept and paid too.",
        )

    def grant(self, function: PythonFunction, operations: tuple[str, ...]) -> None:
        """Allow exactly these on its objects, and to list them."""
        grant_objects(self.bucket, function, "hours/*", operations)
        grant_listing(self.bucket, function)


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
