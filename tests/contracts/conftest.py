"""The same tests for the fake and for AWS on moto, with a table made from the synthesised template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest

from entelech.adapters.dynamodb.access import DynamoKeyStore
from entelech.adapters.dynamodb.alerts import (
    DynamoAlertStore,
    DynamoRuleStore,
    DynamoSilenceStore,
)
from entelech.adapters.dynamodb.audit import DynamoAuditLog
from entelech.adapters.dynamodb.beats import DynamoBeatStore
from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
from entelech.adapters.dynamodb.manual import DynamoManualCheckStore
from entelech.adapters.dynamodb.metrics import DynamoFleetDayStore, DynamoMetricStore
from entelech.adapters.dynamodb.outbox import DynamoChannelStore, DynamoOutboxStore
from entelech.adapters.dynamodb.rate import DynamoBucketStore
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.adapters.ssm import SsmSecretStore
from entelech.ports.access import AuditLog, BucketStore, KeyStore, SecretStore
from entelech.ports.alerts import AlertStore, RuleStore, SilenceStore
from entelech.ports.fleet import FleetReader
from entelech.ports.history import HistoryStore
from entelech.ports.incidents import IncidentStore
from entelech.ports.manual import ManualCheckStore
from entelech.ports.metrics import FleetDayStore, MetricStore
from entelech.ports.notices import ChannelStore, OutboxStore
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import BeatStore, SuspicionStore, TickStore
from tests.fakes.access import FakeKeyStore
from tests.fakes.alerts import (
    FakeAlertStore,
    FakeIncidentStore,
    FakeRuleStore,
    FakeSilenceStore,
)
from tests.fakes.audit import FakeAuditLog
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.history import FakeHistoryStore
from tests.fakes.manual import FakeManualCheckStore
from tests.fakes.memory import Memory
from tests.fakes.metrics import FakeFleetDayStore, FakeMetricStore
from tests.fakes.outbox import FakeChannelStore, FakeOutboxStore
from tests.fakes.rate import FakeBucketStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.secrets import FakeSecretStore
from tests.fakes.suspicion import FakeSuspicionStore
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table


@dataclass
class Stores:
    registry: RegistryStore
    ticks: TickStore
    fleet: FleetReader
    keys: KeyStore
    history: HistoryStore
    buckets: BucketStore
    audit: AuditLog
    secrets: SecretStore
    beats: BeatStore
    suspicions: SuspicionStore
    rules: RuleStore
    alerts: AlertStore
    silences: SilenceStore
    incidents: IncidentStore
    outbox: OutboxStore
    channels: ChannelStore
    manual: ManualCheckStore
    metrics: MetricStore
    fleet_days: FleetDayStore


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        memory = Memory()
        return Stores(
            registry=FakeRegistryStore(memory),
            ticks=FakeTickStore(memory),
            fleet=FakeFleetReader(memory),
            keys=FakeKeyStore(memory),
            history=FakeHistoryStore(memory),
            buckets=FakeBucketStore(memory),
            audit=FakeAuditLog(memory),
            secrets=FakeSecretStore(memory),
            beats=FakeBeatStore(memory),
            suspicions=FakeSuspicionStore(memory),
            rules=FakeRuleStore(memory),
            alerts=FakeAlertStore(memory),
            silences=FakeSilenceStore(memory),
            incidents=FakeIncidentStore(memory),
            outbox=FakeOutboxStore(memory),
            channels=FakeChannelStore(memory),
            manual=FakeManualCheckStore(memory),
            metrics=FakeMetricStore(memory),
            fleet_days=FakeFleetDayStore(memory),
        )
    table: Table = request.getfixturevalue("dynamo")
    return Stores(
        registry=DynamoRegistryStore(table),
        ticks=DynamoTickStore(table),
        fleet=DynamoFleetReader(table),
        keys=DynamoKeyStore(table),
        history=DynamoHistoryStore(table),
        buckets=DynamoBucketStore(table),
        audit=DynamoAuditLog(table),
        secrets=SsmSecretStore(
            lambda: boto3.client("ssm", region_name="us-east-1"), prefix="/entelech/local/"
        ),
        beats=DynamoBeatStore(table),
        suspicions=DynamoSuspicionStore(table),
        rules=DynamoRuleStore(table),
        alerts=DynamoAlertStore(table),
        silences=DynamoSilenceStore(table),
        incidents=DynamoIncidentStore(table),
        outbox=DynamoOutboxStore(table),
        channels=DynamoChannelStore(table),
        manual=DynamoManualCheckStore(table),
        metrics=DynamoMetricStore(table, FakeClock()),
        fleet_days=DynamoFleetDayStore(table),
    )
