"""How the systems of a registration say what they are checked by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech.domain.address import AddressPolicy
from entelech.domain.checks import CONTRACT
from entelech.domain.checks.health import HealthCheck
from entelech.domain.checks.heartbeat import HeartbeatCheck
from entelech.domain.checks.http import HttpCheck
from entelech.domain.checks.tcp import TcpCheck
from entelech.domain.errors import BlockedAddressError, InvalidError
from entelech.domain.registration import parse_amendment, parse_registration
from entelech.domain.schedule import Interval
from tests.builders import a_body

if TYPE_CHECKING:
    from entelech.domain.client import Registration

PUBLIC = AddressPolicy()
EACH_HOUR = {"type": "heartbeat", "every_minutes": 60}
FOUR: dict[str, Any] = {
    "automation_systems": ["API", "Page", "Mail", "Backup"],
    "monitoring_endpoints": [
        "https://api.example.com/health",
        "https://www.example.com/health",
        "tcp://Mail.example.com:443",
        "heartbeat:",
    ],
    "checks": {"Page": {"type": "http"}, "Backup": EACH_HOUR},
}


def parsed(**fields: Any) -> Registration:
    return parse_registration(a_body(**fields), default_interval=Interval.MINUTE, addresses=PUBLIC)


def amended(before: Registration, **fields: Any) -> Registration:
    return parse_amendment(fields, before, addresses=PUBLIC)


def test_an_endpoint_says_what_it_is_and_a_check_says_the_rest() -> None:
    systems = parsed(**FOUR).systems

    assert [each.check for each in systems] == [
        CONTRACT,
        HttpCheck(),
        TcpCheck(),
        HeartbeatCheck(every=timedelta(hours=1)),
    ]
    assert [each.url for each in systems] == [
        "https://api.example.com/health",
        "https://www.example.com/health",
        "tcp://mail.example.com:443",
        "heartbeat:",
    ]
    assert systems[0].endpoint == "https://api.example.com"


def test_many_may_call_but_nobody_is_asked_twice() -> None:
    parsed(
        automation_systems=["A", "B"],
        monitoring_endpoints=["heartbeat:", "heartbeat:"],
        checks={"A": EACH_HOUR, "B": EACH_HOUR},
    )
    parsed(
        automation_systems=["API", "Root"],
        monitoring_endpoints=["https://a.example.com", "https://a.example.com"],
        checks={"Root": {"type": "http"}},
    )
    with pytest.raises(InvalidError, match=r"monitoring_endpoints\[1\]"):
        parsed(
            automation_systems=["API", "Root"],
            monitoring_endpoints=["https://a.example.com", "https://a.example.com/health"],
            checks={"Root": {"type": "http"}},
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"checks": []}, "checks"),
        ({"checks": {"Fax": {"type": "http"}}}, "checks.Fax"),
        ({"checks": {"Page": {"type": "http", "x": 1}, "Backup": EACH_HOUR}}, "checks.Page.x"),
        ({"checks": {"Page": {"type": "http"}}}, "checks.Backup"),
        ({"checks": {"Page": {"type": "tcp"}, "Backup": EACH_HOUR}}, "checks.Page.type"),
        ({"checks": {"Mail": {"type": "health"}, "Backup": EACH_HOUR}}, "checks.Mail.type"),
        ({"checks": {"Page": EACH_HOUR, "Backup": EACH_HOUR}}, "checks.Page.type"),
        (
            {"auth_headers": {"Mail": {"name": "X-Token", "value": "s3cret"}}},
            "auth_headers.Mail",
        ),
        (
            {"auth_headers": {"Backup": {"name": "X-Token", "value": "s3cret"}}},
            "auth_headers.Backup",
        ),
    ],
)
def test_a_check_that_does_not_fit_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(**FOUR | change)

    assert caught.value.field == field


@pytest.mark.parametrize(
    "url",
    [
        "tcp://a.example.com",
        "tcp://a.example.com:0",
        "tcp://a.example.com:443/x",
        "tcp://user@a.example.com:443",
        "heartbeat:x",
        "heartbeat://a",
        "udp://a.example.com:53",
    ],
)
def test_a_bad_endpoint_is_named(url: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(
            automation_systems=["A"],
            monitoring_endpoints=[url],
            checks={"A": EACH_HOUR} if url.startswith("heartbeat") else {},
        )

    assert caught.value.field == "monitoring_endpoints[0]"


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:443", "tcp://a.example.com:22"])
def test_a_port_is_guarded_like_a_page(url: str) -> None:
    with pytest.raises(BlockedAddressError):
        parsed(automation_systems=["A"], monitoring_endpoints=[url])


def test_an_amendment_keeps_checks_that_it_does_not_name() -> None:
    before = parsed(**FOUR)

    named = amended(before, checks={"API": {"type": "health", "min_tls_days": 7}})
    moved = amended(
        before, monitoring_endpoints=["tcp://b.example.com:443", *FOUR["monitoring_endpoints"][1:]]
    )
    usual = amended(before, checks={"Page": None})

    assert [each.check for each in named.systems] == [
        HealthCheck(min_tls_days=7),
        *(each.check for each in before.systems[1:]),
    ]
    assert moved.systems[0].check == TcpCheck()
    assert usual.systems[1].check == CONTRACT


def test_a_new_schedule_keeps_the_generation_of_the_token() -> None:
    before = parsed(**FOUR)
    backup = before.systems[3]
    assert isinstance(backup.check, HeartbeatCheck)
    renewed = replace(backup, check=replace(backup.check, generation=3))
    before = replace(before, systems=(*before.systems[:3], renewed))

    after = amended(before, checks={"Backup": {"type": "heartbeat", "cron": "0 3 * * *"}})

    assert after.systems[3].check == HeartbeatCheck(cron="0 3 * * *", generation=3)
