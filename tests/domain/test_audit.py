from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from entelech.domain.audit import (
    Change,
    argument_names,
    differences,
    is_owed,
    named_client,
)
from entelech.domain.ids import id_instant, id_stamp, new_id
from tests.builders import at


class Configuration(Struct):
    name: str
    interval: int = 5
    auth_header: dict[str, Any] | None = None
    channels: list[dict[str, Any]] = field(default_factory=list)


def test_only_fields_that_differ_are_told() -> None:
    changes = differences(Configuration("TNT"), Configuration("TNT Limousine"))

    assert changes == (Change(field="name", before="TNT", after="TNT Limousine"),)


def test_what_is_made_or_deleted_differs_from_nothing() -> None:
    made = differences(None, Configuration("TNT"))
    gone = differences(Configuration("TNT"), None)

    assert [(each.field, each.before, each.after) for each in made] == [
        ("channels", None, []),
        ("interval", None, 5),
        ("name", None, "TNT"),
    ]
    assert [(each.after, each.before) for each in gone] == [
        (each.before, each.after) for each in made
    ]


def test_that_a_secret_changed_is_told_and_no_secret() -> None:
    before = Configuration(
        "TNT",
        auth_header={"name": "Authorization", "value": "hush"},
        channels=[{"kind": "webhook", "secret": "hush", "token": None}],
    )
    after = Configuration("TNT", auth_header={"name": "Authorization", "value": "psst"})

    assert differences(before, after) == (
        Change(
            field="auth_header",
            before={"name": "Authorization", "value": "****"},
            after={"name": "Authorization", "value": "****"},
        ),
        Change(
            field="channels",
            before=[{"kind": "webhook", "secret": "****", "token": None}],
            after=[],
        ),
    )


@pytest.mark.parametrize(
    ("outcome", "of_a_write", "of_a_read"),
    [
        ("ok", True, False),
        ("conflict", True, False),
        ("internal", True, False),
        ("not_found", True, False),
        ("forbidden", True, True),
        ("unauthenticated", True, True),
        ("rate_limited", False, False),
    ],
)
def test_every_change_and_every_refusal_is_owed(
    outcome: str, of_a_write: bool, of_a_read: bool
) -> None:
    assert is_owed(outcome, changes_state=True) is of_a_write
    assert is_owed(outcome, changes_state=False) is of_a_read


def test_arguments_are_names_and_not_very_many() -> None:
    many = {f"{n:03}" + "x" * 100: "value" for n in range(100)}

    assert argument_names({"b": 1}, {"a": {"c": 2}}, [1], None) == ("a", "b")
    assert argument_names(many) == tuple(f"{n:03}" + "x" * 61 for n in range(40))


@pytest.mark.parametrize(
    ("arguments", "client"),
    [
        ({"client_id": "tnt"}, "tnt"),
        ({"client_data": {"client_id": "tnt"}}, "tnt"),
        ({"client_id": "TNT"}, None),
        ({"client_id": ["tnt"]}, None),
        ({"client_data": "tnt"}, None),
        ([], None),
        (None, None),
    ],
)
def test_the_client_is_the_one_that_is_named(arguments: object, client: str | None) -> None:
    assert named_client({}, arguments) == client


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_ids_sort_by_their_time(one_ms: int, other_ms: int) -> None:
    one, other = (at(seconds=ms / 1000) for ms in (one_ms, other_ms))

    assert (id_stamp(one) < new_id(other, "0")) is (id_stamp(one) <= id_stamp(other))
    assert (new_id(one, "z") < new_id(other, "0")) is (id_stamp(one) < id_stamp(other))


def test_an_id_knows_its_instant() -> None:
    assert id_instant(new_id(at(seconds=1), "a1b2c3d4")) == at(seconds=1)
