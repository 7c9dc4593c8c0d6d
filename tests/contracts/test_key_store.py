from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from entelech.domain.access import ApiKey, ClientScope, Role
from entelech.domain.ids import ClientId
from tests.builders import NOON

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores


@pytest.mark.parametrize(
    "scope",
    [ClientScope.everything(), ClientScope(clients=frozenset({ClientId("a"), ClientId("b")}))],
)
def test_a_key_reads_back(stores: Stores, scope: ClientScope) -> None:
    key = ApiKey(
        key_id="operator",
        secret_sha256="ab" * 32,
        name="Made at deploy",
        role=Role.ADMIN,
        scope=scope,
        created_at=NOON,
    )

    stores.keys.save(key)

    assert stores.keys.key("operator") == key


def test_an_unknown_key_is_not_there(stores: Stores) -> None:
    assert stores.keys.key("operator") is None
