from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.adapters.dynamodb.client_packing import pack_client, unpack_client
from entelech.domain.business_hours import BusinessHours, Span, Weekday
from entelech.domain.calendar import FormerZone
from entelech.domain.checks.health import HealthCheck
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.checks.http import HttpCheck
from entelech.domain.client import Client
from entelech.domain.condition import Condition
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import ClientId
from entelech.domain.maintenance import MaintenanceWindow
from entelech.domain.period import HOUR, Period
from entelech.domain.placement import moved, place, remove
from entelech.domain.shard import ShardConfig, Tombstone
from entelech.domain.uptime import UptimePolicy
from entelech.domain.value_terms import FormerTerms, ValueTerms
from entelech.ports.registry import RegistryChange, RegistryStore
from tests.builders import NOON, SHARD, TNT, a_registration, at
from tests.contracts.test_history_store import an_hour

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores


CHECKS = (
    HealthCheck(min_tls_days=7),
    HttpCheck(statuses=(200, 401), conditions=(Condition(path="a", operator="==", value=1.5),)),
    HeartbeatCheck(cron="0 3 * * *", zone="Europe/Berlin", generation=4),
)


def a_client(client_id: str = TNT) -> Client:
    registration = a_registration(client_id)
    return Client(registration=registration, version=1, created_at=NOON, updated_at=NOON)


def settle(store: RegistryStore, client_id: str = TNT) -> Client:
    """Commit a new client into the shard."""
    config = place(store.shard(SHARD), a_registration(client_id), NOON)
    client = a_client(client_id)
    client = replace(client, memberships=moved(client, config, NOON))
    store.commit(
        RegistryChange(client=client, shards=[replace(config, version=config.version + 1)])
    )
    return client


def test_an_empty_store_knows_nobody(stores: Stores) -> None:
    assert stores.registry.client(TNT) is None
    assert list(stores.registry.directory()) == []
    assert stores.registry.shard(SHARD) == ShardConfig(shard=SHARD)


def test_a_committed_client_reads_back_whole(stores: Stores) -> None:
    client = settle(stores.registry)

    assert stores.registry.client(TNT) == client
    config = stores.registry.shard(SHARD)
    assert config == replace(place(ShardConfig(shard=SHARD), client.registration, NOON), version=1)
    (line,) = stores.registry.directory()
    assert (line.shard, line.systems_count, line.occupied_since) == (SHARD, 3, NOON)


def test_what_was_agreed_and_planned_reads_back(stores: Stores) -> None:
    hours = BusinessHours(spans=(Span(days=(Weekday.MONDAY, Weekday.SUNDAY), first=34, after=96),))
    policy = UptimePolicy(
        degraded_weight_percent=50,
        is_maintenance_counted=True,
        target_hundredths=9_999,
        business_hours=hours,
    )
    terms = ValueTerms(currency="NPR", hourly_rate=Decimal("0.1"), monthly_retainer=Decimal(500))
    usual = a_registration()
    registration = replace(
        usual,
        time_zone="Asia/Kathmandu",
        uptime_policy=policy,
        value_terms=terms,
        push_generation=2,
        systems=tuple(
            replace(each, check=check) for each, check in zip(usual.systems, CHECKS, strict=True)
        ),
    )
    once = MaintenanceWindow(
        window_id="w1",
        name="Patches",
        systems=("System 1",),
        starts_at=at(5),
        duration=timedelta(minutes=30),
        zone="UTC",
        ended_at=at(9),
    )
    weekly = replace(once, window_id="w2", systems=(), recurrence="FREQ=WEEKLY", ended_at=None)
    config = place(ShardConfig(shard=SHARD), registration, NOON, maintenance=(once, weekly))
    client = replace(
        a_client(),
        registration=registration,
        memberships=moved(a_client(), config, NOON),
        former_zones=(FormerZone(name="UTC", until=at(720)),),
        former_terms=(FormerTerms(terms=ValueTerms(), until=at(0)),),
        maintenance=(once, weekly),
    )

    stores.registry.commit(RegistryChange(client=client, shards=[replace(config, version=1)]))

    assert stores.registry.client(ClientId(TNT)) == client
    resident = stores.registry.shard(SHARD).residents[ClientId(TNT)]
    assert (resident.uptime_policy, resident.maintenance) == (policy, (once, weekly))
    assert [row.check for row in stores.registry.shard(SHARD).rows] == list(CHECKS)


def test_tags_read_back_and_are_nothing_to_the_poller(stores: Stores) -> None:
    usual = a_registration()
    tags = (("booking", "eu"), (), ("eu",))
    registration = replace(
        usual,
        systems=tuple(
            replace(each, tags=mine) for each, mine in zip(usual.systems, tags, strict=True)
        ),
    )
    config = place(ShardConfig(shard=SHARD), registration, NOON)
    client = replace(
        a_client(), registration=registration, memberships=moved(a_client(), config, NOON)
    )

    stores.registry.commit(RegistryChange(client=client, shards=[replace(config, version=1)]))

    found = stores.registry.client(TNT)
    assert found is not None
    assert [each.tags for each in found.registration.systems] == list(tags)
    assert config == place(ShardConfig(shard=SHARD), usual, NOON)


def test_a_client_that_was_stored_before_there_were_tags_reads_without() -> None:
    item = pack_client(a_client())
    stored = json.loads(item["registration"])
    stored["systems"] = [each[:5] for each in stored["systems"]]

    assert unpack_client({**item, "registration": json.dumps(stored)}) == a_client()


def test_tombstones_and_an_emptied_shard_read_back(stores: Stores) -> None:
    client = settle(stores.registry)
    config = remove(stores.registry.shard(SHARD), TNT, at(1))
    gone = replace(
        client,
        version=2,
        deactivated_at=at(1),
        purged_at=at(2),
        memberships=moved(client, None, at(1)),
    )

    stores.registry.commit(RegistryChange(client=gone, shards=[replace(config, version=2)]))

    assert stores.registry.client(TNT) == gone
    grave = Tombstone(client_id=ClientId(TNT), at=at(1))
    assert stores.registry.shard(SHARD).tombstones == {0: grave, 1: grave, 2: grave}
    (line,) = stores.registry.directory()
    assert (line.systems_count, line.occupied_since) == (0, None)


def test_a_change_from_an_old_client_loses_and_writes_nothing(stores: Stores) -> None:
    settle(stores.registry)
    before = stores.registry.shard(SHARD)
    config = replace(remove(before, TNT, at(1)), version=2)

    with pytest.raises(LostRaceError):
        stores.registry.commit(RegistryChange(client=a_client(), shards=[config]))

    assert stores.registry.shard(SHARD) == before


def test_a_change_from_an_old_shard_loses_and_writes_nothing(stores: Stores) -> None:
    settle(stores.registry)
    stale = replace(place(ShardConfig(shard=SHARD), a_registration("harbor"), NOON), version=1)

    with pytest.raises(LostRaceError):
        stores.registry.commit(RegistryChange(client=a_client("harbor"), shards=[stale]))

    assert stores.registry.client(ClientId("harbor")) is None


def test_clients_are_listed_by_id_a_page_at_a_time(stores: Stores) -> None:
    for client_id in ("b", "a", "c"):
        settle(stores.registry, client_id)

    first = stores.registry.clients(is_active=True, limit=2, cursor=None)
    second = stores.registry.clients(is_active=True, limit=2, cursor=first.next_cursor)

    assert [each.client_id for each in first.clients] == ["a", "b"]
    assert [each.client_id for each in second.clients] == ["c"]
    assert second.next_cursor is None
    assert stores.registry.clients(is_active=False, limit=2, cursor=None).clients == []


def test_a_cursor_of_somebody_else_is_refused(stores: Stores) -> None:
    with pytest.raises(InvalidError) as caught:
        stores.registry.clients(is_active=True, limit=2, cursor="!")

    assert caught.value.field == "cursor"


def test_an_erased_client_is_gone_and_erasing_again_is_harmless(stores: Stores) -> None:
    client = settle(stores.registry)

    stores.registry.erase(client)
    stores.registry.erase(client)

    assert stores.registry.client(TNT) is None
    assert stores.registry.clients(is_active=True, limit=2, cursor=None).clients == []


def test_an_erased_client_leaves_no_history_and_others_keep_theirs(stores: Stores) -> None:
    client = settle(stores.registry)
    hours = [an_hour(NOON + n * HOUR) for n in range(60)]
    harbors = replace(hours[0], client_id=ClientId("harbor"))
    stores.history.save_hours([*hours, harbors])
    whole = Period(start=NOON, end=NOON + 60 * HOUR)

    stores.registry.erase(client)

    assert list(stores.history.hours(ClientId(TNT), whole)) == []
    assert list(stores.history.hours(ClientId("harbor"), whole)) == [harbors]


def test_a_client_that_changed_meanwhile_is_not_erased(stores: Stores) -> None:
    client = settle(stores.registry)

    with pytest.raises(LostRaceError):
        stores.registry.erase(replace(client, version=2))

    assert stores.registry.client(TNT) == client
