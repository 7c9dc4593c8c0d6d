from __future__ import annotations

import pytest

from entelech.domain.credentials import ShownKey, key_text, parse_key
from entelech.domain.errors import UnauthenticatedError

SECRET = "s" * 43


def test_a_key_reads_back() -> None:
    assert parse_key(key_text("operator", SECRET)) == ShownKey(key_id="operator", secret=SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "emk_operator_",
        f"emk_OPERATOR_{SECRET}",
        f"emk_operator_{SECRET}x",
        f" emk_operator_{SECRET}",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        parse_key(text)
