"""What all services stand on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entelech.domain import source
from entelech.domain.address import DEFAULT_PORTS, AddressPolicy
from entelech.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_sqs import SQSClient
    from types_boto3_ssm import SSMClient

    from entelech.adapters.clock import SystemClock
    from entelech.adapters.dynamodb.table import Table
    from entelech.adapters.outgoing import Outgoing
    from entelech.adapters.ssm import SsmSecretStore
    from entelech.domain.source import Source
    from entelech.services.limiting import Limiter
    from entelech.services.signing import SigningKey


@cache
def settings() -> Settings:
    return Settings.from_env()


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
def sqs() -> SQSClient:
    """One for all queues: to make another costs as much CPU as half of boto3."""
    import boto3

    return boto3.client("sqs")


@cache
def outgoing() -> Outgoing:
    from entelech.adapters.outgoing import Outgoing

    return Outgoing(addresses=addresses(), extra_ca_pem=settings().extra_ca_pem)


def signing_key(name: str) -> SigningKey:
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


def source_of(headers: Mapping[str, str], peer: str) -> Source:
    """Who sent a request; ``headers`` have lower-case names."""
    return source.source_of(headers, peer, origin_proof=settings().origin_proof)
