"""What is kept for years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra.kept_bucket import grant_listing, grant_objects, kept_bucket

if TYPE_CHECKING:
    from infra.python_function import PythonFunction

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
