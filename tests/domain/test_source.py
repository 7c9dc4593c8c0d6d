from __future__ import annotations

import pytest

from entelech.domain.source import Source, source_of

EDGE = "130.176.1.1"
VIEWER = "203.0.113.7"
PROOF = "5f3e6a3a-5b0e-11f0-8d9c-0affd9e5ba4b"


def seen(forwarded: str | None, shown: str | None, peer: str = EDGE, proof: str = PROOF) -> str:
    headers = {"x-forwarded-for": forwarded, "x-origin-proof": shown}
    given = {name: value for name, value in headers.items() if value is not None}
    return source_of(given, peer, origin_proof=proof).address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (f"{VIEWER}, {EDGE}", VIEWER),
        (VIEWER, VIEWER),
        (f"1.1.1.1, {VIEWER}, {EDGE}", VIEWER),
        (f"1.1.1.1,{VIEWER}", VIEWER),
        (f"2001:db8::1, {EDGE}", "2001:db8::1"),
        (EDGE, EDGE),
        ("", EDGE),
        (None, EDGE),
        (f"unknown, {EDGE}", EDGE),
    ],
)
def test_behind_our_distribution_the_viewer_is_whom_cloudfront_appended(
    forwarded: str | None, address: str
) -> None:
    assert seen(forwarded, PROOF) == address


@pytest.mark.parametrize("shown", [None, "", "guess", "ümlaut"])
def test_whoever_comes_another_way_is_who_connected(shown: str | None) -> None:
    assert seen(f"1.1.1.1, {VIEWER}", shown, peer=VIEWER) == VIEWER


def test_without_a_distribution_nobody_proves_anything() -> None:
    assert seen(f"1.1.1.1, {VIEWER}", "", peer=VIEWER, proof="") == VIEWER


@pytest.mark.parametrize(
    ("peer", "source"),
    [
        ("203.0.113.7", Source(address="203.0.113.7", network="203.0.113.7/32")),
        ("::ffff:203.0.113.7", Source(address="203.0.113.7", network="203.0.113.7/32")),
        ("2001:db8:1:2:a:b:c:d", Source(address="2001:db8:1:2:a:b:c:d", network="2001:db8:1:2::/64")),
        ("test-invoke-source-ip", Source(address="unknown", network="unknown")),
        ("", Source(address="unknown", network="unknown")),
    ],
)  # fmt: skip
def test_a_sender_is_an_ipv4_address_or_an_ipv6_network(peer: str, source: Source) -> None:
    assert source_of({}, peer, origin_proof=PROOF) == source
