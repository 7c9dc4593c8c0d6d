from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy
from entelech.domain.client import Registration, System
from entelech.domain.configuration import REGISTRATION_SCHEMA
from entelech.domain.errors import BlockedAddressError, InvalidError
from entelech.domain.ids import ClientId
from entelech.domain.registration import DETAILS, parse_amendment, parse_registration
from entelech.domain.schedule import Interval
from entelech.domain.uptime import UptimePolicy
from entelech.domain.value_terms import ValueTerms
from tests.builders import a_body, a_registration

PUBLIC = AddressPolicy()
LOCAL = AddressPolicy(allow_loopback=True)


def parsed(body: object, addresses: AddressPolicy = PUBLIC) -> Registration:
    return parse_registration(body, default_interval=Interval.QUARTER_HOUR, addresses=addresses)


def test_the_example_of_the_guide_is_a_registration() -> None:
    assert parsed(a_body()) == Registration(
        client_id=ClientId("tnt-limousine-001"),
        client_name="TNT Limousine",
        industry="Transportation",
        contact_email="operations@tntlimo.com",
        interval=Interval.QUARTER_HOUR,
        policy=CheckPolicy(timeout_s=10, retries=2, degraded_over_ms=5000),
        systems=(
            System(name="Lead Processing System", endpoint="https://tnt-api.entelech.com"),
            System(name="Booking Management", endpoint="https://tnt-booking.entelech.com"),
            System(name="Customer Communication", endpoint="https://tnt-comms.entelech.com"),
        ),
    )


def test_client_data_may_wrap_it() -> None:
    assert parsed({"client_data": a_body()}) == parsed(a_body())


def test_options_are_taken() -> None:
    registration = parsed(
        a_body(
            interval_minutes=1,
            timeout_seconds=2.5,
            retries=0,
            degraded_over_ms=800,
            non_critical_systems=["Booking Management"],
            time_zone="Europe/Berlin",
            locale="de-DE",
            service_level={"uptime_target_percentage": 99.9},
            value_terms={"currency": "EUR", "hourly_rate": 30},
        )
    )

    assert registration.interval is Interval.MINUTE
    assert registration.policy == CheckPolicy(timeout_s=2.5, retries=0, degraded_over_ms=800)
    assert [system.is_critical for system in registration.systems] == [True, False, True]
    assert registration.time_zone == "Europe/Berlin"
    assert registration.locale == "de_DE"
    assert registration.uptime_policy == UptimePolicy(target_hundredths=9_990)
    assert registration.value_terms == ValueTerms(currency="EUR", hourly_rate=Decimal(30))


@pytest.mark.parametrize(
    ("given_url", "endpoint"),
    [
        ("https://a.example.com/", "https://a.example.com"),
        ("https://A.Example.com:8443/api/", "https://a.example.com:8443/api"),
        ("https://a.example.com/health", "https://a.example.com"),
        ("https://a.example.com/api/health/", "https://a.example.com/api"),
        ("http://93.184.216.34", "http://93.184.216.34"),
        ("http://[2606:2800:220:1::1]:80", "http://[2606:2800:220:1::1]:80"),
    ],
)
def test_an_endpoint_is_kept_without_slash_or_health(given_url: str, endpoint: str) -> None:
    body = a_body(automation_systems=["A"], monitoring_endpoints=[given_url])

    assert parsed(body).systems[0].endpoint == endpoint


MANY = [f"System {n}" for n in range(101)]
URLS = [f"https://{n}.example.com" for n in range(101)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"client_id": "TNT"}, "client_id"),
        ({"client_id": "-tnt"}, "client_id"),
        ({"client_id": "t" * 65}, "client_id"),
        ({"client_id": "tnt\n"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"client_name": ""}, "client_name"),
        ({"client_name": "   "}, "client_name"),
        ({"client_name": "a\nb"}, "client_name"),
        ({"client_name": "\ud800"}, "client_name"),
        ({"client_name": "x" * 101}, "client_name"),
        ({"client_name": None}, "client_name"),
        ({"industry": 7}, "industry"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_email": "a@b"}, "contact_email"),
        ({"automation_systems": None}, "automation_systems"),
        ({"automation_systems": []}, "automation_systems"),
        ({"automation_systems": "Lead"}, "automation_systems"),
        ({"automation_systems": ["A", "B"]}, "monitoring_endpoints"),
        ({"automation_systems": ["A", "B", "a"]}, "automation_systems[2]"),
        ({"automation_systems": ["A", 5, "C"]}, "automation_systems[1]"),
        ({"automation_systems": MANY, "monitoring_endpoints": URLS}, "automation_systems"),
        ({"monitoring_endpoints": URLS[:2]}, "monitoring_endpoints"),
        (
            {"monitoring_endpoints": [URLS[0], URLS[1], URLS[0] + "/"]},
            "monitoring_endpoints[2]",
        ),
        ({"interval_minutes": 2}, "interval_minutes"),
        ({"interval_minutes": True}, "interval_minutes"),
        ({"interval_minutes": "5"}, "interval_minutes"),
        ({"retries": 6}, "retries"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"timeout_seconds": float("nan")}, "timeout_seconds"),
        ({"timeout_seconds": 30, "retries": 2}, "timeout_seconds"),
        ({"degraded_over_ms": 0}, "degraded_over_ms"),
        ({"non_critical_systems": ["Nobody"]}, "non_critical_systems[0]"),
        ({"time_zone": "Berlin"}, "time_zone"),
        ({"time_zone": 1}, "time_zone"),
        ({"locale": "tlh_KX"}, "locale"),
        (
            {"service_level": {"uptime_target_percentage": 101}},
            "service_level.uptime_target_percentage",
        ),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_the_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(a_body(**change))

    assert caught.value.field == field


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example.com",
        "a.example.com",
        "https://",
        "https://user:secret@a.example.com",
        "https://a.example.com?x=1",
        "https://a.example.com#top",
        "https://a.example.com:99999",
        "https://a.example.com:0",
        "https://a b.example.com",
        "https://[::1",
        "https://a.example.com/\x00",
        "https://a.example.com/ü",
        "https://" + "a" * 300,
        "https://a..b.example.com",
        "https://" + "a" * 64 + ".example.com",
        "https://[2600::1%25eth0]",
    ],
)
def test_a_bad_url_is_named_by_its_place(url: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(a_body(automation_systems=["A"], monitoring_endpoints=[url]))

    assert caught.value.field == "monitoring_endpoints[0]"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "http://127.1",
        "http://0x7f000001",
        "http://10.0.0.1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]",
        "http://[fd00::1]",
        "http://LocalHost",
        "https://admin.localhost",
        "https://a.example.com:22",
        "http://93.184.216.34:6379",
    ],
)
def test_an_endpoint_that_leads_inside_is_blocked_by_its_place(url: str) -> None:
    with pytest.raises(BlockedAddressError) as caught:
        parsed(a_body(automation_systems=["A"], monitoring_endpoints=[url]))

    assert (caught.value.code, caught.value.field) == ("blocked_address", "monitoring_endpoints[0]")


def test_loopback_is_taken_where_the_deployment_allows_it() -> None:
    body = a_body(automation_systems=["A"], monitoring_endpoints=["http://127.0.0.1:8000"])

    assert parsed(body, LOCAL).systems[0].url == "http://127.0.0.1:8000/health"


def test_an_amendment_changes_what_it_names() -> None:
    before = a_registration(systems=2)

    after = parse_amendment(
        {"version": 1, "client_name": "TNT", "industry": None}, before, addresses=PUBLIC
    )

    assert (after.client_name, after.industry) == ("TNT", None)
    assert (after.systems, after.contact_email) == (before.systems, before.contact_email)


def test_an_amendment_must_keep_systems_and_endpoints_in_step() -> None:
    with pytest.raises(InvalidError) as caught:
        parse_amendment(
            {"automation_systems": ["Only one"]}, a_registration(systems=2), addresses=PUBLIC
        )

    assert caught.value.field == "monitoring_endpoints"


def test_an_amendment_of_the_interval_keeps_to_the_limit_of_a_check() -> None:
    """20 x 2 + 0.5 = 40.5 s fits in 45 s; a third probe does not."""
    before = a_registration(policy=CheckPolicy(timeout_s=20, retries=1))

    with pytest.raises(InvalidError) as caught:
        parse_amendment({"retries": 2}, before, addresses=PUBLIC)

    assert caught.value.field == "timeout_seconds"


def test_the_schema_names_the_fields_that_are_read() -> None:
    assert set(REGISTRATION_SCHEMA["properties"]) == {"client_id", *DETAILS}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(json_values | st.dictionaries(st.sampled_from(["client_id", *DETAILS]), json_values))
def test_no_body_breaks_the_reader(body: object) -> None:
    try:
        outcome: object = parsed(body).client_id
    except InvalidError as error:
        outcome = error.field

    assert isinstance(outcome, str)
