"""The demo clients' servers: each behaviour of the script as a caller meets it."""

from __future__ import annotations

import asyncio
import json
import ssl
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import httpx
import pytest

from local.demo_authority import certificate_file, make_authority
from local.demo_clients import DemoServer, make_servers
from local.demo_fleet import FLEET, HTTPS_SYSTEM, SYSTEMS_PER_CLIENT
from local.demo_script import Behaviour, behaviour_at
from local.loopback import any_free_port
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


def a_moment_of(behaviour: Behaviour) -> tuple[int, int, datetime]:
    """Find a client, a system and a minute of the day that the script gives this behaviour."""
    return next(
        (client, system, moment)
        for minute, client, system in product(
            range(24 * 60), range(len(FLEET)), range(SYSTEMS_PER_CLIENT)
        )
        if behaviour_at(client, system, moment := MIDNIGHT + timedelta(minutes=minute)) is behaviour
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ca")
    make_authority(folder)
    return folder


def server_of(authority: Path, client: int, system: int, moment: datetime) -> DemoServer:
    servers = make_servers(authority, 0, FakeClock(moment))
    server = servers[client * SYSTEMS_PER_CLIENT + system]
    server.port = any_free_port()
    return server


def ask(
    authority: Path, behaviour: Behaviour, path: str = "/health", *, patience: float = 10.0
) -> httpx.Response:
    """Ask a system that plays the behaviour, as a caller who trusts the authority."""
    client, system, moment = a_moment_of(behaviour)
    server = server_of(authority, client, system, moment)
    scheme = "https" if system == HTTPS_SYSTEM else "http"
    trust = ssl.create_default_context(cafile=certificate_file(authority))

    async def asked() -> httpx.Response:
        await server.follow_script()
        async with httpx.AsyncClient(verify=trust, timeout=patience) as http:
            return await http.get(f"{scheme}://127.0.0.1:{server.port}{path}")

    return _with_end(asked, server)


def _with_end(asked: Callable[[], Awaitable[httpx.Response]], server: DemoServer) -> httpx.Response:
    async def whole() -> httpx.Response:
        try:
            return await asked()
        finally:
            if server.listener is not None:
                server.listener.close()

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        (Behaviour.HEALTHY, "healthy"),
        (Behaviour.SLOW, "healthy"),
        (Behaviour.DEGRADED, "degraded"),
        (Behaviour.RECOVERING, "degraded"),
    ],
)
def test_an_answer_says_how_the_system_is(authority: Path, behaviour: Behaviour, status: str):
    answer = ask(authority, behaviour)

    assert answer.status_code == 200
    assert answer.json()["status"] == status


def test_a_slow_system_takes_longer_than_its_registration_allows(authority: Path):
    allowed = FLEET[0].registration([])["degraded_over_ms"]

    answer = ask(authority, Behaviour.SLOW)

    assert answer.elapsed > timedelta(milliseconds=allowed)


def test_a_failing_system_answers_500(authority: Path):
    assert ask(authority, Behaviour.FAILING).status_code == 500


def test_bad_json_cannot_be_read(authority: Path):
    answer = ask(authority, Behaviour.BAD_JSON)

    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_refused_connection_reaches_nobody(authority: Path):
    with pytest.raises(httpx.ConnectError):
        ask(authority, Behaviour.REFUSED)


def test_an_expired_certificate_is_said_to_have_expired(authority: Path):
    with pytest.raises(httpx.ConnectError, match="certificate has expired"):
        ask(authority, Behaviour.EXPIRED_CERTIFICATE)


def test_a_hung_system_does_not_answer(authority: Path):
    with pytest.raises(httpx.ReadTimeout):
        ask(authority, Behaviour.HUNG, patience=0.3)


def test_a_system_gives_its_metrics(authority: Path):
    answer = ask(authority, Behaviour.HEALTHY, "/metrics?start_date=2026-11-01&end_date=2026-11-02")

    assert answer.json()["period"]["start"] == "2026-11-01T00:00:00Z"


@pytest.mark.parametrize(("path", "status"), [("/metrics", 400), ("/elsewhere", 404)])
def test_a_wrong_question_is_told_so(authority: Path, path: str, status: int):
    assert ask(authority, Behaviour.HEALTHY, path).status_code == status


def test_the_authority_is_made_once(authority: Path):
    before = certificate_file(authority).read_text()

    make_authority(authority)

    assert certificate_file(authority).read_text() == before
    assert (authority / "ca.key").stat().st_mode & 0o777 == 0o600


def test_the_certificate_of_the_authority_fits_into_a_function_s_environment(authority: Path):
    """Source: AWS Lambda quotas, environment variables: 4 KB in all."""
    assert len(certificate_file(authority).read_text()) < 1024
