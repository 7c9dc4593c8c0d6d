from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Reason, Status
from entelech.domain.errors import InvalidError, NotFoundError
from entelech.domain.fleet_day import TodayRuns
from entelech.domain.ids import ClientId
from entelech.domain.period import HOUR, Period
from entelech.domain.rollup import HourRollup, Rollup
from entelech.domain.schedule import Interval
from entelech.domain.tally import Tally
from entelech.services.registering import Registry
from entelech.services.status import StatusService
from tests.builders import NOON, SHARD, TNT, a_registration, a_result, a_tick, at
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.clock import FakeClock
from tests.fakes.fleet import FakeFleetReader
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import Memory
from tests.fakes.metrics import today_of
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper
from tests.fakes.suspicion import FakeSuspicionStore

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = ClientScope.everything()
ONLY_TNT = ClientScope(clients=frozenset({TNT}))
HARBOR = ClientId("harbor")


class World:
    """TNT with slots 0 to 2 and Harbor with slot 3, registered ten minutes before noon."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.clock = FakeClock(at(-10))
        store = FakeRegistryStore(self.memory)
        self.registry = Registry(
            store=store,
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        self.registry.register(ALL, a_registration())
        self.registry.register(ALL, a_registration("harbor", systems=1, client_name="Harbor"))
        self.clock.advance(610)
        self.status = StatusService(
            fleet=FakeFleetReader(self.memory),
            registry=store,
            history=FakeHistoryStore(self.memory),
            suspicions=FakeSuspicionStore(self.memory),
            clock=self.clock,
        )

    def tick(self, *down: int) -> None:
        """The run of noon, in which those slots are down."""
        results = {
            slot: a_result(Reason.TIMEOUT if slot in down else Reason.OK) for slot in range(4)
        }
        self.memory.store(a_tick(NOON, results))

    def fleet(self, scope: ClientScope = ALL, *, limit: int = 100, cursor: str | None = None):  # type: ignore[no-untyped-def]
        return self.status.all_clients(scope, include_inactive=False, limit=limit, cursor=cursor)


@pytest.fixture
def world() -> Iterator[World]:
    return World()  # type: ignore[return-value]


def test_all_clients_are_shown_worst_first(world: World) -> None:
    world.tick(3)

    fleet = world.fleet()

    assert [(each.client_id, each.overall_status) for each in fleet.clients] == [
        ("harbor", Status.DOWN),
        (TNT, Status.HEALTHY),
    ]
    summary = fleet.overall_summary
    assert (summary.healthy_clients, summary.down_clients) == (1, 1)
    assert (fleet.total_clients, fleet.active_clients) == (2, 2)
    assert (fleet.data_through, fleet.poller.is_stale) == (at(seconds=5), False)


def test_figures_of_which_nothing_is_known_are_null(world: World) -> None:
    world.tick()

    fleet = world.fleet()

    assert fleet.overall_summary.total_automations_today is None
    assert fleet.clients[0].uptime_percentage is None


def test_a_scope_hides_other_clients_and_their_numbers(world: World) -> None:
    world.tick(3)

    fleet = world.fleet(ONLY_TNT)

    assert [each.client_id for each in fleet.clients] == [TNT]
    assert (fleet.total_clients, fleet.overall_summary.down_clients) == (1, 0)


def test_an_inactive_client_is_listed_on_request_only(world: World) -> None:
    world.tick()
    world.registry.deactivate(ALL, HARBOR)

    fleet = world.fleet()
    everyone = world.status.all_clients(ALL, include_inactive=True, limit=10, cursor=None)

    assert [each.client_id for each in fleet.clients] == [TNT]
    assert (fleet.total_clients, fleet.active_clients) == (2, 1)
    assert [(each.client_id, each.is_active) for each in everyone.clients] == [
        (TNT, True),
        (HARBOR, False),
    ]


def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    for n in range(5):
        world.registry.register(ALL, a_registration(f"client-{n}", systems=1))
    world.tick(3)

    seen, cursor = [], None
    while True:
        page = world.fleet(limit=2, cursor=cursor)
        seen += [each.client_id for each in page.clients]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == [each.client_id for each in world.fleet().clients]
    assert len(seen) == 7


@pytest.mark.parametrize("cursor", ["", "x", "bm90IGpzb24=", "W10=", "WzEsMiwzXQ==", "W1tb" * 2000])
def test_a_cursor_of_somebody_else_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(InvalidError) as caught:
        world.fleet(cursor=cursor)

    assert caught.value.field == "cursor"


def test_the_health_of_a_client_is_that_of_its_systems(world: World) -> None:
    world.tick(1)

    health = world.status.client_health(ALL, TNT)

    assert (health.client_name, health.overall_status) == ("TNT Limousine", Status.DOWN)
    assert [(each.system_name, each.status) for each in health.systems] == [
        ("System 0", Status.HEALTHY),
        ("System 1", Status.DOWN),
        ("System 2", Status.HEALTHY),
    ]
    assert (health.summary.total_systems, health.summary.down_systems) == (3, 1)
    assert health.summary.avg_response_time == 200.0


@pytest.mark.parametrize(("scope", "client_id"), [(ALL, ClientId("nobody")), (ONLY_TNT, HARBOR)])
def test_a_client_that_is_not_there_or_not_theirs_is_not_found(
    world: World, scope: ClientScope, client_id: ClientId
) -> None:
    with pytest.raises(NotFoundError) as caught:
        world.status.client_health(scope, client_id)

    assert caught.value.message == f"There is no client '{client_id}'."


def test_an_inactive_client_has_unknown_systems(world: World) -> None:
    world.tick()
    world.registry.deactivate(ALL, TNT)

    health = world.status.client_health(ALL, TNT)

    assert (health.is_active, health.overall_status) == (False, Status.UNKNOWN)


def test_a_dead_poller_never_looks_healthy(world: World) -> None:
    """The run of noon ended five seconds past; two intervals of a minute later it is stale."""
    world.tick()
    world.clock.advance((at(2, seconds=5) - world.clock.now()).total_seconds())
    assert not world.status.poller_health().is_stale

    world.clock.advance(1)

    assert world.status.poller_health().is_stale
    assert world.fleet().poller.is_stale
    assert world.fleet().overall_summary.unknown_clients == 2
    assert world.fleet().overall_summary.healthy_clients == 0


def test_a_poller_without_systems_is_not_stale(world: World) -> None:
    world.registry.deactivate(ALL, TNT)
    world.registry.deactivate(ALL, HARBOR)

    poller = world.status.poller_health()

    assert (poller.is_stale, poller.last_tick_at) == (False, None)


def test_one_shard_that_stands_still_makes_the_poller_stale(world: World) -> None:
    world.tick()
    world.registry.update(
        ALL, HARBOR, 1, lambda before: replace(before, interval=Interval.FIVE_MINUTES)
    )
    world.clock.advance(30)
    assert not world.status.poller_health().is_stale

    world.clock.advance(601)
    world.memory.store(a_tick(at(10)))

    assert world.status.poller_health().is_stale


def test_uptime_is_measured_over_the_last_full_hours(world: World) -> None:
    """An hour of which a quarter was down, and one that is older than a day."""
    hours = [at(-60), at(-25 * 60)]
    for start in hours:
        period = Period(start=start, end=start + HOUR)
        down = Tally(known_ms={Status.HEALTHY: 45 * 60_000, Status.DOWN: 15 * 60_000})
        quarters = [Rollup(period=period, systems={"System 0": down})]
        world.memory.hours[TNT, start, SHARD] = HourRollup(
            client_id=TNT, shard=SHARD, start=start, ticks=60, quarters=quarters
        )

    found = world.status.client_health(ALL, TNT)

    assert [each.uptime_percentage for each in found.systems] == [75.0, None, None]


def test_todays_runs_are_those_of_days_that_last(world: World) -> None:
    """40 of 50 and 9 of 10 runs: 49 of 60 are 81.67 %; a day that is over is not today."""
    world.registry.register(ALL, a_registration("night", systems=1))
    for name, total, good, hours in (
        ("tnt-limousine-001", 50, 40, 5),
        ("harbor", 10, 9, 1),
        ("night", 7, 7, 0),
    ):
        runs = TodayRuns(
            ends_at=world.clock.now() + timedelta(hours=hours),
            as_of=world.clock.now(),
            total=total,
            successful=good,
            expected=None,
            weeks=0,
            anomaly=None,
        )
        today_of(world.memory, ClientId(name), runs)

    found = world.fleet()

    lines = {each.client_id: each for each in found.clients}
    assert (lines["harbor"].today_automations, lines["harbor"].today_success_rate) == (10, 90)
    assert lines["night"].today_automations is None
    assert found.overall_summary.total_automations_today == 60
    assert found.overall_summary.overall_success_rate == 81.67
