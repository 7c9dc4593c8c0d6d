from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entelech.domain.address import AddressPolicy, literal_address

if TYPE_CHECKING:
    import ipaddress

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
        "64:ff9b::7f00:1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "no address",
        "",
    ],
)
def test_the_inside_is_out_of_reach(address: str) -> None:
    """Source: the special-purpose registries of IANA, as Sentry's uptime checker filters them."""
    assert not PUBLIC.allows(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "1.1.1.1"]
)
def test_the_public_internet_is_in_reach(address: str) -> None:
    assert PUBLIC.allows(address)


def test_only_loopback_is_opened_by_allowing_it() -> None:
    local = AddressPolicy(allow_loopback=True)

    allowed = ["127.0.0.1", "::1", "::ffff:127.0.0.1"]
    assert [local.allows(each) for each in allowed] == [True, True, True]
    assert not local.allows("10.0.0.1")
    assert not local.allows("169.254.169.254")


@given(st.ip_addresses())
def test_no_private_address_is_in_reach(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """The standard library's own opinion is the oracle; ours may only be stricter."""
    if not address.is_global or address.is_multicast:
        assert not PUBLIC.allows(str(address))


def test_a_literal_address_is_told_from_a_name() -> None:
    assert literal_address("[::1]") == "::1"
    assert literal_address("127.0.0.1") == "127.0.0.1"
    assert literal_address("localhost") is None
