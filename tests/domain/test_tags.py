"""Tags of systems, and what is chosen by them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.address import AddressPolicy
from entelech.domain.client import Client
from entelech.domain.configuration import configuration
from entelech.domain.errors import InvalidError
from entelech.domain.registration import parse_amendment, parse_registration
from entelech.domain.schedule import Interval
from entelech.domain.silence import Silence, parse_silence, silence_shown
from entelech.domain.tags import TAG_SCHEMA, tag_of
from tests.builders import NOON, TNT, a_body, at

if TYPE_CHECKING:
    from entelech.domain.client import Registration

PUBLIC = AddressPolicy()
TWO: dict[str, Any] = {
    "automation_systems": ["CRM", "Mail"],
    "monitoring_endpoints": ["https://crm.example.com", "https://mail.example.com"],
}
NOT_TAGS = ["", "Booking", "-eu", "eu-", "a b", "a_b", "größe", "a" * 33, "eu\n", 7, None, ["eu"]]


def registered(**fields: Any) -> Registration:
    body = a_body(**TWO | fields)
    return parse_registration(body, default_interval=Interval.MINUTE, addresses=PUBLIC)


def amended(before: Registration, **fields: Any) -> Registration:
    return parse_amendment(fields, before, addresses=PUBLIC)


def a_silence(**fields: Any) -> Silence:
    body = {"minutes": 5, "reason": "We know", **fields}
    return parse_silence(body, silence_id="s1", created_by="bob", now=at(0))


@pytest.mark.parametrize("tag", ["a", "7", "eu", "eu-west-1", "a--b", "a" * 32])
def test_a_tag_is_a_short_slug(tag: str) -> None:
    assert tag_of(tag, field="tag") == tag
    assert re.search(TAG_SCHEMA["pattern"], tag)


@pytest.mark.parametrize("value", NOT_TAGS)
def test_what_is_no_tag_is_refused(value: object) -> None:
    with pytest.raises(InvalidError) as caught:
        tag_of(value, field="tag")

    assert caught.value.field == "tag"


def test_a_system_has_each_tag_once_in_the_order_given() -> None:
    made = registered(tags={"Mail": ["eu", "booking", "eu"]})

    assert [each.tags for each in made.systems] == [(), ("eu", "booking")]
    assert made.tags == {"CRM": (), "Mail": ("eu", "booking")}


@pytest.mark.parametrize(
    ("tags", "field"),
    [
        ([], "tags"),
        ("eu", "tags"),
        ({"Fax": ["eu"]}, "tags.Fax"),
        ({"CRM": "eu"}, "tags.CRM"),
        ({"CRM": {"eu": 1}}, "tags.CRM"),
        ({"CRM": [f"t{n}" for n in range(11)]}, "tags.CRM"),
        ({"CRM": ["eu", "EU"]}, "tags.CRM[1]"),
        ({"CRM": [None]}, "tags.CRM[0]"),
    ],
)
def test_what_is_wrong_with_tags_is_named(tags: object, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        registered(tags=tags)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("change", "tags"),
    [
        ({"client_name": "TNT"}, {"CRM": ("eu",), "Mail": ("us",)}),
        ({"tags": None}, {"CRM": ("eu",), "Mail": ("us",)}),
        ({"tags": {}}, {"CRM": ("eu",), "Mail": ("us",)}),
        ({"tags": {"Mail": ["booking"]}}, {"CRM": ("eu",), "Mail": ("booking",)}),
        ({"tags": {"Mail": None}}, {"CRM": ("eu",), "Mail": ()}),
        ({"tags": {"Mail": []}}, {"CRM": ("eu",), "Mail": ()}),
        ({"automation_systems": ["Mail", "Fax"]}, {"Mail": ("us",), "Fax": ()}),
    ],
)
def test_a_system_that_is_not_named_keeps_its_tags(change: Any, tags: Any) -> None:
    before = registered(tags={"CRM": ["eu"], "Mail": ["us"]})

    assert amended(before, **change).tags == tags


def test_tags_are_shown_of_systems_that_have_some() -> None:
    made = registered(tags={"Mail": ["eu", "booking"]})
    client = Client(registration=made, version=1, created_at=NOON, updated_at=NOON)

    assert configuration(client).tags == {"Mail": ["eu", "booking"]}


def test_a_silence_names_a_tag_and_shows_it() -> None:
    made = a_silence(tag="booking")

    assert (made.client_id, made.tag, silence_shown(made).tag) == (None, "booking", "booking")
    assert a_silence(tag=None).tag is None


@pytest.mark.parametrize("value", [each for each in NOT_TAGS if each is not None])
def test_a_silence_refuses_what_is_no_tag(value: object) -> None:
    with pytest.raises(InvalidError) as caught:
        a_silence(tag=value)

    assert caught.value.field == "tag"


@pytest.mark.parametrize(
    ("named", "system", "tags", "is_muted"),
    [
        ({}, None, (), True),
        ({"tag": "eu"}, "CRM", ("booking", "eu"), True),
        ({"tag": "eu"}, "CRM", ("booking",), False),
        ({"tag": "eu"}, "CRM", (), False),
        ({"tag": "eu"}, None, (), False),
        ({"tag": "eu", "system_name": "CRM"}, "CRM", ("eu",), True),
        ({"tag": "eu", "system_name": "Mail"}, "CRM", ("eu",), False),
        ({"tag": "eu", "client_id": "harbor"}, "CRM", ("eu",), False),
        ({"tag": "eu", "rule_id": "r2"}, "CRM", ("eu",), False),
    ],
)
def test_a_silence_mutes_what_matches_all_that_it_names(
    named: dict[str, Any], system: str | None, tags: tuple[str, ...], is_muted: bool
) -> None:
    assert a_silence(**named).mutes(TNT, "r1", system, at(1), tags=tags) is is_muted
