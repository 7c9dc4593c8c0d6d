"""What works on each queue. A new kind of work is one module in ``functions`` and one row here."""

from __future__ import annotations

from aws_cdk import Duration

from infra import storage
from infra.pipelines import QueueJob
from infra.python_function import Size

POLLING = QueueJob(
    handler="functions.health.poll.handler",
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=storage.POLLS,
    at_once=50,  # shards, which hold 10,000 systems a minute
)

FOLDING = QueueJob(
    handler="functions.health.rollup.handler",
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=storage.FOLDS,
    at_once=10,
)

ARCHIVING = QueueJob(
    handler="functions.health.archive.handler",
    size=Size(memory_mb=1024, timeout=Duration.seconds(300)),
    table_operations=storage.ARCHIVES,
    at_once=5,
)

INGESTING = QueueJob(
    handler="functions.metrics.ingest.handler",
    size=Size(memory_mb=512, timeout=Duration.seconds(180)),
    table_operations=storage.INGESTS,
    at_once=10,
)

EVALUATING = QueueJob(
    handler="functions.alerts.evaluate.handler",
    size=Size(memory_mb=512, timeout=Duration.seconds(60)),
    table_operations=storage.EVALUATES,
    at_once=10,
)

REPORTING = QueueJob(
    handler="functions.reports.generate.handler",
    size=Size(memory_mb=1024, timeout=Duration.seconds(120)),
    table_operations=storage.REPORTS,
    at_once=10,
)
