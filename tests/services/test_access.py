from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from entelech.domain.access import Action, ApiKey, ClientScope, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
)
from entelech.domain.key_request import KeyRequest
from entelech.services.access import Access
from entelech.services.issuing import KeyMaker
from tests.builders import NOON
from tests.fakes.access import FakeEntropy, FakeKeyStore
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory

SECRET = "s" * 43
KEY = key_text("operator", SECRET)


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
    return Access(keys=FakeKeyStore(memory), clock=clock)


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
    principal = access.authorize(headers, Action.READ_FLEET)

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
        access.authorize(headers, Action.READ_FLEET)


def test_a_wrong_secret_and_an_unknown_key_get_the_same_answer(access: Access) -> None:
    messages = set()
    for key in (key_text("operator", "t" * 43), key_text("nobody00", SECRET)):
        with pytest.raises(UnauthenticatedError) as caught:
            access.authorize({"x-api-key": key}, Action.READ_FLEET)
        messages.add(caught.value.message)

    assert len(messages) == 1


def test_making_the_bootstrap_key_anew_ends_the_old_one(memory: Memory, access: Access) -> None:
    maker = a_maker(memory, FakeClock())

    first, second = maker.make_bootstrap_key(), maker.make_bootstrap_key()

    assert access.authorize({"x-api-key": second}, Action.WRITE_CLIENT).role is Role.ADMIN
    with pytest.raises(UnauthenticatedError):
        access.authorize({"x-api-key": first}, Action.WRITE_CLIENT)
    assert second not in repr(memory.keys)


def test_a_revoked_key_ends_within_a_minute_in_a_warm_process(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    maker = a_maker(memory, clock)
    headers = {"x-api-key": maker.make(a_request()).api_key}
    access.authorize(headers, Action.READ_FLEET)
    maker.revoke("key00001")

    clock.advance(59)
    access.authorize(headers, Action.READ_FLEET)
    clock.advance(1)
    with pytest.raises(UnauthenticatedError):
        access.authorize(headers, Action.READ_FLEET)


def test_a_key_ends_the_moment_it_expires(memory: Memory, access: Access, clock: FakeClock) -> None:
    made = a_maker(memory, clock).make(a_request(expires_at=NOON + timedelta(seconds=10)))
    headers = {"x-api-key": made.api_key}
    access.authorize(headers, Action.READ_FLEET)

    clock.advance(10)

    with pytest.raises(UnauthenticatedError):
        access.authorize(headers, Action.READ_FLEET)


def test_a_warm_process_reads_a_key_once_a_minute(memory: Memory, access: Access) -> None:
    """The first request reads the key and notes its use."""
    memory.calls = 0

    for _ in range(5):
        access.authorize({"x-api-key": KEY}, Action.READ_FLEET)

    assert memory.calls == 2


def test_the_use_of_a_key_is_noted_at_most_once_an_hour(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    noted = set()
    for _ in range(8):
        access.authorize({"x-api-key": KEY}, Action.READ_FLEET)
        noted.add(memory.keys["operator"].last_used_at)
        clock.advance(20 * 60)

    # At minutes 0, 60 and 120 of 0, 20, ... 140.
    assert noted == {NOON + timedelta(minutes=minute) for minute in (0, 60, 120)}


def test_a_store_that_cannot_note_the_use_refuses_nobody(memory: Memory, access: Access) -> None:
    memory.fail(2)

    assert access.authorize({"x-api-key": KEY}, Action.READ_FLEET).key_id == "operator"


def test_a_role_that_may_not_is_forbidden(memory: Memory, access: Access, clock: FakeClock) -> None:
    headers = {"x-api-key": a_maker(memory, clock).make(a_request()).api_key}

    with pytest.raises(ForbiddenError):
        access.authorize(headers, Action.WRITE_CLIENT)


def test_a_rotated_key_works_beside_its_successor_for_the_overlap(
    memory: Memory, access: Access, clock: FakeClock
) -> None:
    maker = a_maker(memory, clock)
    old = maker.make(a_request())
    new = maker.rotate(old.key.key_id, timedelta(hours=1))

    access.authorize({"x-api-key": old.api_key}, Action.READ_FLEET)
    assert access.authorize({"x-api-key": new.api_key}, Action.READ_FLEET).role is Role.VIEWER
    clock.advance(3600)
    access.authorize({"x-api-key": new.api_key}, Action.READ_FLEET)
    with pytest.raises(UnauthenticatedError):
        access.authorize({"x-api-key": old.api_key}, Action.READ_FLEET)


def test_rotating_never_lengthens_a_life(memory: Memory, clock: FakeClock) -> None:
    maker = a_maker(memory, clock)
    soon = NOON + timedelta(minutes=5)
    old = maker.make(a_request(expires_at=soon))

    new = maker.rotate(old.key.key_id, timedelta(hours=1))

    assert (memory.keys[old.key.key_id].expires_at, new.key.expires_at) == (soon, soon)


def test_a_key_that_has_ended_is_not_rotated(memory: Memory, clock: FakeClock) -> None:
    maker = a_maker(memory, clock)
    made = maker.make(a_request())
    ended = maker.revoke(made.key.key_id)

    with pytest.raises(ConflictError):
        maker.rotate(made.key.key_id, timedelta())
    assert (ended.is_valid, maker.revoke(made.key.key_id)) == (False, ended)


def test_an_unknown_key_is_not_found(memory: Memory, clock: FakeClock) -> None:
    with pytest.raises(NotFoundError) as caught:
        a_maker(memory, clock).revoke("nobody00")

    assert caught.value.field == "key_id"
