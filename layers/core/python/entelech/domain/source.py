"""Where a request comes from."""

from __future__ import annotations

import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN_PROOF_HEADER = "x-origin-proof"
"""Put on each request by our own distribution, over whatever a sender wrote there."""
_V6_PREFIX = 64
"""One customer's network. Source: RFC 6177."""


class Source(Struct, frozen=True, kw_only=True):
    """An address, and the class of addresses that count as one sender: IPv4 /32, IPv6 /64."""

    address: str
    network: str


UNKNOWN_SOURCE = Source(address="unknown", network="unknown")


def source_of(headers: Mapping[str, str], peer: str, *, origin_proof: str) -> Source:
    """Who sent the request; ``headers`` have lower-case names, ``peer`` is the gateway's own word.

    Behind our distribution the peer is CloudFront, and the sender is whom CloudFront appended to
    X-Forwarded-For; an earlier entry is the sender's own claim. Only a request that shows the
    ``origin_proof`` came that way. Source: CloudFront developer guide, "Client IP addresses".
    """
    hops = [peer]
    shown = headers.get(ORIGIN_PROOF_HEADER, "")
    if origin_proof and hmac.compare_digest(shown.encode(), origin_proof.encode()):
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",")]
        if len(hops) > 1 and _address(hops[-1]) == _address(peer):
            hops.pop()  # the gateway appended its own peer
    address = _address(hops[-1]) or _address(peer)
    return _source(address) if address else UNKNOWN_SOURCE


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _source(address: IPv4Address | IPv6Address) -> Source:
    if isinstance(address, IPv4Address):
        return Source(address=str(address), network=f"{address}/32")
    network = ip_network((int(address), _V6_PREFIX), strict=False)
    return Source(address=str(address), network=str(network))
