"""The one logger and the one set of metrics of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from entelech.domain.document import document
from entelech.schema import METRICS_NAMESPACE

if TYPE_CHECKING:
    from entelech.domain.audit import AuditEntry

logger = Logger(service="entelech", log_uncaught_exceptions=True)
metrics = Metrics(namespace=METRICS_NAMESPACE, service="entelech")


def count(name: str) -> None:
    """Count one event that an alarm watches, at once: most runs of the function count none."""
    dimensions = {"service": metrics.service}
    with single_metric(
        name=name,
        unit=MetricUnit.Count,
        value=1,
        namespace=METRICS_NAMESPACE,
        default_dimensions=dimensions,
    ):
        pass


def report_lost_entry(entry: AuditEntry) -> None:
    """Write an audit entry that could not be stored into the log, whole, and let an alarm know."""
    logger.error("audit_entry_lost", entry=document(entry))
    count("AuditEntriesLost")
