"""How clients are, and were."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from entelech.wiring.ground import addresses, clock, secrets, settings, sqs, table
from entelech.wiring.queues import evaluation_queue

if TYPE_CHECKING:
    from entelech.services.checking import Checker
    from entelech.services.checking_now import ManualChecker
    from entelech.services.dispatching import Dispatcher
    from entelech.services.examining import Examiner
    from entelech.services.folding import Folder
    from entelech.services.history import HistoryService
    from entelech.services.status import StatusService


FULL_VCPU_MB = 1769
"""Lambda memory that comes with one whole vCPU. Source: AWS Lambda, "Configure function memory"."""
_PROBES_SHARE = 0.8
"""The part of the CPU that probes may take before their latency is ours and not the client's."""


def probing_cpu_share(memory_mb: int) -> float:
    """How much of a CPU probes may take in a function of that memory."""
    return _PROBES_SHARE * min(1.0, memory_mb / FULL_VCPU_MB)


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
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.ticks import DynamoTickStore
    from entelech.adapters.sqs import SqsBatchQueue, SqsJobQueue
    from entelech.services.dispatching import Dispatcher

    return Dispatcher(
        registry=DynamoRegistryStore(table()),
        ticks=DynamoTickStore(table()),
        polls=SqsJobQueue(sqs(), settings().poll_queue_url),
        rollups=SqsBatchQueue(sqs(), settings().rollup_queue_url),
        evaluations=evaluation_queue(),
        evaluate_every=timedelta(seconds=settings().alert_check_interval_seconds),
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
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
    from entelech.adapters.dynamodb.ticks import DynamoTickStore
    from entelech.services.checking import Checker
    from entelech.services.suspecting import Suspector

    return Checker(
        store=DynamoTickStore(table()),
        examiner=_examiner(),
        suspector=Suspector(
            registry=DynamoRegistryStore(table()), store=DynamoSuspicionStore(table())
        ),
        clock=clock(),
        canary_url=settings().canary_url,
    )


@cache
def manual_checker() -> ManualChecker:
    from entelech.adapters.dynamodb.manual import DynamoManualCheckStore
    from entelech.adapters.dynamodb.registry import DynamoRegistryStore
    from entelech.services.checking_now import ManualChecker

    return ManualChecker(
        registry=DynamoRegistryStore(table()),
        store=DynamoManualCheckStore(table()),
        examiner=_examiner(),
        clock=clock(),
    )


@cache
def _examiner() -> Examiner:
    from entelech.adapters.dynamodb.beats import DynamoBeatStore
    from entelech.adapters.loop_clock import LoopClock
    from entelech.adapters.probe.prober import AsyncioProber
    from entelech.services.examining import Examiner
    from entelech.services.unlocking import HeaderReader

    return Examiner(
        prober=AsyncioProber(addresses=addresses(), extra_ca_pem=settings().extra_ca_pem),
        headers=HeaderReader(secrets=secrets(), clock=clock()),
        beats=DynamoBeatStore(table()),
        clock=LoopClock(),
        cpu_share=probing_cpu_share(settings().memory_mb),
    )
