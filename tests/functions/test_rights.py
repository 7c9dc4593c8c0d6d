"""Every route and every tool, asked by everybody: who gets in, and who does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from entelech import wiring
from entelech.adapters.dynamodb.access import DynamoKeyStore
from entelech.domain.access import ApiKey, ClientScope, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.ids import ClientId
from functions.api.routes import ROUTES
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

SECRET = "s" * 43
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
EVERYBODY = (
    "nobody", "stranger", "expired", "revoked", "viewer of a", "viewer of b", "operator of a",
    "viewer", "operator", "admin",
)  # fmt: skip

OPEN = dict.fromkeys(EVERYBODY, "yes")
"""Asked about client a: "yes" gets in, "no" may not, "hidden" sees nothing there, "who" is unknown."""
_UNKNOWN = dict.fromkeys(EVERYBODY[:4], "who")
READ_A = {**OPEN, **_UNKNOWN, "viewer of b": "hidden"}
READ_FLEET = {**OPEN, **_UNKNOWN}
_VIEWERS = dict.fromkeys(("viewer of a", "viewer of b", "viewer"), "no")
WRITE_A = {**READ_FLEET, **_VIEWERS}
ADMIN = {**WRITE_A, "operator of a": "no", "operator": "no"}

ROUTE_ROWS = {
    "GET /api/health-check": OPEN,
    "GET /api/dashboard/summary": READ_FLEET,
    "GET /api/client/{client_id}/details": READ_A,
    "GET /api/system/trends": READ_FLEET,
    "GET /api/clients": READ_FLEET,
    "POST /api/clients": WRITE_A,
    "GET /api/clients/{client_id}": READ_A,
    "GET /api/clients/{client_id}/history": READ_A,
    "PATCH /api/clients/{client_id}": WRITE_A,
    "POST /api/clients/{client_id}/deactivate": WRITE_A,
    "POST /api/clients/{client_id}/reactivate": WRITE_A,
    "DELETE /api/clients/{client_id}": WRITE_A,
    "POST /api/keys": ADMIN,
    "GET /api/keys": ADMIN,
    "POST /api/keys/{key_id}/rotate": ADMIN,
    "DELETE /api/keys/{key_id}": ADMIN,
    "GET /api/audit": ADMIN,
}
TOOL_ROWS = {
    "get_all_clients_status": READ_FLEET,
    "get_system_health": READ_A,
    "register_client": WRITE_A,
}
BODIES: dict[str, object] = {
    "POST /api/clients": a_body(client_id="a"),
    "PATCH /api/clients/{client_id}": {"version": 1},
    "POST /api/keys": {"name": "Wallboard", "role": "viewer"},
    "POST /api/keys/{key_id}/rotate": {},
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "get_all_clients_status": {},
    "get_system_health": {"client_id": "a"},
    "register_client": a_body(client_id="a"),
}


def store_key(table: Table, key_id: str, role: Role, *clients: str, **instants: datetime) -> None:
    scope = ClientScope(clients=frozenset(map(ClientId, clients)) if clients else None)
    DynamoKeyStore(table).save(
        ApiKey(
            key_id=key_id,
            secret_sha256=secret_sha256(SECRET),
            name=key_id,
            role=role,
            scope=scope,
            created_at=LONG_AGO,
            **instants,
        )
    )


@pytest.fixture
def keys(deployed: Table) -> dict[str, str | None]:
    """Client a is registered; everybody holds a key, or none."""
    from entelech.domain.registration import parse_registration  # noqa: PLC0415

    registration = parse_registration(
        a_body(client_id="a"),
        default_interval=wiring.default_interval(),
        addresses=wiring.addresses(),
    )
    wiring.registry().register(ClientScope.everything(), registration)
    store_key(deployed, "expired0", Role.ADMIN, expires_at=LONG_AGO + timedelta(days=1))
    store_key(deployed, "revoked0", Role.ADMIN, revoked_at=LONG_AGO + timedelta(days=1))
    store_key(deployed, "viewera0", Role.VIEWER, "a")
    store_key(deployed, "viewerb0", Role.VIEWER, "b")
    store_key(deployed, "operata0", Role.OPERATOR, "a")
    store_key(deployed, "viewer00", Role.VIEWER)
    store_key(deployed, "operat00", Role.OPERATOR)
    store_key(deployed, "admin000", Role.ADMIN)
    ids = ("expired0", "revoked0", "viewera0", "viewerb0", "operata0", "viewer00", "operat00")
    texts = [key_text(key_id, SECRET) for key_id in (*ids, "admin000")]
    return dict(zip(EVERYBODY, [None, key_text("stranger", SECRET), *texts], strict=True))


def test_every_route_and_every_tool_has_its_row() -> None:
    from functions.mcp.tools import TOOLS  # noqa: PLC0415 - after the environment is set

    assert {f"{route.method} {route.path}" for route in ROUTES} == set(ROUTE_ROWS)
    assert {tool.name for tool in TOOLS} == set(TOOL_ROWS)


def verdict_of_status(status: int) -> str:
    known = {
        HTTPStatus.UNAUTHORIZED: "who",
        HTTPStatus.FORBIDDEN: "no",
        HTTPStatus.NOT_FOUND: "hidden",
    }
    return known.get(HTTPStatus(status), "yes")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", sorted(ROUTE_ROWS))
def test_a_route_lets_in_whom_it_should(keys: dict[str, str | None], route: str, who: str) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    method, path = route.split()
    path = path.replace("{client_id}", "a").replace("{key_id}", "viewer00")

    event = request_event(method, path, key=keys[who], body=BODIES.get(route))
    answer = handler(event, Context())

    assert verdict_of_status(answer["statusCode"]) == ROUTE_ROWS[route][who]
    assert answer["statusCode"] < HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("tool", sorted(TOOL_ROWS))
def test_a_tool_lets_in_whom_it_should(keys: dict[str, str | None], tool: str, who: str) -> None:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    call = {"name": tool, "arguments": ARGUMENTS[tool]}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    answer = handler(request_event("POST", "/mcp", key=keys[who], body=message), Context())

    found = verdict_of_status(answer["statusCode"])
    if found == "yes":
        result = json.loads(answer["body"])["result"]
        text = result["content"][0]["text"]
        code = text.partition(":")[0] if result["isError"] else ""
        found = {"forbidden": "no", "not_found": "hidden"}.get(code, "yes")
    assert found == TOOL_ROWS[tool][who]


def test_a_viewer_is_shown_no_tool_that_writes(keys: dict[str, str | None]) -> None:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = handler(request_event("POST", "/mcp", key=keys["viewer"], body=message), Context())

    tools = [tool["name"] for tool in json.loads(answer["body"])["result"]["tools"]]
    assert tools == ["get_all_clients_status", "get_system_health"]


@pytest.mark.parametrize("path", ["/api/clients/{}", "/api/client/{}/details"])
def test_another_tenants_client_is_told_like_none_at_all(
    keys: dict[str, str | None], path: str
) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answers = set()
    for client_id in ("a", "z"):
        event = request_event("GET", path.format(client_id), key=keys["viewer of b"])
        answer = handler(event, Context())
        answers.add((answer["statusCode"], answer["body"].replace(f"'{client_id}'", "''")))

    assert len(answers) == 1
