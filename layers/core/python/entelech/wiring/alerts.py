"""Rules, alerts, incidents and silences."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import clock, table

if TYPE_CHECKING:
    from entelech.services.incidents import IncidentService
    from entelech.services.ruling import RuleService
    from entelech.services.silencing import Silencer


@cache
def rules() -> RuleService:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.alerts import DynamoRuleStore
    from entelech.adapters.dynamodb.outbox import DynamoChannelStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.ruling import RuleService

    return RuleService(
        store=DynamoRuleStore(table()),
        registry=DynamoRegistryStore(table()),
        channels=DynamoChannelStore(table()),
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
def incidents() -> IncidentService:
    from entelech.adapters.dynamodb.alerts import DynamoAlertStore
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.services.incidents import IncidentService

    return IncidentService(
        store=DynamoIncidentStore(table()), alerts=DynamoAlertStore(table()), clock=clock()
    )
