"""Which addresses given by users may be reached: never the inside of the deployment.

Source: IANA's special-purpose address registries (RFC 6890 and its successors).
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = frozenset({80, 443, 8080, 8443})
"""Where the web is served. Any port would make a scanner of us, and of a mailer an open relay."""
_FIRST_UNPRIVILEGED_PORT = 1024


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


_NEVER = _networks("169.254.0.0/16", "fd00:ec2::/32")
"""Where AWS serves credentials and names to what runs inside; no setting opens them.

Source: AWS EC2 "Instance metadata", ECS "Task metadata", EKS "Pod Identity": 169.254.169.254,
169.254.170.2, 169.254.170.23, fd00:ec2::254, fd00:ec2::23, fd00:ec2::253.
"""
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
"""All that IANA has given out as global unicast: IPv4 in the forms of NAT64 (64:ff9b::/96),
of IPv4-compatible (::/96) and of translated addresses (::ffff:0:0:0/96) lies outside of it.
"""
_BLOCKED = _networks(
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",  # Teredo, 2001::/32, among them
    "2001:db8::/32",
    "2002::/16",  # 6to4
    "3fff::/20",
)
_LAST_LABEL_IS_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")
"""Source: WHATWG URL, "ends in a number checker": no name does, but resolvers read such as IPv4."""
_LOCALHOST = re.compile(r"(?:.*\.)?localhost\.?")
"""Source: RFC 6761, 6.3."""


class AddressPolicy(Struct, frozen=True, kw_only=True):
    """Which network addresses users may make us call."""

    allow_loopback: bool = False
    """Only the local stage allows it: there the clients' systems live on the same machine, on
    ports of any number that needs no privilege.
    """
    allowed_networks: tuple[Network, ...] = ()
    """Private networks that the deployment opens by name."""
    allowed_ports: frozenset[int] = DEFAULT_PORTS

    def admits(self, host: str, port: int) -> bool:
        """Whether a URL of this lower-case host may be called, as far as can be said unresolved."""
        literal = literal_address(host)
        if literal is not None:
            return self.allows(literal, port)
        if _LAST_LABEL_IS_A_NUMBER.fullmatch(host) or not self._allows_port(port):
            return False
        return self.allow_loopback or not _LOCALHOST.fullmatch(host)

    def allows(self, text: str, port: int) -> bool:
        """Whether a connection to this IP address may be opened; False for what is no address."""
        address = _address(text)
        if address is None or _is_in(address, _NEVER):
            return False
        if address.is_loopback and self.allow_loopback:
            return self._allows_port(port)
        is_open = _is_in(address, self.allowed_networks) or _is_public(address)
        return is_open and port in self.allowed_ports

    def _allows_port(self, port: int) -> bool:
        is_local = self.allow_loopback and port >= _FIRST_UNPRIVILEGED_PORT
        return is_local or port in self.allowed_ports


def literal_address(host: str) -> str | None:
    """The IP address that a URL's host is written as, None when it is a name."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _address(text: str) -> Address | None:
    """None for what is no address, or one of a zone: those are of the link, or of this machine."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return address
    return None if address.scope_id else address.ipv4_mapped or address


def _is_in(address: Address, networks: Collection[Network]) -> bool:
    return any(address.version == each.version and address in each for each in networks)


def _is_public(address: Address) -> bool:
    is_given_out = address.version == 4 or address in _GLOBAL_V6
    return is_given_out and not _is_in(address, _BLOCKED)
