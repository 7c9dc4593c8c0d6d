"""What polling and answers cost in DynamoDB's units: counted by its rules, to the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.line import Line
from benchmarks.metered_table import metered_table
from entelech.adapters.dynamodb.fleet import DynamoFleetReader
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
from entelech.domain.access import ClientScope
from entelech.domain.ids import ClientId
from entelech.domain.period import Period
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from entelech.domain.timeframe import Asked
from entelech.services.history import HistoryService
from entelech.services.status import StatusService
from tests.builders import NOON
from tests.fakes.clock import FakeClock
from tests.fakes.metering import Meter
from tests.full_shard import Cost, FoldedShard, FullShard, store_fleet
from tests.stored_history import MINUTES_A_DAY, store_history

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.processes import Targets

HOUR = 60
CLIENTS = 1000
_HISTORY_DAYS = 2 * 366
"""The period before is read as well."""
_CHANGES = 4
"""Status changes in the hour, two systems that fail and recover: a bad hour, every hour."""
_ALL = ClientScope.everything()


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfPolling:
    """What an hour of a full shard took."""

    checks: int
    write_units: int
    read_units: float


@cache
def hour_of_polling() -> HourOfPolling:
    """An hour of 198 systems, with some changes of status."""
    with metered_table() as table:
        shard = FullShard(table)
        shard.poll_well(0)
        shard.meter.reset()
        refused = Unanswered(reason=Reason.CONNECTION, detail="refused")
        for minute in range(1, HOUR + 1):
            for row in shard.rows:
                shard.answers_well(row)
            if minute % (HOUR // (_CHANGES // 2)) < 5:
                shard.prober.script(shard.rows[0].url, [refused])
            shard.poll(minute)
        return HourOfPolling(
            checks=HOUR * len(shard.rows),
            write_units=shard.meter.write_units,
            read_units=shard.meter.read_units,
        )


@cache
def folding() -> Cost:
    """What folding an hour of a full shard takes."""
    with metered_table() as table:
        return FoldedShard(table).fold()


def writes(_targets: Targets) -> list[Line]:
    """Write units of 1,000 checks."""
    hour = hour_of_polling()
    return [
        Line(
            name="Write units of 1,000 checks",
            budget=10,
            measured=1000 * hour.write_units / hour.checks,
            unit="units",
            baseline="1,000 to 2,000 with an item a check",
            anchor="5",
            limit="2.7 (columns of one shard)",
            is_exact=True,
        ),
        Line(
            name="Write units of 1,000 checks, with hours folded",
            budget=20,
            measured=1000 * (hour.write_units + folding().write_units) / hour.checks,
            unit="units",
            is_exact=True,
        ),
        Line(
            name="Read units of 1,000 checks",
            budget=None,
            measured=1000 * hour.read_units / hour.checks,
            unit="units",
            is_exact=True,
        ),
    ]


def reads(_targets: Targets) -> list[Line]:
    """Requests and read units of the two answers that are asked for most."""
    with metered_table() as table:
        store_fleet(table, CLIENTS)
        meter = Meter(table._client)  # noqa: SLF001 - the meter listens to the client
        status = StatusService(
            fleet=DynamoFleetReader(table),
            registry=DynamoRegistryStore(table),
            history=DynamoHistoryStore(table),
            suspicions=DynamoSuspicionStore(table),
            clock=FakeClock(),
        )

        def fleet() -> object:
            return status.all_clients(_ALL, include_inactive=False, limit=CLIENTS, cursor=None)

        def client() -> object:
            return status.client_health(_ALL, ClientId("client-0"))

        return [
            *_answer(f"the fleet of {CLIENTS:,} clients", 20, meter, fleet),
            *_answer("one client", 3, meter, client),
        ]


def history(_targets: Targets) -> list[Line]:
    """Requests and read units of a client's history, by how far it reaches and how often it was checked."""
    found = []
    for checks, often in ((MINUTES_A_DAY, "every minute"), (MINUTES_A_DAY // 5, "every five")):
        with metered_table() as table:
            client = store_history(table, days=_HISTORY_DAYS, checks_a_day=checks)
            meter = Meter(table._client)  # noqa: SLF001 - the meter listens to the client
            service = HistoryService(
                fleet=DynamoFleetReader(table),
                history=DynamoHistoryStore(table),
                suspicions=DynamoSuspicionStore(table),
                clock=FakeClock(),
            )
            for days in (1, 90, 365):
                asked = Asked(between=Period(start=NOON - timedelta(days=days), end=NOON))

                def answer(
                    service: HistoryService = service,
                    client: ClientId = client,
                    asked: Asked = asked,
                ) -> object:
                    return service.client_history(_ALL, client, asked)

                name = f"{days} days of a client checked {often}"
                found += _answer(name, 6, meter, answer)
    return found


def _answer(name: str, budget: int, meter: Meter, answer: Callable[[], object]) -> list[Line]:
    meter.reset()
    answer()
    requests = Line(
        name=f"Requests to answer for {name}",
        budget=budget,
        measured=meter.requests.total(),
        unit="requests",
        is_exact=True,
    )
    units = Line(
        name=f"Read units to answer for {name}",
        budget=None,
        measured=meter.read_units,
        unit="units",
        is_exact=True,
    )
    return [requests, units]
