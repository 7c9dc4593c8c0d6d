from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.address import AddressPolicy, literal_address

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

PUBLIC = AddressPolicy()


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:10.0.0.1",
        "::10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "2001:db8::1",
        "64:ff9b::93.184.216.34",
        "64:ff9b:1::1",
        "2001::7f00:1",
        "2002:7f00:1::",
        "3fff::1",
        "4000::1",
        "fec0::1",
        "fd00:ec2::254",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:2800:220:1::1%eth0",
        "ff02::1",
        "127.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "no address",
        "",
    ],
)
def test_the_inside_is_out_of_reach(address: str) -> None:
    """Source: the special-purpose registries of IANA, as Sentry's uptime checker filters them."""
    assert not PUBLIC.allows(address, 443)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "1.1.1.1"]
)
def test_the_public_internet_is_in_reach(address: str) -> None:
    assert PUBLIC.allows(address, 443)


def test_only_loopback_is_opened_by_allowing_it() -> None:
    local = AddressPolicy(allow_loopback=True)

    allowed = ["127.0.0.1", "::1", "::ffff:127.0.0.1"]
    assert [local.allows(each, 8700) for each in allowed] == [True, True, True]
    assert not local.allows("10.0.0.1", 443)
    assert not local.allows("169.254.169.254", 443)


def test_loopback_is_opened_on_ports_that_need_no_privilege() -> None:
    local = AddressPolicy(allow_loopback=True)

    ports = [22, 80, 1023, 1024, 65535]
    assert [local.allows("127.0.0.1", each) for each in ports] == [False, True, False, True, True]
    assert [local.admits("localhost", each) for each in ports] == [False, True, False, True, True]
    assert not local.allows("93.184.216.34", 8700)


@pytest.mark.parametrize("port", [0, 22, 25, 53, 79, 81, 444, 3306, 6379, 8081, 65535])
def test_other_ports_than_those_of_the_list_are_out_of_reach(port: int) -> None:
    assert not PUBLIC.allows("93.184.216.34", port)
    assert not PUBLIC.admits("93.184.216.34", port)
    assert not PUBLIC.admits("system.test", port)


def test_a_network_is_opened_by_its_name_and_nothing_beside_it() -> None:
    policy = AddressPolicy(allowed_networks=(ip_network("10.20.0.0/16"), ip_network("fd12::/16")))

    tried = ["10.20.0.1", "::ffff:10.20.255.1", "fd12::1", "10.21.0.1", "fd13::1", "::10.20.0.1"]
    assert [policy.allows(each, 443) for each in tried] == [True] * 3 + [False] * 3
    assert not policy.allows("10.20.0.1", 22)
    assert policy.allows("93.184.216.34", 443)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "169.254.170.2", "::ffff:169.254.169.254", "fd00:ec2::254"]
)
def test_no_setting_opens_the_metadata_services(address: str) -> None:
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    policy = AddressPolicy(allow_loopback=True, allowed_networks=everything)

    assert not policy.allows(address, 80)


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "1.2.3.4.5",
        "system.0x",
        "localhost",
        "localhost.",
        "admin.localhost",
        "127.0.0.1",
        "::1",
    ],
)
def test_what_surely_leads_inside_is_not_even_looked_up(host: str) -> None:
    assert not PUBLIC.admits(host, 80)


@pytest.mark.parametrize("host", ["system.test", "1.system.test", "0x7f.test", "localhost.test"])
def test_a_name_is_admitted_until_it_is_resolved(host: str) -> None:
    assert PUBLIC.admits(host, 80)


@given(st.ip_addresses())
def test_no_private_address_is_in_reach(
    address: IPv4Address | IPv6Address,
) -> None:
    """The standard library's own opinion is the oracle; ours may only be stricter."""
    if not address.is_global or address.is_multicast:
        assert not PUBLIC.allows(str(address), 443)


def test_a_literal_address_is_told_from_a_name() -> None:
    assert literal_address("[::1]") == "::1"
    assert literal_address("127.0.0.1") == "127.0.0.1"
    assert literal_address("localhost") is None
