"""What is owed to channels, and how it gets there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from entelech.domain.channel import ChannelKind
from entelech.wiring.ground import addresses, clock, outgoing, secrets, settings, sqs, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from entelech.adapters.dynamodb.outbox import DynamoChannelStore
    from entelech.adapters.sqs import SqsNotifyQueue
    from entelech.domain.ids import ClientId
    from entelech.domain.month import Month
    from entelech.ports.notices import ChannelType
    from entelech.services.bouncing import Postmaster
    from entelech.services.carrying import Courier
    from entelech.services.channelling import Channels
    from entelech.services.notifying import Notifier
    from entelech.services.replaying import Replayer


def channel_properties() -> Mapping[ChannelKind, Mapping[str, Any]]:
    """The fields of each kind of channel, with their JSON Schema."""
    from entelech.adapters.channels import channel_properties

    return channel_properties()


@cache
def channel_store() -> DynamoChannelStore:
    from entelech.adapters.dynamodb.outbox import DynamoChannelStore

    mail_from, mail_to = settings().mail_from, settings().mail_to
    set_up: dict[ChannelKind, Mapping[str, Any]] = {ChannelKind.SNS: {}}
    if mail_from and mail_to:
        set_up[ChannelKind.EMAIL] = {"from_address": mail_from, "default_recipients": [*mail_to]}
    return DynamoChannelStore(table(), set_up=set_up)


@cache
def notify_queue() -> SqsNotifyQueue:
    from entelech.adapters.sqs import SqsNotifyQueue

    return SqsNotifyQueue(sqs(), settings().notify_queue_url)


@cache
def notifier() -> Notifier:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
    from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
    from entelech.services.notifying import Notifier

    return Notifier(
        outbox=DynamoOutboxStore(table()),
        channels=channel_store(),
        courier=_courier(),
        queue=notify_queue(),
        incidents=DynamoIncidentStore(table()),
        clock=clock(),
        draw=SystemEntropy().fraction,
    )


@cache
def _courier() -> Courier:
    from entelech.services.carrying import Courier

    return Courier(kinds=_kinds(), secrets=secrets(), month=_month, clock=clock())


def _month(client_id: ClientId) -> Month:
    from entelech.domain.access import ClientScope
    from entelech.domain.month import Month, month_of
    from entelech.wiring.health import status

    found = status().sparklines(ClientScope.everything(), [client_id]).clients
    return month_of(found[0], clock().now().date()) if found else Month()


@cache
def channels() -> Channels:
    from entelech.adapters.clock import SystemEntropy
    from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
    from entelech.services.channelling import Channels

    return Channels(
        store=channel_store(),
        secrets=secrets(),
        kinds=_kinds(),
        outbox=DynamoOutboxStore(table()),
        courier=_courier(),
        entropy=SystemEntropy(),
        clock=clock(),
    )


@cache
def replayer() -> Replayer:
    from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
    from entelech.services.replaying import Replayer

    return Replayer(outbox=DynamoOutboxStore(table()), queue=notify_queue(), clock=clock())


@cache
def postmaster() -> Postmaster:
    from entelech.services.bouncing import Postmaster

    return Postmaster(channels=channel_store())


@cache
def _kinds() -> Mapping[ChannelKind, ChannelType]:
    from entelech.adapters.channel_ground import ChannelGround
    from entelech.adapters.channels import channel_types
    from entelech.adapters.clock import SystemEntropy

    return channel_types(
        ChannelGround(
            outgoing=outgoing,
            aws=_aws_client,
            clock=clock(),
            entropy=SystemEntropy(),
            addresses=addresses(),
            page_url=settings().page_url,
            mail_from=settings().mail_from,
            configuration_set=settings().configuration_set,
            topic_arn=settings().notice_topic_arn,
            reports_bucket=settings().reports_bucket,
        )
    )


def _aws_client(service: str) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=3, read_timeout=8, retries={"mode": "standard", "total_max_attempts": 2}
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]
