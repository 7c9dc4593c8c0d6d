from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.access import ApiKey, ClientScope, PrincipalKind, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.errors import RateLimitedError, UnauthenticatedError, UnavailableError
from entelech.domain.source import Source
from entelech.services.access import Access
from entelech.services.limiting import Limiter
from entelech.services.sessions import SIGNING_KEY, Sessions
from tests.builders import NOON
from tests.fakes.access import FakeKeyStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.rate import FakeBucketStore
from tests.fakes.secrets import a_signing_key

SECRET = "s" * 43
KEY = key_text("viewer00", SECRET)
HERE = Source(address="203.0.113.7", network="203.0.113.7/32")
A = ClientScope(clients=frozenset({"a"}))  # type: ignore[arg-type]


class World:
    """One process; a second one stands on the same memory."""

    def __init__(self, memory: Memory | None = None, clock: FakeClock | None = None) -> None:
        self.memory = memory or Memory()
        self.clock = clock or FakeClock()
        self.memory.keys.setdefault(
            "viewer00",
            ApiKey(
                key_id="viewer00",
                secret_sha256=secret_sha256(SECRET),
                name="Ann",
                role=Role.VIEWER,
                scope=A,
                created_at=NOON,
            ),
        )
        self.access = Access(
            keys=FakeKeyStore(self.memory),
            sessions=Sessions(signing_key=a_signing_key(self.memory, self.clock), clock=self.clock),
            limiter=Limiter(store=FakeBucketStore(self.memory), clock=self.clock),
            clock=self.clock,
        )

    def change_key(self, **changes: object) -> None:
        self.memory.keys["viewer00"] = replace(self.memory.keys["viewer00"], **changes)  # type: ignore[arg-type]

    def sign_in(self) -> dict[str, str]:
        _, text = self.access.sign_in(KEY, HERE)
        return {"cookie": f"entelech_session={text}"}


@pytest.fixture
def world() -> World:
    return World()


def test_a_session_has_the_rights_of_its_key_for_twelve_hours(world: World) -> None:
    cookie = world.sign_in()

    found = world.access.authenticate(cookie, HERE)

    assert (found.kind, found.key_id, found.role, found.scope) == (
        PrincipalKind.SESSION,
        "viewer00",
        Role.VIEWER,
        A,
    )
    assert found.expires_at == NOON + timedelta(hours=12)


def test_a_session_ends_after_twelve_hours(world: World) -> None:
    cookie = world.sign_in()
    world.clock.advance(12 * 3600)

    with pytest.raises(UnauthenticatedError, match="expired"):
        world.access.authenticate(cookie, HERE)


def test_a_session_does_not_outlive_its_key(world: World) -> None:
    world.change_key(expires_at=NOON + timedelta(hours=1))

    principal, _ = world.access.sign_in(KEY, HERE)

    assert principal.expires_at == NOON + timedelta(hours=1)


def test_revoking_the_key_ends_the_session_within_a_minute(world: World) -> None:
    cookie = world.sign_in()
    world.change_key(revoked_at=NOON)

    world.clock.advance(59)
    assert world.access.authenticate(cookie, HERE)
    world.clock.advance(1)
    with pytest.raises(UnauthenticatedError):
        world.access.authenticate(cookie, HERE)


def test_rights_that_are_taken_from_the_key_are_taken_from_the_session(world: World) -> None:
    cookie = world.sign_in()
    world.change_key(scope=ClientScope(clients=frozenset()))
    world.clock.advance(60)

    assert world.access.authenticate(cookie, HERE).scope.clients == frozenset()


def test_every_process_knows_the_sessions_of_the_others(world: World) -> None:
    other = World(world.memory, world.clock)

    assert other.access.authenticate(world.sign_in(), HERE)


def test_the_first_of_two_signing_keys_that_are_made_at_once_counts(world: World) -> None:
    world.memory.secrets[SIGNING_KEY] = "made by another process"
    other = World(world.memory, world.clock)

    assert other.access.authenticate(world.sign_in(), HERE)
    assert world.memory.secrets == {SIGNING_KEY: "made by another process"}


def test_another_signing_key_ends_every_session_within_five_minutes(world: World) -> None:
    cookie = world.sign_in()
    world.memory.secrets[SIGNING_KEY] = "made after the first was deleted"
    world.clock.advance(300)

    with pytest.raises(UnauthenticatedError):
        world.access.authenticate(cookie, HERE)


def test_a_signing_key_that_cannot_be_read_is_no_bad_session(world: World) -> None:
    cookie = world.sign_in()
    other = World(world.memory, world.clock)
    world.memory.fail(1)

    with pytest.raises(UnavailableError):
        other.access.authenticate(cookie, HERE)


def test_who_guesses_keys_at_the_door_is_slowed_down(world: World) -> None:
    def guess() -> None:
        world.access.sign_in(key_text("viewer00", "t" * 43), HERE)

    for _ in range(10):
        with pytest.raises(UnauthenticatedError):
            guess()
    with pytest.raises(RateLimitedError):
        guess()


def test_a_session_costs_no_storage_call_while_its_key_is_remembered(world: World) -> None:
    cookie = world.sign_in()
    world.access.authenticate(cookie, HERE)
    before = world.memory.calls

    for _ in range(5):
        world.access.authenticate(cookie, HERE)

    assert world.memory.calls == before
