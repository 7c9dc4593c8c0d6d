from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from entelech.domain.access import ApiKey, ClientScope, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.errors import (
    ConflictError,
    NotFoundError,
    RateLimitedError,
    UnauthenticatedError,
)
from entelech.domain.key_request import KeyRequest
from entelech.domain.source import Source
from entelech.services.access import Access
from entelech.services.issuing import KeyMaker
from entelech.services.limiting import Limiter
from entelech.services.sessions import Sessions
from tests.builders import NOON
from tests.fakes.access import FakeEntropy, FakeKeyStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.rate import FakeBucketStore
from tests.fakes.secrets import a_signing_key

SECRET = "s" * 43
KEY = key_text("operator", SECRET)
HERE = Source(address="203.0.113.7", network="203.0.113.7/32")
THERE = Source(address="198.51.100.1", network="198.51.100.1/32")


@pytest.fixture
def memory() -> Memory:
    memory = Memory()
    memory.keys["operator"] = ApiKey(
        key_id="operator",
        secret_sha256=secret_sha256(SECRET),
        name="Made at deploy",
        role=Role.ADMIN,
        scope=ClientScope.everything(),
        created_at=NOON,
    )
    return memory


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def access(memory: Memory, clock: FakeClock) -> Access:
    return an_access(memory, clock)


def an_access(memory: Memory, clock: FakeClock) -> Access:
    """That of one process."""
    limiter = Limiter(store=FakeBucketStore(memory), clock=clock)
    sessions = Sessions(signing_key=a_signing_key(memory, clock), clock=clock)
    return Access(keys=FakeKeyStore(memory), sessions=sessions, limiter=limiter, clock=clock)


def a_maker(memory: Memory, clock: FakeClock) -> KeyMaker:
    return KeyMaker(keys=FakeKeyStore(memory), entropy=FakeEntropy(), clock=clock)


def a_request(**overrides: Any) -> KeyRequest:
    return KeyRequest(
        **{
            "name": "Wallboard",
            "role": Role.VIEWER,
            "scope": ClientScope.everything(),
            "expires_at": None,
            **overrides,
        }
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"bearer  {KEY} "},
        {"x-api-key": KEY},
    ],
)
def test_a_key_is_shown_in_either_header(access: Access, headers: dict[str, str]) -> None:
    principal = access.authenticate(headers, HERE)

    assert (principal.key_id, principal.role) == ("operator", Role.ADMIN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": KEY},
        {"authorization": f"Basic {KEY}"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer nonsense"},
        {"authorization": f"Bearer {key_text('operator', 't' * 43)}"},
        {"authorization": f"Bearer {key_text('nobody00', SECRET)}"},
        {"x-api-key": ""},
    ],
)
def test_without_a_known_key_nobody_gets_in(access: Access, headers: dict[str, str]) -> None:
    with pytest.raises(UnauthenticatedError):
        access.authenticate(headers, HERE)


def test_a_wrong_secret_and_an_unknown_key_get_the_same_answer(access: Access) -> None:
    messages = set()
    for key in (key_text("operator", "t" * 43), key_text("nobody00", SECRET)):
        with pytest.raises(UnauthenticatedError) as caught:
            access.authenticate({"x-api-key": key}, HERE)
        messages.add(caught.value.message)

    assert len(messages) == 1


def test_making_the_bootstrap_key_anew_ends_the_old_one(memory: Memory, access: Access) -> None:
    maker = a_maker(memory, FakeClock())

    first, second = maker.make_bootstrap_key(), maker.make_bootstrap_key()

    assert access.authenticate({"x-api-key": second}, HERE).role is Role.ADMIN
    with pytest.raises(UnauthenticatedError):
        access.authenticate({"x-api-key": first}, HERE)
    assert second not in repr(memory.keys)


def test_a_revoked_key_ends_within_a_minute_in_a_warm_process(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    maker = a_maker(memory, clock)
    headers = {"x-api-key": maker.make(a_request()).api_key}
    access.authenticate(headers, HERE)
    maker.revoke("key00001")

    clock.advance(59)
    access.authenticate(headers, HERE)
    clock.advance(1)
    with pytest.raises(UnauthenticatedError):
        access.authenticate(headers, HERE)


def test_a_key_ends_the_moment_it_expires(memory: Memory, access: Access, clock: FakeClock) -> None:
    made = a_maker(memory, clock).make(a_request(expires_at=NOON + timedelta(seconds=10)))
    headers = {"x-api-key": made.api_key}
    access.authenticate(headers, HERE)

    clock.advance(10)

    with pytest.raises(UnauthenticatedError):
        access.authenticate(headers, HERE)


def test_a_warm_process_reads_a_key_once_a_minute(memory: Memory, access: Access) -> None:
    """The first request reads the key and notes its use, and reads and takes from its bucket."""
    memory.calls = 0

    for _ in range(5):
        access.authenticate({"x-api-key": KEY}, HERE)

    assert memory.calls == 4


def test_the_use_of_a_key_is_noted_at_most_once_an_hour(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    noted = set()
    for _ in range(8):
        access.authenticate({"x-api-key": KEY}, HERE)
        noted.add(memory.keys["operator"].last_used_at)
        clock.advance(20 * 60)

    # At minutes 0, 60 and 120 of 0, 20, ... 140.
    assert noted == {NOON + timedelta(minutes=minute) for minute in (0, 60, 120)}


def test_a_store_that_cannot_note_the_use_refuses_nobody(memory: Memory, access: Access) -> None:
    memory.fail(2)

    assert access.authenticate({"x-api-key": KEY}, HERE).key_id == "operator"


def test_a_rotated_key_works_beside_its_successor_for_the_overlap(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    maker = a_maker(memory, clock)
    old = maker.make(a_request())
    new = maker.rotate(old.key.key_id, timedelta(hours=1)).made

    access.authenticate({"x-api-key": old.api_key}, HERE)
    assert access.authenticate({"x-api-key": new.api_key}, HERE).role is Role.VIEWER
    clock.advance(3600)
    access.authenticate({"x-api-key": new.api_key}, HERE)
    with pytest.raises(UnauthenticatedError):
        access.authenticate({"x-api-key": old.api_key}, HERE)


def test_rotating_never_lengthens_a_life(memory: Memory, clock: FakeClock) -> None:
    maker = a_maker(memory, clock)
    soon = NOON + timedelta(minutes=5)
    old = maker.make(a_request(expires_at=soon))

    new = maker.rotate(old.key.key_id, timedelta(hours=1)).made

    assert (memory.keys[old.key.key_id].expires_at, new.key.expires_at) == (soon, soon)


def test_a_key_that_has_ended_is_not_rotated(memory: Memory, clock: FakeClock) -> None:
    maker = a_maker(memory, clock)
    made = maker.make(a_request())
    ended = maker.revoke(made.key.key_id).after

    with pytest.raises(ConflictError):
        maker.rotate(made.key.key_id, timedelta())
    assert (ended.is_valid, maker.revoke(made.key.key_id).after) == (False, ended)


def test_an_unknown_key_is_not_found(memory: Memory, clock: FakeClock) -> None:
    with pytest.raises(NotFoundError) as caught:
        a_maker(memory, clock).revoke("nobody00")

    assert caught.value.field == "key_id"


def guess(access: Access, n: int, source: Source = HERE) -> type[Exception]:
    """What a key that is not there is told."""
    with pytest.raises((UnauthenticatedError, RateLimitedError)) as caught:
        access.authenticate({"x-api-key": key_text(f"guess{n:03}", SECRET)}, source)
    return caught.type


def test_guesses_are_refused_before_anything_is_read(memory: Memory, access: Access) -> None:
    told = [guess(access, n) for n in range(61)]
    memory.calls = 0

    assert told == [UnauthenticatedError] * 60 + [RateLimitedError]
    assert guess(access, 61) is RateLimitedError
    assert memory.calls == 0


def test_guessing_from_elsewhere_is_another_bucket(access: Access) -> None:
    for n in range(61):
        guess(access, n)

    assert guess(access, 0, THERE) is UnauthenticatedError


def test_the_same_wrong_key_again_is_refused_sooner_and_alone(
    memory: Memory, access: Access
) -> None:
    told = [guess(access, 1) for _ in range(100)]
    memory.calls = 0

    assert told == [UnauthenticatedError] * 10 + [RateLimitedError] * 90
    assert guess(access, 1) is RateLimitedError
    assert memory.calls == 0
    assert guess(access, 2) is UnauthenticatedError
    assert access.authenticate({"x-api-key": KEY}, HERE).key_id == "operator"


def test_who_shows_nothing_at_all_guesses_too(access: Access) -> None:
    for _ in range(10):
        with pytest.raises(UnauthenticatedError):
            access.authenticate({}, HERE)

    with pytest.raises(RateLimitedError):
        access.authenticate({}, HERE)


def test_a_key_in_use_is_not_locked_out_by_guesses_from_its_address(
    access: Access, clock: FakeClock
) -> None:
    access.authenticate({"x-api-key": KEY}, HERE)
    for n in range(61):
        guess(access, n)

    clock.advance(1)  # the next guess is free after 2 s
    assert guess(access, 61) is RateLimitedError
    assert access.authenticate({"x-api-key": KEY}, HERE).key_id == "operator"


def test_a_key_is_read_anew_in_spite_of_guesses_by_who_opens_what_was_read_before(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    access.authenticate({"x-api-key": KEY}, HERE)
    clock.advance(120)
    for n in range(61):
        guess(access, n)
    memory.calls = 0

    assert access.authenticate({"x-api-key": KEY}, HERE).key_id == "operator"
    with pytest.raises(RateLimitedError):
        access.authenticate({"x-api-key": key_text("other000", SECRET)}, HERE)
    assert memory.calls > 0


def test_a_noisy_key_slows_no_other(memory: Memory, access: Access, clock: FakeClock) -> None:
    quiet = {"x-api-key": a_maker(memory, clock).make(a_request()).api_key}
    for _ in range(100):
        access.authenticate({"x-api-key": KEY}, HERE)
    with pytest.raises(RateLimitedError):
        access.authenticate({"x-api-key": KEY}, THERE)

    assert access.authenticate(quiet, HERE).key_id == "key00001"
