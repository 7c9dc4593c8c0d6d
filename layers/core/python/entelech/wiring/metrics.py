"""Figures of clients' work."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.clients import registry
from entelech.wiring.ground import clock, limiter, outgoing, secrets, settings, signing_key, table

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.metrics import DynamoMetricStore
    from entelech.adapters.metrics_queue import SqsMetricsQueue
    from entelech.services.ingesting import Ingester, MetricsDispatcher
    from entelech.services.metric_readings import MetricReadings
    from entelech.services.performance import PerformanceService
    from entelech.services.pushing import Pushing
    from entelech.services.trending import Trender, TrendService


@cache
def metric_store() -> DynamoMetricStore:
    from entelech.adapters.dynamodb.metrics import DynamoMetricStore

    return DynamoMetricStore(table(), clock())


@cache
def metrics_queue() -> SqsMetricsQueue:
    import boto3

    from entelech.adapters.metrics_queue import SqsMetricsQueue

    return SqsMetricsQueue(boto3.client("sqs"), settings().metrics_queue_url)


@cache
def metrics_dispatcher() -> MetricsDispatcher:
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.ingesting import MetricsDispatcher

    return MetricsDispatcher(
        registry=DynamoRegistryStore(table()),
        queue=metrics_queue(),
        every=timedelta(seconds=settings().metrics_interval_seconds),
    )


@cache
def ingester() -> Ingester:
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.metrics_source import HttpMetricsSource
    from entelech.services.ingesting import Ingester
    from entelech.services.recording import Recorder
    from entelech.services.unlocking import HeaderReader

    return Ingester(
        registry=DynamoRegistryStore(table()),
        store=metric_store(),
        recorder=Recorder(store=metric_store()),
        source=HttpMetricsSource(outgoing()),
        headers=HeaderReader(secrets=secrets(), clock=clock()),
        queue=metrics_queue(),
        clock=clock(),
    )


@cache
def trender() -> Trender:
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.metrics import DynamoFleetDayStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.trending import Trender

    return Trender(
        registry=DynamoRegistryStore(table()),
        store=metric_store(),
        history=DynamoHistoryStore(table()),
        fleet_days=DynamoFleetDayStore(table()),
        clock=clock(),
    )


@cache
def trends() -> TrendService:
    from entelech.adapters.dynamodb.metrics import DynamoFleetDayStore
    from entelech.services.trending import TrendService

    return TrendService(fleet_days=DynamoFleetDayStore(table()), clock=clock())


@cache
def performance() -> PerformanceService:
    from entelech.adapters.dynamodb.fleet import DynamoFleetReader
    from entelech.services.performance import PerformanceService

    return PerformanceService(fleet=DynamoFleetReader(table()), store=metric_store(), clock=clock())


@cache
def pushing() -> Pushing:
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.pushing import SIGNING_KEY, Pushing
    from entelech.services.recording import Recorder

    return Pushing(
        clients=registry(),
        registry=DynamoRegistryStore(table()),
        store=metric_store(),
        recorder=Recorder(store=metric_store()),
        queue=metrics_queue(),
        signing_key=signing_key(SIGNING_KEY),
        limiter=limiter(),
        clock=clock(),
    )


@cache
def metric_readings() -> MetricReadings:
    from entelech.adapters.dynamodb.metrics import DynamoFleetDayStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.metric_readings import MetricReadings

    return MetricReadings(
        registry=DynamoRegistryStore(table()),
        store=metric_store(),
        fleet_days=DynamoFleetDayStore(table()),
    )
