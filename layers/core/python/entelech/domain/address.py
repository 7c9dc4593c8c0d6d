"""Which addresses given by users may be reached: never the inside of the deployment.

Source: the ranges are those of RFC 6890 and its successors that are not public.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

_BLOCKED = tuple(
    ipaddress.ip_network(text)
    for text in (
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
        "::/127",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPolicy:
    """Which network addresses clients' systems may have."""

    allow_loopback: bool = False
    """Only the local stage allows it: there the clients' systems live on the same machine."""

    def allows(self, text: str) -> bool:
        """Whether a connection to this IP address may be opened; False for what is no address."""
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if address.is_loopback:
            return self.allow_loopback
        return not any(
            address.version == network.version and address in network for network in _BLOCKED
        )


def literal_address(host: str) -> str | None:
    """The IP address that a URL's host is written as, None when it is a name."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        return None
