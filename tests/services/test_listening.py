from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.access import ClientScope
from entelech.domain.address import AddressPolicy
from entelech.domain.beat import BeatKind
from entelech.domain.check import Status
from entelech.domain.errors import (
    InvalidError,
    LostRaceError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from entelech.domain.ids import ClientId, Slot
from entelech.domain.period import HOUR
from entelech.domain.reason import Reason
from entelech.domain.registration import parse_registration
from entelech.domain.schedule import Interval
from entelech.domain.tally import added
from entelech.services.checking import Checker
from entelech.services.examining import Examiner
from entelech.services.folding import Folder
from entelech.services.limiting import Limiter
from entelech.services.listening import SIGNING_KEY, Listener
from entelech.services.registering import Registry
from tests.builders import NOON, SHARD, a_body, at
from tests.fakes.archive import FakeArchiveStore
from tests.fakes.beats import FakeBeatStore
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistoryStore
from tests.fakes.memory import KilledError, Memory
from tests.fakes.prober import FakeProber
from tests.fakes.rate import FakeBucketStore
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles
from tests.fakes.secrets import a_keeper, a_reader, a_signing_key
from tests.fakes.suspicion import a_suspector
from tests.fakes.ticks import FakeTickStore

if TYPE_CHECKING:
    from entelech.domain.shard import Tick

CLIENT = ClientId("tnt-limousine-001")
ALL = ClientScope.everything()
STRANGER = ClientScope(clients=frozenset({ClientId("harbor")}))
BACKUP: dict[str, Any] = {"type": "heartbeat", "every_minutes": 30, "grace_minutes": 5}


class World:
    """A client with an API that is polled, and a backup that calls each half hour."""

    def __init__(self) -> None:
        self.memory, self.clock, self.prober = Memory(), FakeClock(NOON), FakeProber()
        self.store = FakeRegistryStore(self.memory)
        self.registry = Registry(
            store=self.store,
            headers=a_keeper(self.memory),
            archive=FakeArchiveStore(),
            reports=FakeReportFiles(),
            clock=self.clock,
        )
        self.listener = Listener(
            clients=self.registry,
            store=self.store,
            beats=FakeBeatStore(self.memory),
            signing_key=a_signing_key(self.memory, self.clock, SIGNING_KEY),
            limiter=Limiter(store=FakeBucketStore(self.memory), clock=self.clock),
            clock=self.clock,
        )
        body = a_body(
            automation_systems=["API", "Backup"],
            monitoring_endpoints=["https://a.example.com", "heartbeat:"],
            checks={"Backup": BACKUP},
            interval_minutes=1,
        )
        registration = parse_registration(
            body, default_interval=Interval.MINUTE, addresses=AddressPolicy()
        )
        self.registry.register(ALL, registration)

    @property
    def token(self) -> str:
        (shown,) = self.listener.heartbeats(ALL, CLIENT).heartbeats
        return shown.path.rpartition("/")[2]

    def poll(self) -> Tick:
        """One run of the shard in the minute that runs."""
        checker = Checker(
            store=FakeTickStore(self.memory),
            examiner=Examiner(
                prober=self.prober,
                headers=a_reader(),
                beats=FakeBeatStore(self.memory),
                clock=self.clock,
                cpu_share=1.3,
            ),
            suspector=a_suspector(),
            clock=self.clock,
        )
        window = self.clock.now().replace(second=0, microsecond=0)
        run = checker.run(SHARD, window, budget_s=5)
        assert not run.errors
        (tick,) = run.ticks
        return tick


@pytest.fixture
def world() -> World:
    return World()


def test_a_sign_is_taken_and_shown(world: World) -> None:
    heard = world.listener.hear(world.token, {"message": "42 files"})

    assert (heard.system_name, heard.status) == ("Backup", BeatKind.SUCCESS)
    assert (heard.at, heard.next_due_at) == (NOON, at(35))
    (shown,) = world.listener.heartbeats(ALL, CLIENT).heartbeats
    assert [each.message for each in shown.newest] == ["42 files"]
    assert shown.path.startswith("/api/ingest/heartbeat/tnt-limousine-001.")


def test_nobody_is_asked_and_the_tick_knows_all_the_same(world: World) -> None:
    before = world.poll()
    world.listener.hear(world.token, {})
    world.clock.advance(60)
    after = world.poll()
    world.clock.advance(35 * 60)
    overdue = world.poll()

    assert world.prober.probed == ["https://a.example.com/health"] * 3
    assert [tick.results[Slot(1)].reason for tick in (before, after, overdue)] == [
        Reason.UNKNOWN,
        Reason.OK,
        Reason.HEARTBEAT_MISSED,
    ]
    state = world.memory.states[SHARD].slots[Slot(1)]
    assert (state.status, state.since) == (Status.DOWN, at(35))


def test_an_outage_is_as_long_as_it_was_to_the_second(world: World) -> None:
    """Due at 12:35:00, and heard again at 12:41:30; the poller looks at the start of each minute."""
    world.listener.hear(world.token, {})
    for minute in range(61):
        while world.clock.now() < at(minute, seconds=1):
            world.clock.advance(0.5)
        if minute == 42:
            world.clock.advance(-31)
            world.listener.hear(world.token, {})
            world.clock.advance(31)
        world.poll()
    world.clock.advance(600)
    folder = Folder(registry=world.store, history=FakeHistoryStore(world.memory), clock=world.clock)

    folder.fold(SHARD, NOON)

    quarters = world.memory.hours[CLIENT, NOON, SHARD].quarters
    backup = added(each.systems["Backup"] for each in quarters)
    (outage,) = backup.outages
    assert (outage.start, outage.end) == (at(35), at(41.5))
    assert backup.known_ms[Status.HEALTHY] == HOUR // timedelta(milliseconds=1) - 390_000


def test_signs_of_the_same_moment_are_all_kept(world: World) -> None:
    token = world.token
    beats = world.listener.beats
    saved = beats.save

    def late(client_id: ClientId, beat_id: str, found: Any) -> bool:
        world.listener.beats.save = saved  # type: ignore[method-assign]
        world.listener.hear(token, {"message": "meanwhile"})
        return saved(client_id, beat_id, found)

    beats.save = late  # type: ignore[method-assign]
    world.listener.hear(token, {"message": "first"})

    (shown,) = world.listener.heartbeats(ALL, CLIENT).heartbeats
    assert [each.message for each in shown.newest] == ["first", "meanwhile"]


def test_who_never_wins_is_told_to_try_again(world: World) -> None:
    token = world.token
    world.listener.beats.save = lambda *_: False  # type: ignore[method-assign]

    with pytest.raises(LostRaceError):
        world.listener.hear(token, {})


@pytest.mark.parametrize("failure", [UnavailableError("The table did not answer."), KilledError()])
def test_a_sign_that_was_answered_is_stored_wherever_a_call_breaks(
    world: World, failure: BaseException
) -> None:
    token = world.token
    for call in range(1, 12):
        world.memory.fail(call, failure=lambda: failure)
        try:
            world.listener.hear(token, {"message": f"call {call}"})
        except type(failure):
            continue
        finally:
            world.memory.fail_at = None
        (shown,) = world.listener.heartbeats(ALL, CLIENT).heartbeats
        assert shown.newest[0].message == f"call {call}"
        world.clock.advance(60)


def test_a_new_token_ends_the_old_one(world: World) -> None:
    old = world.token

    renewal = world.listener.renew(ALL, CLIENT, "Backup")
    (renewed,) = renewal.listed.heartbeats
    assert (renewal.before, renewal.after) == ({"Backup": 1}, {"Backup": 2})

    assert renewed.path.rpartition("/")[2] == world.token != old
    with pytest.raises(NotFoundError):
        world.listener.hear(old, {})
    world.listener.hear(world.token, {})


@pytest.mark.parametrize("name", ["API", "Nobody"])
def test_only_who_calls_has_a_token(world: World, name: str) -> None:
    with pytest.raises(InvalidError, match="system_name"):
        world.listener.renew(ALL, CLIENT, name)


def test_another_tenants_client_and_none_are_the_same(world: World) -> None:
    for scope, client in ((STRANGER, CLIENT), (ALL, ClientId("nobody"))):
        for ask in (
            lambda s=scope, c=client: world.listener.heartbeats(s, c),
            lambda s=scope, c=client: world.listener.renew(s, c, "Backup"),
        ):
            with pytest.raises(NotFoundError, match="There is no client"):
                ask()


def test_a_client_that_is_not_watched_is_not_heard(world: World) -> None:
    token = world.token
    world.registry.deactivate(ALL, CLIENT)

    with pytest.raises(NotFoundError):
        world.listener.hear(token, {})


def test_a_system_that_calls_too_often_is_slowed_down(world: World) -> None:
    token = world.token
    for _ in range(10):
        world.listener.hear(token, {})
    with pytest.raises(RateLimitedError):
        world.listener.hear(token, {})

    world.clock.advance(300)
    world.listener.hear(token, {})


def test_an_amended_schedule_keeps_the_token(world: World) -> None:
    token = world.token
    client = world.memory.clients[CLIENT]
    world.listener.renew(ALL, CLIENT, "Backup")
    newer = world.token

    from entelech.domain.registration import parse_amendment  # noqa: PLC0415

    change = {"checks": {"Backup": BACKUP | {"every_minutes": 60}}}
    world.registry.update(
        ALL,
        CLIENT,
        client.version + 1,
        lambda before: parse_amendment(change, before, addresses=AddressPolicy()),
    )

    assert world.token == newer != token
    world.listener.hear(newer, {})
