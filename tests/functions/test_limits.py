"""How often whom: through the whole handlers, on the table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from entelech import wiring
from entelech.domain.access import Role
from entelech.domain.credentials import key_text
from tests.functions.conftest import Context, let_wire, request_event
from tests.functions.test_rights import SECRET, store_key

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
NOISY, QUIET = key_text("viewera0", SECRET), key_text("viewerb0", SECRET)


class StandingClock:
    """Time enough for no bucket to fill."""

    def __init__(self, clock: Any) -> None:
        self._now = clock.now()

    def now(self) -> object:
        return self._now

    def elapsed_s(self) -> float:
        return 0.0


@pytest.fixture(autouse=True)
def tenants(deployed: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = StandingClock(wiring.clock())
    let_wire(monkeypatch, "clock", lambda: clock)
    store_key(deployed, "viewera0", Role.VIEWER, "a")
    store_key(deployed, "viewerb0", Role.VIEWER, "b")


def api(
    key: str | None, path: str = "/api/clients", *, peer: str = "203.0.113.7", **headers: str
) -> dict[str, Any]:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    event = request_event("GET", path, key=key, headers=named)
    event["requestContext"]["http"]["sourceIp"] = peer
    answer: dict[str, Any] = handler(event, Context())
    return answer


def mcp(key: str | None) -> dict[str, Any]:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    answer: dict[str, Any] = handler(request_event("POST", "/mcp", key=key, body=PING), Context())
    return answer


def test_a_noisy_tenant_is_refused_and_slows_no_other() -> None:
    """The two sit behind one address; page and assistant of one key share its bucket."""
    told = [api(NOISY)["statusCode"] for _ in range(50)]
    told += [mcp(NOISY)["statusCode"] for _ in range(50)]

    refused = [api(NOISY), mcp(NOISY)]

    assert set(told) == {200}
    for answer in refused:
        assert answer["statusCode"] == 429
        assert json.loads(answer["body"])["error"]["code"] == "rate_limited"
        assert answer["headers"]["Retry-After"] == "1"
        assert answer["headers"]["Cache-Control"] == "no-store"
    assert (api(QUIET)["statusCode"], mcp(QUIET)["statusCode"]) == (200, 200)


def test_wrong_keys_are_refused_harder_on_both_doors() -> None:
    stranger = "emk_guess000_" + "x" * 43
    told = [api(stranger)["statusCode"] for _ in range(5)]
    told += [mcp(stranger)["statusCode"] for _ in range(5)]

    assert set(told) == {401}
    assert (api(stranger)["statusCode"], mcp(stranger)["statusCode"]) == (429, 429)
    assert api(stranger, peer="198.51.100.1")["statusCode"] == 401
    assert api(QUIET)["statusCode"] == 200


def test_the_open_route_is_bounded_by_address() -> None:
    told = [api(None, "/api/health-check")["statusCode"] for _ in range(61)]

    assert (set(told[:60]), told[60]) == ({200}, 429)
    assert api(None, "/api/health-check", peer="198.51.100.1")["statusCode"] == 200


def test_what_a_sender_claims_of_its_address_counts_for_nothing() -> None:
    """60 a minute and more, each under another name; the last entry is the gateway's."""
    told = [
        api(None, "/api/health-check", x_forwarded_for=f"198.51.100.{n}, 203.0.113.7")["statusCode"]
        for n in range(61)
    ]

    assert told[60] == 429


def test_behind_our_distribution_each_viewer_is_counted_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIGIN_PROOF", "known-to-cloudfront")

    def viewed(by: str) -> int:
        proof, hops = "known-to-cloudfront", f"1.1.1.1, {by}, 130.176.1.1"
        answer = api(
            None,
            "/api/health-check",
            peer="130.176.1.1",
            x_origin_proof=proof,
            x_forwarded_for=hops,
        )
        return int(answer["statusCode"])

    told = [viewed("198.51.100.1") for _ in range(61)]

    assert (set(told[:60]), told[60]) == ({200}, 429)
    assert viewed("198.51.100.2") == 200
