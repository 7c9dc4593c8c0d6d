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

    assert not stores.secrets.add("signing-key", "second")

    assert stores.secrets.secret("signing-key") == "first"
