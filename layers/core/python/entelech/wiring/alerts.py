"""Rules, alerts, incidents and silences."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.delivery import channel_store, notify_queue
from entelech.wiring.ground import clock, settings, table
from entelech.wiring.metrics import metric_readings, metric_store
from entelech.wiring.queues import evaluation_queue

if TYPE_CHECKING:
    from entelech.services.alert_status import AlertStatus
    from entelech.services.backtesting import Backtester
    from entelech.services.evaluating import Evaluator
    from entelech.services.incidents import IncidentService
    from entelech.services.ruling import RuleService
    from entelech.services.silencing import Silencer


@cache
def evaluator() -> Evaluator:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.alerts import (
        DynamoAlertStore,
        DynamoRuleStore,
        DynamoSilenceStore,
    )
    from entelech.adapters.dynamodb.beats import DynamoBeatStore
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.adapters.dynamodb.ticks import DynamoTickStore
    from entelech.services.alert_readings import AlertReader
    from entelech.services.evaluating import Evaluator

    return Evaluator(
        ticks=DynamoTickStore(table()),
        registry=DynamoRegistryStore(table()),
        suspicions=DynamoSuspicionStore(table()),
        reader=AlertReader(
            history=DynamoHistoryStore(table()),
            beats=DynamoBeatStore(table()),
            metrics=metric_readings(),
        ),
        rules=DynamoRuleStore(table()),
        alerts=DynamoAlertStore(table()),
        silences=DynamoSilenceStore(table()),
        incidents=DynamoIncidentStore(table()),
        outbox=DynamoOutboxStore(table()),
        worth=metric_readings(),
        notify=notify_queue(),
        queue=evaluation_queue(),
        entropy=SystemEntropy(),
        clock=clock(),
        every=timedelta(seconds=settings().alert_check_interval_seconds),
    )


@cache
def backtester() -> Backtester:
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.backtesting import Backtester

    return Backtester(
        rules=rules(),
        registry=DynamoRegistryStore(table()),
        history=DynamoHistoryStore(table()),
        metrics=metric_store(),
        incidents=DynamoIncidentStore(table()),
        clock=clock(),
    )


@cache
def rules() -> RuleService:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.alerts import DynamoRuleStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.ruling import RuleService

    return RuleService(
        store=DynamoRuleStore(table()),
        registry=DynamoRegistryStore(table()),
        channels=channel_store(),
        entropy=SystemEntropy(),
        clock=clock(),
    )


@cache
def silencer() -> Silencer:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.alerts import DynamoSilenceStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.silencing import Silencer

    return Silencer(
        store=DynamoSilenceStore(table()),
        registry=DynamoRegistryStore(table()),
        entropy=SystemEntropy(),
        clock=clock(),
    )


@cache
def alert_status() -> AlertStatus:
    from entelech.adapters.dynamodb.alerts import DynamoAlertStore, DynamoRuleStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.alert_status import AlertStatus

    return AlertStatus(
        alerts=DynamoAlertStore(table()),
        rules=DynamoRuleStore(table()),
        registry=DynamoRegistryStore(table()),
    )


@cache
def incidents() -> IncidentService:
    from entelech.adapters.dynamodb.alerts import DynamoAlertStore
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.services.incidents import IncidentService

    return IncidentService(
        store=DynamoIncidentStore(table()), alerts=DynamoAlertStore(table()), clock=clock()
    )
