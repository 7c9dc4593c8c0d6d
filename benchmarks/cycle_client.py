"""CPU seconds of 200 HTTPS checks with their storage: ``python -m … ours|naive HTTPS_PORT CA TABLE_PORT``.

Naive is a client for each check, a put of its result and an update of its status, one by one.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from entelech.adapters.dynamodb.table import Table
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.adapters.loop_clock import LoopClock
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.schedule import Interval, ShardId, newest_due
from entelech.domain.shard import ShardState
from entelech.ports.ticks import OpenedShard
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from tests.builders import a_config, a_row
from tests.fakes.beats import FakeBeatStore
from tests.fakes.secrets import a_reader
from tests.fakes.suspicion import a_suspector

CHECKS = 200


class OpeningStore(DynamoTickStore):
    """The table behind it finds nothing, so the shard to be polled is given by hand."""

    def __init__(self, table: Table, opened: OpenedShard) -> None:
        super().__init__(table)
        self._opened = opened

    def open(self, shard: ShardId, window: Any) -> OpenedShard:
        super().open(shard, window)
        return self._opened


def client_of(port: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{port}",
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )


def urls(port: str) -> list[str]:
    return [f"https://127.0.0.1:{port}/{n}/health" for n in range(CHECKS)]


def naive(https_port: str, ca_file: str, table_port: str) -> None:
    import ssl  # noqa: PLC0415 - only this side makes a context a check

    table = client_of(table_port)
    for url in urls(https_port):
        context = ssl.create_default_context()
        context.load_verify_locations(cafile=ca_file)
        with httpx.Client(verify=context, trust_env=False) as http:
            status = str(http.get(url).json()["status"])
        row = {"pk": {"S": url}, "sk": {"S": "now"}, "status": {"S": status}}
        table.put_item(TableName="entelech", Item=row)
        table.update_item(
            TableName="entelech",
            Key={"pk": {"S": url}, "sk": {"S": "STATE"}},
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "status"},
            ExpressionAttributeValues={":s": {"S": status}},
        )


def ours(https_port: str, ca_file: str, table_port: str) -> None:
    import_module("functions")  # sets how often garbage is looked for, as where this runs
    clock, shard = LoopClock(), ShardId(interval=Interval.MINUTE, number=0)
    rows = [a_row(n, url=url) for n, url in enumerate(urls(https_port))]
    opened = OpenedShard(
        config=a_config(*rows, shard=shard), state=ShardState(shard=shard), ticks={}
    )
    store = OpeningStore(Table(client_of(table_port), "entelech"), opened)
    prober = AsyncioProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=Path(ca_file).read_text(encoding="ascii"),
    )
    checker = Checker(
        store=store,
        examiner=Examiner(
            prober=prober,
            headers=a_reader(),
            beats=FakeBeatStore(),
            clock=clock,
            cpu_share=0.65,
        ),
        suspector=a_suspector(),
        clock=clock,
    )
    run = checker.run(shard, newest_due(shard, clock.now()), budget_s=40)
    if run.measured_count != CHECKS:
        raise RuntimeError(f"{run.measured_count} measured: {run.errors[:1]}")


if __name__ == "__main__":
    side = {"naive": naive, "ours": ours}[sys.argv[1]]
    before = time.process_time()
    side(*sys.argv[2:])
    sys.stdout.write(f"{time.process_time() - before}\n")
