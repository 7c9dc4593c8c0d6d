"""The metrics pipeline: who is asked for figures, every five minutes, and the worker that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.python_function import Ground, PythonFunction, Size
from infra.secrets import grant_secrets

if TYPE_CHECKING:
    from infra.pipelines import WorkQueue

INGEST_SIZE = Size(memory_mb=512, timeout=Duration.seconds(180))
INGESTERS_AT_ONCE = 10


class Ingesting(Construct):
    """The worker on the metrics queue, which a Settings must already name."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        store: storage.Storage,
        queue: WorkQueue,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker = PythonFunction(
            self,
            "Worker",
            ground=ground,
            handler="functions.metrics.ingest.handler",
            size=INGEST_SIZE,
        )
        store.grant(self.worker.function, storage.INGESTS)
        queue.queue.grant_send_messages(self.worker.function)
        grant_secrets(self.worker, f"{ground.settings.secrets_prefix}clients/*", ("GetParameters",))
        queue.feed(self.worker, max_concurrency=INGESTERS_AT_ONCE)
