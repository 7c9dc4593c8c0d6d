"""The health pipelines: what a message of the dispatch sets off, each minute and each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from infra import storage
from infra.python_function import Ground, PythonFunction, Size
from infra.secrets import grant_secrets

if TYPE_CHECKING:
    from infra.pipelines import WorkQueue

POLL_SIZE = Size(memory_mb=512, timeout=Duration.seconds(60))
POLLERS_AT_ONCE = 50
"""Ceiling of the bill and of the load on clients: 50 shards hold 10,000 systems a minute."""

ROLLUP_SIZE = Size(memory_mb=512, timeout=Duration.seconds(60))
FOLDERS_AT_ONCE = 10


class Polling(Construct):
    """The worker on the poll queue, which a Settings must already name."""

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
            handler="functions.health.poll.handler",
            size=POLL_SIZE,
        )
        store.grant(self.worker.function, storage.POLLS)
        grant_secrets(self.worker, f"{ground.settings.secrets_prefix}clients/*", ("GetParameters",))
        queue.feed(self.worker, max_concurrency=POLLERS_AT_ONCE)


class Folding(Construct):
    """The worker on the rollup queue, which a Settings must already name."""

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
            handler="functions.health.rollup.handler",
            size=ROLLUP_SIZE,
        )
        store.grant(self.worker.function, storage.FOLDS)
        queue.feed(self.worker, max_concurrency=FOLDERS_AT_ONCE)
