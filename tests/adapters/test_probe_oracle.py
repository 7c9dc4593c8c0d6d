"""Our prober and the one over httpx see the same in everything that servers do."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from entelech.adapters.http_probe import HttpxProber
from entelech.adapters.probe.dns import Resolver
from entelech.adapters.probe.prober import AsyncioProber
from entelech.domain.address import AddressPolicy
from entelech.domain.check import CheckPolicy, Circumstances, judge
from tests.servers import names
from tests.servers.behaviours import BEHAVIOURS
from tests.servers.certificates import server_context, trusted_pem
from tests.servers.peer import served

if TYPE_CHECKING:
    from entelech.domain.probe import Probe
    from entelech.ports.probing import Prober
    from tests.servers.behaviour import Behaviour, Verdict

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def probed(prober: Prober, url: str, timeout_s: float) -> Probe:
    async def once() -> Probe:
        async with prober.open() as probe:
            return await probe(url, timeout_s)

    return asyncio.run(once())


def verdict_of(prober: Prober, behaviour: Behaviour) -> Verdict:
    with served(behaviour.script, server_context(behaviour.certificate)) as ports:
        listener = behaviour.listener or {"http": "plain", "https": "tls"}[behaviour.scheme]
        url = f"{behaviour.scheme}://{behaviour.host}:{ports[listener]}/health"
        probe = probed(prober, url, behaviour.timeout_s)
    policy = CheckPolicy(
        timeout_s=behaviour.timeout_s, retries=0, degraded_over_ms=behaviour.degraded_over_ms
    )
    result = judge(probe, policy, Circumstances(attempts=1, start_offset_ms=0, answered_at=NOW))
    return result.reason, result.detail


def settings() -> dict[str, object]:
    return {
        "addresses": AddressPolicy(allow_loopback=True),
        "extra_ca_pem": trusted_pem(),
        "resolver": Resolver(names.lookup),
    }


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_our_prober_gives_the_verdict_of_the_table(behaviour: Behaviour) -> None:
    assert verdict_of(AsyncioProber(**settings()), behaviour) == behaviour.verdict


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_the_reference_differs_only_where_the_table_says_why(behaviour: Behaviour) -> None:
    expected = behaviour.reference or behaviour.verdict

    assert verdict_of(HttpxProber(**settings()), behaviour) == expected


def test_the_table_is_long_and_names_each_behaviour_once() -> None:
    behaviours = {each.name for each in BEHAVIOURS}

    assert len(behaviours) == len(BEHAVIOURS) >= 100
