"""Builds each service from real adapters, once a process, when a function first asks for it.

Imports stand inside the functions, so that a function pays only for what it uses.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.domain import source
from entelech.domain.address import DEFAULT_PORTS, AddressPolicy
from entelech.domain.schedule import Interval
from entelech.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_s3 import S3Client
    from types_boto3_ssm import SSMClient

    from entelech.adapters.clock import SystemClock
    from entelech.adapters.dynamodb.table import Table
    from entelech.adapters.outgoing import Outgoing
    from entelech.adapters.s3 import S3ArchiveStore
    from entelech.adapters.ssm import SsmSecretStore
    from entelech.domain.source import Source
    from entelech.ports import TokenVerifier
    from entelech.services.access import Access
    from entelech.services.archiving import Archiver, Retention
    from entelech.services.auditing import Auditor
    from entelech.services.checking import Checker
    from entelech.services.dispatching import Dispatcher
    from entelech.services.folding import Folder
    from entelech.services.history import HistoryService
    from entelech.services.issuing import KeyMaker
    from entelech.services.limiting import Limiter
    from entelech.services.listening import Listener
    from entelech.services.planning import Planner
    from entelech.services.registering import Registry
    from entelech.services.repairing import Repairs
    from entelech.services.sessions import Sessions
    from entelech.services.signing import SigningKey
    from entelech.services.status import StatusService

FULL_VCPU_MB = 1769
"""Lambda memory that comes with one whole vCPU. Source: AWS Lambda, "Configure function memory"."""
_CPU_S_PER_PROBE = 0.0013
"""Measured over HTTPS, where nearly all of it is the handshake."""
_CPU_SHARE = 0.6
"""The part of the CPU that probes may take before their latency is ours and not the client's."""


@cache
def settings() -> Settings:
    return Settings.from_env()


def default_interval() -> Interval:
    """The interval of a client that names none."""
    return Interval(settings().health_check_interval_seconds // 60)


def starts_per_second(memory_mb: int) -> float:
    """How many probes a function of that memory may start in a second."""
    return _CPU_SHARE * min(1.0, memory_mb / FULL_VCPU_MB) / _CPU_S_PER_PROBE


def addresses() -> AddressPolicy:
    return AddressPolicy(
        allow_loopback=settings().allow_loopback,
        allowed_networks=settings().allowed_networks,
        allowed_ports=DEFAULT_PORTS.union(*settings().extra_ports),
    )


@cache
def clock() -> SystemClock:
    from entelech.adapters.clock import SystemClock

    return SystemClock()


@cache
def table() -> Table:
    import boto3
    from botocore.config import Config

    from entelech.adapters.dynamodb.table import Table

    config = Config(
        connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3}
    )
    return Table(boto3.client("dynamodb", config=config), settings().table_name)


@cache
def access() -> Access:
    from entelech.adapters.dynamodb.access import DynamoKeyStore
    from entelech.services.access import Access

    return Access(
        keys=DynamoKeyStore(table()),
        sessions=_sessions(),
        limiter=limiter(),
        clock=clock(),
        tokens=_tokens() if settings().issuer else None,
        groups_claim=settings().groups_claim,
    )


def _tokens() -> TokenVerifier:
    from entelech.adapters.oidc import OidcVerifier, fetching

    return OidcVerifier(
        issuer=settings().issuer,
        audiences=settings().audiences,
        fetch=fetching(outgoing()),
        clock=clock(),
    )


@cache
def outgoing() -> Outgoing:
    from entelech.adapters.outgoing import Outgoing

    return Outgoing(addresses=addresses(), extra_ca_pem=settings().extra_ca_pem)


def _sessions() -> Sessions:
    from entelech.services.sessions import SIGNING_KEY, Sessions

    return Sessions(signing_key=_signing_key(SIGNING_KEY), clock=clock())


def _signing_key(name: str) -> SigningKey:
    from entelech.adapters.clock import SystemEntropy
    from entelech.services.signing import SigningKey

    return SigningKey(name=name, secrets=secrets(), entropy=SystemEntropy(), clock=clock())


@cache
def secrets() -> SsmSecretStore:
    from entelech.adapters.ssm import SsmSecretStore

    def make_client() -> SSMClient:
        import boto3
        from botocore.config import Config

        config = Config(
            connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}
        )
        return boto3.client("ssm", config=config)

    return SsmSecretStore(make_client, prefix=settings().secrets_prefix)


@cache
def limiter() -> Limiter:
    from entelech.adapters.dynamodb.rate import DynamoBucketStore
    from entelech.services.limiting import Limiter

    return Limiter(store=DynamoBucketStore(table()), clock=clock())


@cache
def auditor() -> Auditor:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.audit import DynamoAuditLog
    from entelech.observability import report_lost_entry
    from entelech.services.auditing import Auditor

    return Auditor(
        log=DynamoAuditLog(table()),
        limiter=limiter(),
        entropy=SystemEntropy(),
        clock=clock(),
        report_lost=report_lost_entry,
    )


def source_of(headers: Mapping[str, str], peer: str) -> Source:
    """Who sent a request; ``headers`` have lower-case names."""
    return source.source_of(headers, peer, origin_proof=settings().origin_proof)


@cache
def key_maker() -> KeyMaker:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.access import DynamoKeyStore
    from entelech.services.issuing import KeyMaker

    return KeyMaker(keys=DynamoKeyStore(table()), entropy=SystemEntropy(), clock=clock())


@cache
def registry() -> Registry:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.keeping import HeaderKeeper
    from entelech.services.registering import Registry

    return Registry(
        store=DynamoRegistryStore(table()),
        headers=HeaderKeeper(secrets=secrets(), entropy=SystemEntropy()),
        archive=_archive(),
        clock=clock(),
    )


@cache
def status() -> StatusService:
    from entelech.adapters.dynamodb.fleet import DynamoFleetReader
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.services.status import StatusService

    return StatusService(
        fleet=DynamoFleetReader(table()),
        registry=DynamoRegistryStore(table()),
        history=DynamoHistoryStore(table()),
        suspicions=DynamoSuspicionStore(table()),
        clock=clock(),
    )


@cache
def history() -> HistoryService:
    from entelech.adapters.dynamodb.fleet import DynamoFleetReader
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.services.history import HistoryService

    return HistoryService(
        fleet=DynamoFleetReader(table()),
        history=DynamoHistoryStore(table()),
        suspicions=DynamoSuspicionStore(table()),
        clock=clock(),
    )


@cache
def dispatcher() -> Dispatcher:
    import boto3

    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.ticks import DynamoTickStore
    from entelech.adapters.sqs import SqsJobQueue
    from entelech.services.dispatching import Dispatcher

    sqs = boto3.client("sqs")
    return Dispatcher(
        registry=DynamoRegistryStore(table()),
        ticks=DynamoTickStore(table()),
        polls=SqsJobQueue(sqs, settings().poll_queue_url),
        rollups=SqsJobQueue(sqs, settings().rollup_queue_url),
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
        signing_key=_signing_key(SIGNING_KEY),
        limiter=limiter(),
        clock=clock(),
    )


@cache
def archiver() -> Archiver:
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.archiving import Archiver

    return Archiver(
        registry=DynamoRegistryStore(table()),
        history=DynamoHistoryStore(table()),
        archive=_archive(),
        clock=clock(),
    )


def _archive() -> S3ArchiveStore:
    from entelech.adapters.s3 import S3ArchiveStore

    def make_client() -> S3Client:
        import boto3

        return boto3.client("s3")

    return S3ArchiveStore(make_client, bucket=settings().archive_bucket)


@cache
def retention() -> Retention:
    import boto3

    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.sqs import SqsBatchQueue
    from entelech.services.archiving import Retention

    return Retention(
        registry=DynamoRegistryStore(table()),
        queue=SqsBatchQueue(boto3.client("sqs"), settings().archive_queue_url),
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


@cache
def folder() -> Folder:
    from entelech.adapters.dynamodb.history import DynamoHistoryStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.folding import Folder

    return Folder(
        registry=DynamoRegistryStore(table()), history=DynamoHistoryStore(table()), clock=clock()
    )


@cache
def checker() -> Checker:
    from entelech.adapters.dynamodb.beats import DynamoBeatStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.adapters.dynamodb.ticks import DynamoTickStore
    from entelech.adapters.probe.prober import AsyncioProber
    from entelech.services.checking import Checker
    from entelech.services.suspecting import Suspector
    from entelech.services.unlocking import HeaderReader

    return Checker(
        store=DynamoTickStore(table()),
        prober=AsyncioProber(addresses=addresses(), extra_ca_pem=settings().extra_ca_pem),
        headers=HeaderReader(secrets=secrets(), clock=clock()),
        beats=DynamoBeatStore(table()),
        suspector=Suspector(
            registry=DynamoRegistryStore(table()), store=DynamoSuspicionStore(table())
        ),
        clock=clock(),
        starts_per_second=starts_per_second(settings().memory_mb),
        canary_url=settings().canary_url,
    )
