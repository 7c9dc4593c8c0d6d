from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.access import ApiKey, ClientScope, Role
from entelech.domain.errors import InvalidError, LostRaceError
from entelech.domain.ids import ClientId
from tests.builders import NOON, at

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores


def a_key(key_id: str = "operator", **overrides: Any) -> ApiKey:
    return ApiKey(
        **{
            "key_id": key_id,
            "secret_sha256": "ab" * 32,
            "name": "Made at deploy",
            "role": Role.ADMIN,
            "scope": ClientScope.everything(),
            "created_at": NOON,
            **overrides,
        }
    )


@pytest.mark.parametrize(
    "key",
    [
        a_key(),
        a_key(
            role=Role.VIEWER,
            scope=ClientScope(clients=frozenset({ClientId("a"), ClientId("b")})),
            expires_at=at(60),
            revoked_at=at(1),
            last_used_at=at(2),
        ),
    ],
    ids=["bare", "full"],
)
def test_a_key_reads_back(stores: Stores, key: ApiKey) -> None:
    stores.keys.save(key)

    assert stores.keys.key("operator") == key


def test_an_unknown_key_is_not_there(stores: Stores) -> None:
    assert stores.keys.key("operator") is None


def test_an_id_is_taken_once(stores: Stores) -> None:
    stores.keys.add(a_key())

    with pytest.raises(LostRaceError):
        stores.keys.add(a_key(name="Another"))

    assert stores.keys.key("operator") == a_key()


def test_instants_are_noted_without_touching_each_other(stores: Stores) -> None:
    stores.keys.add(a_key())

    stores.keys.note_revocation("operator", at(1))
    stores.keys.note_use("operator", at(2))
    stores.keys.note_expiry("operator", at(3))

    assert stores.keys.key("operator") == a_key(
        revoked_at=at(1), last_used_at=at(2), expires_at=at(3)
    )


@pytest.mark.parametrize("note", ["note_use", "note_expiry", "note_revocation"])
def test_noting_makes_no_key(stores: Stores, note: str) -> None:
    with pytest.raises(LostRaceError):
        getattr(stores.keys, note)("nobody00", at(1))

    assert stores.keys.key("nobody00") is None


def test_keys_are_listed_by_id_a_page_at_a_time(stores: Stores) -> None:
    for key_id in ("bbbbbbbb", "aaaaaaaa", "cccccccc"):
        stores.keys.add(a_key(key_id))

    first, cursor = stores.keys.keys(limit=2, cursor=None)
    second, end = stores.keys.keys(limit=2, cursor=cursor)

    assert [key.key_id for key in first] == ["aaaaaaaa", "bbbbbbbb"]
    assert ([key.key_id for key in second], end) == (["cccccccc"], None)


@pytest.mark.parametrize("cursor", ["!", "eHh4" * 500])
def test_a_cursor_of_somebody_else_is_refused(stores: Stores, cursor: str) -> None:
    with pytest.raises(InvalidError) as caught:
        stores.keys.keys(limit=2, cursor=cursor)

    assert caught.value.field == "cursor"
