"""CPU microseconds of a warm request: ``python -m … open|key|session|jwt TABLE_PORT``.

``open`` asks the health check, which needs no rights and two reads; the others ask who they are,
which needs nothing but to find that out.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from benchmarks.cpus import MEASURED_CPU, keep_to
from entelech import wiring
from entelech.adapters.oidc import OidcVerifier
from entelech.domain.access import ApiKey, ClientScope, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.session import Session, session_text
from entelech.services.sessions import SIGNING_KEY
from functions.api import handler as api
from tests.adapters.test_oidc import CLIENT, ISSUER, Issuer, a_token
from tests.fakes.access import FakeKeyStore
from tests.fakes.memory import Memory
from tests.fakes.secrets import FakeSecretStore
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.services.access import Access

_WARMING = 30
_REQUESTS = 500
_SECRET = "s" * 43
_SIGNING_KEY = "k" * 43


def a_key() -> ApiKey:
    now = wiring.clock().now()
    return ApiKey(
        key_id="viewer00",
        secret_sha256=secret_sha256(_SECRET),
        name="Ann",
        role=Role.VIEWER,
        scope=ClientScope.everything(),
        created_at=now,
        last_used_at=now,
    )


def a_cookie() -> str:
    ends = wiring.clock().now().replace(microsecond=0) + timedelta(hours=1)
    text = session_text(Session(key_id="viewer00", expires_at=ends), _SIGNING_KEY)
    return f"entelech_session={text}"


def event(kind: str) -> dict[str, Any]:
    """A request that shows such credentials."""
    kinds: dict[str, Callable[[], dict[str, Any]]] = {
        "open": lambda: request_event("GET", "/api/health-check"),
        "key": lambda: request_event("GET", "/api/session", key=key_text("viewer00", _SECRET)),
        "session": lambda: request_event("GET", "/api/session", cookies=[a_cookie()]),
        "jwt": lambda: request_event("GET", "/api/session", key=a_token()),
    }
    return kinds[kind]()


def known_access() -> Access:
    """Finds the key and the signing key in memory: the first request of each remembers them."""
    memory, access = Memory(), wiring.access()
    memory.keys["viewer00"] = a_key()
    memory.secrets[SIGNING_KEY] = _SIGNING_KEY
    signing_key = replace(access.sessions.signing_key, secrets=FakeSecretStore(memory))
    return replace(
        access,
        keys=FakeKeyStore(memory),
        sessions=replace(access.sessions, signing_key=signing_key),
        tokens=OidcVerifier(
            issuer=ISSUER, audiences={CLIENT}, fetch=Issuer().fetch, clock=wiring.clock()
        ),
    )


def cpu_us(kind: str) -> float:
    """Of one request."""
    access, asked = known_access(), event(kind)
    wiring.access = lambda: access
    for _ in range(_WARMING):
        answer = api.handler(asked, Context())  # type: ignore[arg-type]
    if answer["statusCode"] != 200:
        raise RuntimeError(answer)
    before_s = time.process_time()
    for _ in range(_REQUESTS):
        api.handler(asked, Context())  # type: ignore[arg-type]
    return (time.process_time() - before_s) / _REQUESTS * 1e6


if __name__ == "__main__":
    keep_to(MEASURED_CPU)
    found = cpu_us(sys.argv[1])
    sys.stdout.write(f"\n{found}\n")
