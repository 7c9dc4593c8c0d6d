from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.access import ClientScope
from entelech.domain.check import Status
from entelech.domain.errors import ConflictError, InvalidError, NotFoundError, RateLimitedError
from entelech.domain.ids import ClientId
from entelech.domain.manual_check import ManualCheckShown, ManualState
from entelech.domain.probe import Unanswered
from entelech.domain.reason import Reason
from entelech.services.checking_now import ManualChecker
from entelech.services.examining import Examiner
from entelech.services.limiting import Limiter
from entelech.services.manual_checks import ManualChecks
from tests.builders import TNT, a_registration, at
from tests.fakes.access import FakeEntropy
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.manual import FakeManualCheckQueue, FakeManualCheckStore
from tests.fakes.memory import KilledError, Memory
from tests.fakes.prober import HANGS, FakeProber
from tests.fakes.rate import FakeBucketStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.secrets import a_reader
from tests.services.test_registering import World as RegistryWorld

CLIENT = ClientId(TNT)
ALL = ClientScope.everything()
STRANGER = ClientScope(clients=frozenset({ClientId("harbor")}))
REFUSED = Unanswered(reason=Reason.CONNECTION, detail="refused")


@dataclass
class World:
    """A client of three systems, with two neighbours in the same shard."""

    memory: Memory
    clock: FakeClock
    prober: FakeProber
    queue: FakeManualCheckQueue
    checks: ManualChecks
    checker: ManualChecker

    def run(self, check: ManualCheckShown, *, budget_s: float = 5) -> ManualCheckShown:
        self.checker.run(CLIENT, check.check_id, budget_s=budget_s)
        return self.checks.find(ALL, CLIENT, check.check_id)


@pytest.fixture
def world() -> World:
    registry = RegistryWorld()
    for name in ("a", TNT, "z"):
        registry.registry.register(ALL, a_registration(name))
    memory, clock, prober = registry.memory, registry.clock, FakeProber()
    queue, store = FakeManualCheckQueue(), FakeManualCheckStore(memory)
    return World(
        memory=memory,
        clock=clock,
        prober=prober,
        queue=queue,
        checks=ManualChecks(
            registry=FakeRegistryStore(memory),
            store=store,
            queue=queue,
            limiter=Limiter(store=FakeBucketStore(Memory()), clock=clock),
            entropy=FakeEntropy(),
            clock=clock,
        ),
        checker=ManualChecker(
            registry=FakeRegistryStore(memory),
            store=store,
            examiner=Examiner(
                prober=prober,
                headers=a_reader(memory, clock),
                beats=FakeBeatStore(memory),
                clock=clock,
                cpu_share=0.13,
            ),
            clock=clock,
        ),
    )


def test_a_check_goes_from_queued_to_what_it_found(world: World) -> None:
    world.prober.script(f"https://{TNT}-1.example.com/health", [REFUSED])

    queued = world.checks.request(ALL, CLIENT, None)
    assert (queued.state, queued.findings) == (ManualState.QUEUED, ())
    assert world.queue.sent == [(CLIENT, queued.check_id)]

    done = world.run(queued)

    assert done.state is ManualState.FINISHED
    assert [(each.system_name, each.status, each.reason) for each in done.findings] == [
        ("System 0", Status.HEALTHY, None),
        ("System 1", Status.DOWN, "connection refused"),
        ("System 2", Status.HEALTHY, None),
    ]
    assert [each.attempts for each in done.findings] == [1, 3, 1]  # retried as in a tick


def test_it_leaves_no_tick_and_no_state(world: World) -> None:
    world.prober.script(f"https://{TNT}-1.example.com/health", [REFUSED])

    world.run(world.checks.request(ALL, CLIENT, {}))

    assert (world.memory.ticks, world.memory.states) == ({}, {})


def test_only_the_systems_that_are_named_are_asked(world: World) -> None:
    done = world.run(world.checks.request(ALL, CLIENT, {"systems": ["System 2", "System 0"]}))

    assert [each.system_name for each in done.findings] == ["System 0", "System 2"]
    assert set(world.prober.probed) == {
        f"https://{TNT}-0.example.com/health",
        f"https://{TNT}-2.example.com/health",
    }


def test_it_runs_while_a_worker_is_at_it(world: World) -> None:
    queued = world.checks.request(ALL, CLIENT, None)
    world.memory.fail(5, failure=KilledError)  # check, started, client, shard, finished

    with pytest.raises(KilledError):
        world.checker.run(CLIENT, queued.check_id, budget_s=5)
    assert world.checks.find(ALL, CLIENT, queued.check_id).state is ManualState.RUNNING

    assert world.run(queued).state is ManualState.FINISHED  # the queue brings it again


def test_a_redelivered_check_is_not_made_again(world: World) -> None:
    done = world.run(world.checks.request(ALL, CLIENT, None))
    before = len(world.prober.probed)

    assert world.checker.run(CLIENT, done.check_id, budget_s=5) is None
    assert len(world.prober.probed) == before


def test_one_that_nobody_made_is_given_up(world: World) -> None:
    queued = world.checks.request(ALL, CLIENT, None)
    world.clock.advance(timedelta(minutes=5, seconds=1).total_seconds())

    assert world.checks.find(ALL, CLIENT, queued.check_id).state is ManualState.GIVEN_UP
    assert world.checker.run(CLIENT, queued.check_id, budget_s=5) is None


def test_what_does_not_end_in_time_is_unknown(world: World) -> None:
    world.prober.script(f"https://{TNT}-0.example.com/health", [HANGS])

    done = world.run(world.checks.request(ALL, CLIENT, None), budget_s=0.05)

    assert [each.status for each in done.findings] == [
        Status.UNKNOWN,
        Status.HEALTHY,
        Status.HEALTHY,
    ]


def test_a_client_that_left_meanwhile_is_not_asked(world: World) -> None:
    queued = world.checks.request(ALL, CLIENT, None)
    client = world.memory.clients[CLIENT]
    world.memory.clients[CLIENT] = replace(client, memberships=())

    done = world.run(queued)

    assert [each.status for each in done.findings] == [Status.UNKNOWN] * 3
    assert world.prober.probed == []


def test_three_at_once_and_one_more_each_ten_seconds(world: World) -> None:
    for _ in range(3):
        world.checks.request(ALL, CLIENT, None)

    with pytest.raises(RateLimitedError) as caught:
        world.checks.request(ALL, CLIENT, None)
    assert caught.value.retry_after_s == 10
    assert len(world.queue.sent) == 3

    world.clock.advance(10)
    world.checks.request(ALL, CLIENT, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"systems": ["Nobody's"]}, "systems[0]"),
        ({"systems": []}, "systems"),
        ({"systems": "System 0"}, "systems"),
        ({"system": ["System 0"]}, "system"),
        ([], "body"),
    ],
)
def test_a_request_names_systems_of_the_client(world: World, body: object, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        world.checks.request(ALL, CLIENT, body)

    assert caught.value.field == field
    assert world.queue.sent == []


def test_a_client_that_is_not_watched_is_not_checked(world: World) -> None:
    client = world.memory.clients[CLIENT]
    world.memory.clients[CLIENT] = replace(client, deactivated_at=at())

    with pytest.raises(ConflictError):
        world.checks.request(ALL, CLIENT, None)


def test_another_tenants_client_and_check_are_not_found(world: World) -> None:
    queued = world.checks.request(ALL, CLIENT, None)

    for ask in (
        lambda: world.checks.request(STRANGER, CLIENT, None),
        lambda: world.checks.find(STRANGER, CLIENT, queued.check_id),
        lambda: world.checks.find(ALL, CLIENT, "another"),
    ):
        with pytest.raises(NotFoundError):
            ask()
