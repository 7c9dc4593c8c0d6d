from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contracts.conftest import Stores


def test_a_secret_that_was_never_stored_is_none(stores: Stores) -> None:
    assert stores.secrets.secret("signing-key") is None


def test_a_secret_reads_back(stores: Stores) -> None:
    assert stores.secrets.add("signing-key", "first")

    assert stores.secrets.secret("signing-key") == "first"


def test_a_secret_is_stored_once(stores: Stores) -> None:
    stores.secrets.add("signing-key", "first")

    assert not stores.secrets.add("signing-key", "first")
    assert not stores.secrets.add("signing-key", "second")

    assert stores.secrets.secret("signing-key") == "first"


def test_many_secrets_are_read_at_once_and_those_that_are_not_there_left_out(
    stores: Stores,
) -> None:
    for n in range(12):
        stores.secrets.add(f"clients/a/{n}", str(n))

    found = stores.secrets.secrets([f"clients/a/{n}" for n in range(13)])

    assert found == {f"clients/a/{n}": str(n) for n in range(12)}


def test_a_secret_is_deleted_however_often(stores: Stores) -> None:
    stores.secrets.add("signing-key", "first")

    stores.secrets.remove("signing-key")
    stores.secrets.remove("signing-key")

    assert stores.secrets.secret("signing-key") is None
