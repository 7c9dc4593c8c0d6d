"""Reports: their files, and the queue of those to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra.kept_bucket import grant_listing, grant_objects, kept_bucket
from infra.pipelines import WorkQueue
from infra.workers import REPORTING

if TYPE_CHECKING:
    from infra.python_function import PythonFunction

_FILES = "reports/*"


class Reports(Construct):
    """Files of reports, each revision its own, and the queue of those that are to be made.

    Files are kept until their client is purged.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.queue = WorkQueue(self, "Queue", worker_timeout=REPORTING.size.timeout)
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
