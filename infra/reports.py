"""Reports: a bucket, and the worker that fills it."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.kept_bucket import grant_listing, grant_objects, kept_bucket
from infra.pipelines import WorkQueue
from infra.python_function import Ground, PythonFunction, Size

REPORT_SIZE = Size(memory_mb=1024, timeout=Duration.seconds(120))
REPORTERS_AT_ONCE = 10
_FILES = "reports/*"


class Reports(Construct):
    """Files of reports, each revision its own, and the queue of those that are to be made.

    Files are kept until their client is purged.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.queue = WorkQueue(self, "Queue", worker_timeout=REPORT_SIZE.timeout)
        self.bucket = kept_bucket(
            self,
            cold_after=Duration.days(90),
            why_no_log="Every link is asked of the API, whose audit log and function log "
            "tell of it; a log of the bucket's own would have to be kept and paid too.",
        )

    def let_write(self, function: PythonFunction) -> None:
        """Allow to write files."""
        grant_objects(self.bucket, function, _FILES, ("PutObject",))

    def let_read(self, function: PythonFunction) -> None:
        """Allow to read files, which whoever signs a link must be allowed to."""
        grant_objects(self.bucket, function, _FILES, ("GetObject",))

    def let_forget(self, function: PythonFunction) -> None:
        """Allow to read, find and delete files."""
        grant_objects(self.bucket, function, _FILES, ("GetObject", "DeleteObject"))
        grant_listing(self.bucket, function)


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
