from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from entelech.domain.address import AddressPolicy
from entelech.domain.auth_header import AuthHeader, NewHeader, Secret, parse_header
from entelech.domain.errors import InvalidError
from entelech.domain.registration import parse_amendment, parse_registration
from entelech.domain.schedule import Interval
from tests.builders import a_body

if TYPE_CHECKING:
    from entelech.domain.client import Registration

ADDRESSES = AddressPolicy()
TOKEN = {"name": "Authorization", "value": "Bearer abc"}
NEW = NewHeader(name="Authorization", value=Secret("Bearer abc"))
KEPT = AuthHeader(name="Authorization", secret_name="clients/a/key00001")


def registered(**changes: object) -> Registration:
    body = a_body(
        automation_systems=["CRM", "Mail"],
        monitoring_endpoints=["https://crm.example.com", "https://mail.example.com"],
        **changes,
    )
    return parse_registration(body, default_interval=Interval.HOUR, addresses=ADDRESSES)


def with_header() -> Registration:
    first, second = registered().systems
    return replace(registered(), systems=(replace(first, auth=KEPT), second))


def amended(**changes: object) -> Registration:
    return parse_amendment({"version": 1, **changes}, with_header(), addresses=ADDRESSES)


def test_a_system_may_want_a_header() -> None:
    crm, mail = registered(auth_headers={"CRM": TOKEN}).systems

    assert (crm.auth, mail.auth) == (NEW, None)


def test_a_secret_shows_itself_to_nobody_by_accident() -> None:
    assert "abc" not in f"{NEW} {NEW!r} {NEW.value} {[NEW.value]}"


def test_a_header_stays_until_it_is_named() -> None:
    assert amended(client_name="Other").systems[0].auth == KEPT
    assert amended(auth_headers={"CRM": None}).systems[0].auth is None
    assert amended(auth_headers={"CRM": TOKEN}).systems[0].auth == NEW


def test_a_header_does_not_follow_its_endpoint_to_another_host() -> None:
    """Else whoever may move the endpoint would be sent the secret."""
    elsewhere = ["https://evil.example.com", "https://mail.example.com"]

    with pytest.raises(InvalidError) as caught:
        amended(monitoring_endpoints=elsewhere)

    assert caught.value.field == "auth_headers.CRM"
    moved = amended(monitoring_endpoints=elsewhere, auth_headers={"CRM": TOKEN})
    assert moved.systems[0].auth == NEW
    same_host = ["https://crm.example.com/v2", "https://mail.example.com"]
    assert amended(monitoring_endpoints=same_host).systems[0].auth == KEPT


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("Bearer", "h"),
        ([], "h"),
        ({"name": "A", "value": "b", "more": 1}, "h.more"),
        ({"value": "b"}, "h.name"),
        ({"name": "", "value": "b"}, "h.name"),
        ({"name": "A B", "value": "b"}, "h.name"),
        ({"name": "A\r\nB", "value": "b"}, "h.name"),
        ({"name": "Host", "value": "b"}, "h.name"),
        ({"name": "CONTENT-LENGTH", "value": "b"}, "h.name"),
        ({"name": "Transfer-Encoding", "value": "b"}, "h.name"),
        ({"name": "A"}, "h.value"),
        ({"name": "A", "value": ""}, "h.value"),
        ({"name": "A", "value": "b\r\nX: y"}, "h.value"),
        ({"name": "A", "value": "b\n"}, "h.value"),
        ({"name": "A", "value": "\x00"}, "h.value"),
        ({"name": "A", "value": "clé"}, "h.value"),
        ({"name": "A", "value": " b"}, "h.value"),
        ({"name": "A", "value": "b" * 2049}, "h.value"),
        ({"name": "A", "value": 7}, "h.value"),
        ({"name": "A", "value": "{{ssm:other}}"}, "h.value"),
    ],
)
def test_a_header_that_no_request_can_carry_is_refused(given: object, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_header(given, "h")

    assert caught.value.field == field


@pytest.mark.parametrize("given", [[], "x", {"Nobody": TOKEN}])
def test_headers_belong_to_systems_that_are_there(given: object) -> None:
    with pytest.raises(InvalidError):
        registered(auth_headers=given)
