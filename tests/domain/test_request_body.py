from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.errors import InvalidError, TooLargeError
from entelech.domain.request_body import MAX_BODY_BYTES, read_body


def nested(depth: int) -> bytes:
    """So many lists in one another."""
    return b"[" * depth + b"]" * depth


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda values: st.lists(values) | st.dictionaries(st.text(), values),
        max_leaves=8,
    )
)  # fmt: skip
def test_what_is_json_reads_back(value: object) -> None:
    assert read_body(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(InvalidError):
        read_body(raw)


def test_no_body_is_an_empty_object() -> None:
    assert read_body(b"") == {}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"{", "body"),
        (b"\xff\xfe{}", "body"),
        (b"\xef\xbb\xbf{}", "body"),
        (b"NaN", "body"),
        (b'{"retries": NaN}', "retries"),
        (b'{"retries": -Infinity}', "retries"),
        (b'{"retries": 1e999}', "retries"),
        (b'{"a": [0, {"b": NaN}]}', "a[1].b"),
        (b'{"name": 1, "name": 1}', "name"),
        (b'{"a": {"name": 1, "name": 2, "name": 3}}', "a.name"),
        (b'{"' + b"x" * 999 + b'": NaN}', "x" * 64),
        (b"9" * 5000, "body"),
        (b"[" * 100_000, "body"),
        (nested(33), "[0]" * 21 + "["),
    ],
)
def test_what_json_lets_through_and_we_do_not_is_named(raw: bytes, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_body(raw)

    assert caught.value.field == field


def test_32_values_may_stand_in_one_another() -> None:
    value = read_body(nested(32))

    assert json.dumps(value).encode() == nested(32)


def test_bytes_count_and_not_characters() -> None:
    """An e with an accent is two bytes in UTF-8; the quotes are two more."""
    fits = '"' + "é" * (MAX_BODY_BYTES // 2 - 1) + '"'

    assert read_body(fits.encode()) == fits[1:-1]
    with pytest.raises(TooLargeError):
        read_body(f" {fits}".encode())
