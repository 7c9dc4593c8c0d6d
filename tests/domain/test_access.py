from __future__ import annotations

import pytest

from entelech.domain.access import (
    Action,
    ApiKey,
    ClientScope,
    Principal,
    PrincipalKind,
    Role,
    secret_sha256,
)
from entelech.domain.errors import ForbiddenError
from entelech.domain.ids import ClientId
from tests.builders import NOON

SECRET = "s" * 43


def test_a_stored_key_knows_its_secret_without_holding_it() -> None:
    key = ApiKey(
        key_id="operator",
        secret_sha256=secret_sha256(SECRET),
        name="Made at deploy",
        role=Role.ADMIN,
        scope=ClientScope.everything(),
        created_at=NOON,
    )

    assert key.is_opened_by(SECRET)
    assert not key.is_opened_by("t" * 43)
    assert SECRET not in repr(key)


def test_a_scope_includes_only_its_clients() -> None:
    scope = ClientScope(clients=frozenset({ClientId("tnt")}))

    assert scope.includes(ClientId("tnt"))
    assert not scope.includes(ClientId("harbor"))
    assert ClientScope.everything().includes(ClientId("harbor"))


def test_an_admin_may_do_everything() -> None:
    key = ApiKey(
        key_id="operator",
        secret_sha256="",
        name="",
        role=Role.ADMIN,
        scope=ClientScope.everything(),
        created_at=NOON,
    )

    assert [action for action in Action if not key.principal.may(action)] == []


def test_a_role_that_may_not_is_forbidden() -> None:
    viewer = Principal(
        kind=PrincipalKind.API_KEY,
        key_id="viewer00",
        role=Role.VIEWER,
        scope=ClientScope.everything(),
    )

    viewer.require(Action.READ_FLEET)
    with pytest.raises(ForbiddenError):
        viewer.require(Action.WRITE_CLIENT)
