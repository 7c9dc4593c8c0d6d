"""What is registered and planned, and signs of life."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.domain.schedule import Interval
from entelech.wiring.archive import archive_store
from entelech.wiring.ground import clock, limiter, secrets, settings, signing_key, table
from entelech.wiring.reports import report_files

if TYPE_CHECKING:
    from entelech.services.listening import Listener
    from entelech.services.manual_checks import ManualChecks
    from entelech.services.planning import Planner
    from entelech.services.registering import Registry
    from entelech.services.repairing import Repairs


def default_interval() -> Interval:
    """The interval of a client that names none."""
    return Interval(settings().health_check_interval_seconds // 60)


@cache
def registry() -> Registry:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.keeping import HeaderKeeper
    from entelech.services.registering import Registry

    return Registry(
        store=DynamoRegistryStore(table()),
        headers=HeaderKeeper(secrets=secrets(), entropy=SystemEntropy()),
        archive=archive_store(),
        reports=report_files(),
        clock=clock(),
    )


@cache
def listener() -> Listener:
    from entelech.adapters.dynamodb.beats import DynamoBeatStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.listening import SIGNING_KEY, Listener

    return Listener(
        clients=registry(),
        store=DynamoRegistryStore(table()),
        beats=DynamoBeatStore(table()),
        signing_key=signing_key(SIGNING_KEY),
        limiter=limiter(),
        clock=clock(),
    )


@cache
def manual_checks() -> ManualChecks:
    import boto3

    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.manual import DynamoManualCheckStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.sqs import SqsManualCheckQueue
    from entelech.services.manual_checks import ManualChecks

    return ManualChecks(
        registry=DynamoRegistryStore(table()),
        store=DynamoManualCheckStore(table()),
        queue=SqsManualCheckQueue(boto3.client("sqs"), settings().poll_queue_url),
        limiter=limiter(),
        entropy=SystemEntropy(),
        clock=clock(),
    )


@cache
def repairs() -> Repairs:
    import boto3

    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.sqs import SqsBatchQueue
    from entelech.services.repairing import Repairs

    return Repairs(
        registry=DynamoRegistryStore(table()),
        folds=SqsBatchQueue(boto3.client("sqs"), settings().rollup_queue_url),
        clock=clock(),
    )


@cache
def planner() -> Planner:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.planning import Planner

    return Planner(
        registry=registry(),
        store=DynamoRegistryStore(table()),
        repairs=repairs(),
        entropy=SystemEntropy(),
        clock=clock(),
    )
