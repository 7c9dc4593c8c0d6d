from __future__ import annotations

import pytest

from entelech.domain.access import Action, ApiKey, ClientScope, Role, key_text, secret_sha256
from entelech.domain.errors import UnauthenticatedError
from entelech.services.access import Access, KeyMaker
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
def access(memory: Memory) -> Access:
    return Access(keys=FakeKeyStore(memory))


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
    maker = KeyMaker(keys=FakeKeyStore(memory), entropy=FakeEntropy(), clock=FakeClock())

    first, second = maker.make_bootstrap_key(), maker.make_bootstrap_key()

    assert access.authorize({"x-api-key": second}, Action.WRITE_CLIENT).role is Role.ADMIN
    with pytest.raises(UnauthenticatedError):
        access.authorize({"x-api-key": first}, Action.WRITE_CLIENT)
    assert second not in repr(memory.keys)
