"""What the product says of each behaviour of the demo: the day shows its reasons."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.http_probe import HttpxProber
from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy, Circumstances, Result, judge
from local.demo_authority import certificate_file, make_authority
from local.demo_fleet import FLEET, HTTPS_SYSTEM
from local.demo_script import Behaviour
from tests.local.test_demo_clients import a_moment_of, server_of

if TYPE_CHECKING:
    from pathlib import Path

REGISTRATION = FLEET[0].registration([])
HUNG_TIMEOUT_SECONDS = 0.3


def verdict_on(behaviour: Behaviour, authority: Path) -> Result:
    client, system, moment = a_moment_of(behaviour)
    server = server_of(authority, client, system, moment)
    prober = HttpxProber(
        addresses=AddressPolicy(allow_loopback=True),
        extra_ca_pem=certificate_file(authority).read_text(),
    )
    policy = CheckPolicy(
        timeout_s=HUNG_TIMEOUT_SECONDS
        if behaviour is Behaviour.HUNG
        else float(REGISTRATION["timeout_seconds"]),
        retries=0,
        degraded_over_ms=REGISTRATION["degraded_over_ms"],
    )
    scheme = "https" if system == HTTPS_SYSTEM else "http"

    async def probed() -> Result:
        await server.follow_script()
        async with prober.open() as probe:
            found = await probe(f"{scheme}://127.0.0.1:{server.port}/health", policy.timeout_s)
        if server.listener is not None:
            server.listener.close()
        circumstances = Circumstances(attempts=1, start_offset_ms=0, answered_at=moment)
        return judge(found, policy, circumstances)

    return asyncio.run(probed())


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.HEALTHY, "ok"),
        (Behaviour.SLOW, "degraded"),
        (Behaviour.DEGRADED, "degraded"),
        (Behaviour.RECOVERING, "degraded"),
        (Behaviour.FAILING, "failure"),
        (Behaviour.REFUSED, "connection"),
        (Behaviour.EXPIRED_CERTIFICATE, "tls"),
        (Behaviour.BAD_JSON, "invalid_contract"),
        (Behaviour.HUNG, "timeout"),
    ],
)
def test_each_behaviour_has_its_verdict(tmp_path: Path, behaviour: Behaviour, reason: str):
    make_authority(tmp_path)

    assert verdict_on(behaviour, tmp_path).reason == reason


def test_every_behaviour_has_a_verdict_to_be_held_to():
    (marks,) = test_each_behaviour_has_its_verdict.pytestmark

    assert {behaviour for behaviour, _ in marks.args[1]} == set(Behaviour)
