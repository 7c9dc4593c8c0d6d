"""The one logger and the one set of metrics of a function."""

from __future__ import annotations

from aws_lambda_powertools import Logger, Metrics

from entelech.schema import METRICS_NAMESPACE

logger = Logger(service="entelech", log_uncaught_exceptions=True)
metrics = Metrics(namespace=METRICS_NAMESPACE, service="entelech")
