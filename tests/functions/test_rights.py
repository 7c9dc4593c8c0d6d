"""Every route and every tool, asked by everybody: who gets in, and who does not."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from entelech import wiring
from entelech.adapters.dynamodb.access import DynamoKeyStore
from entelech.domain.access import ApiKey, ClientScope, Role, secret_sha256
from entelech.domain.credentials import key_text
from entelech.domain.ids import ClientId
from entelech.domain.session import Session, session_text
from entelech.services.sessions import SIGNING_KEY
from functions.api.routes import every_route
from tests.adapters.test_oidc import a_token
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

SECRET = "s" * 43
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
EVERYBODY = (
    "nobody", "stranger", "expired", "revoked", "viewer of a", "viewer of b", "operator of a", "operator of b",
    "viewer", "operator", "admin", "session of a viewer of a", "session of an operator",
    "token of a viewer of a", "token of an operator", "token of nobody here",
    "session of a revoked key", "session that we did not sign", "token of another issuer",
)  # fmt: skip
_STRANGERS = (*EVERYBODY[:4], *EVERYBODY[-3:])

OPEN = dict.fromkeys(EVERYBODY, "yes")
"""Asked about client a: "yes" gets in, "no" may not, "hidden" sees nothing there, "who" is unknown."""
_UNKNOWN = {**dict.fromkeys(_STRANGERS, "who"), "token of nobody here": "no"}
READ_A = {**OPEN, **_UNKNOWN, "viewer of b": "hidden", "operator of b": "hidden"}
READ_FLEET = {**OPEN, **_UNKNOWN}
_VIEWERS = dict.fromkeys(
    (
        *("viewer of a", "viewer of b", "viewer"),
        *("session of a viewer of a", "token of a viewer of a"),
    ),
    "no",
)
OPERATE = {**READ_FLEET, **_VIEWERS}
"""What an operator sees of it is its own clients'."""
WRITE_A = {**OPERATE, "operator of b": "hidden"}
REGISTER_A = {**OPERATE, "operator of b": "no"}
_OPERATORS = (
    *("operator of a", "operator of b", "operator"),
    *("session of an operator", "token of an operator"),
)
WRITE_A_MISSING = {who: "hidden" if each == "yes" else each for who, each in WRITE_A.items()}
OPERATE_ALL = {**OPERATE, "operator of a": "no", "operator of b": "no"}
"""What is everybody's: who operates some clients only may not change it."""
READ_FLEET_MISSING = {who: "hidden" if each == "yes" else each for who, each in READ_FLEET.items()}
ADMIN = {**WRITE_A, **dict.fromkeys(_OPERATORS, "no")}
READ_A_MISSING = {who: "hidden" if each == "yes" else each for who, each in READ_A.items()}
_BOUND = dict.fromkeys(
    (
        *("viewer of a", "viewer of b", "operator of a", "operator of b"),
        *("session of a viewer of a", "token of a viewer of a"),
    ),
    "no",
)
WRITE_EVERYTHING = {**WRITE_A, **_BOUND}
READ_EVERYTHING_MISSING = {
    **{who: "hidden" if each == "yes" else each for who, each in READ_FLEET.items()},
    **_BOUND,
}

ROUTE_ROWS = {
    "GET /api/reports": READ_FLEET,
    "POST /api/reports": WRITE_A,
    "GET /api/reports/brand": READ_FLEET,
    "PUT /api/reports/brand": WRITE_EVERYTHING,
    "POST /api/reports/bulk": WRITE_EVERYTHING,
    "GET /api/reports/bulk/{bulk_id}": READ_EVERYTHING_MISSING,
    "GET /api/reports/{client_id}/{report_id}": READ_A_MISSING,
    "GET /api/reports/{client_id}/{report_id}/content": READ_A_MISSING,
    "GET /api/reports/{client_id}/{report_id}/download": READ_A_MISSING,
    "GET /api/clients/{client_id}/report-schedules": READ_A,
    "PUT /api/clients/{client_id}/report-schedules/{report_type}": WRITE_A,
    "DELETE /api/clients/{client_id}/report-schedules/{report_type}": WRITE_A_MISSING,
    "GET /api/health-check": OPEN,
    "GET /api/dashboard/summary": READ_FLEET,
    "GET /api/client/{client_id}/details": READ_A,
    "GET /api/system/trends": READ_FLEET,
    "GET /api/clients": READ_FLEET,
    "POST /api/clients": REGISTER_A,
    "GET /api/clients/{client_id}": READ_A,
    "GET /api/clients/{client_id}/alerts": READ_A,
    "GET /api/clients/{client_id}/history": READ_A,
    "GET /api/sparklines": READ_FLEET,
    "GET /api/clients/{client_id}/archive": READ_A,
    "POST /api/clients/{client_id}/archive/{month}/restore": WRITE_A_MISSING,
    "POST /api/clients/{client_id}/history/repair": WRITE_A,
    "POST /api/clients/{client_id}/checks": WRITE_A,
    "GET /api/clients/{client_id}/checks/{check_id}": {
        **OPEN,
        **_UNKNOWN,
        **dict.fromkeys(EVERYBODY, "hidden"),
        **_UNKNOWN,
    },
    "GET /api/clients/{client_id}/maintenance": READ_A,
    "POST /api/clients/{client_id}/maintenance": WRITE_A,
    "DELETE /api/clients/{client_id}/maintenance/{window_id}": WRITE_A_MISSING,
    "GET /api/clients/{client_id}/heartbeats": WRITE_A,
    "POST /api/clients/{client_id}/heartbeats/renew": WRITE_A,
    "GET /api/clients/{client_id}/metrics": READ_A,
    "GET /api/clients/{client_id}/ingests": READ_A,
    "GET /api/clients/{client_id}/push-secret": WRITE_A,
    "POST /api/clients/{client_id}/push-secret/renew": WRITE_A,
    "POST /api/ingest/metrics": dict.fromkeys(EVERYBODY, "who"),
    "POST /api/ingest/heartbeat/{token}": dict.fromkeys(EVERYBODY, "hidden"),
    "PATCH /api/clients/{client_id}": WRITE_A,
    "POST /api/clients/{client_id}/deactivate": WRITE_A,
    "POST /api/clients/{client_id}/reactivate": WRITE_A,
    "DELETE /api/clients/{client_id}": WRITE_A,
    "GET /api/rules": READ_FLEET,
    "POST /api/rules": WRITE_A,
    "POST /api/rules/templates": WRITE_A,
    "POST /api/rules/backtest": READ_A,
    "GET /api/rules/{rule_id}": READ_FLEET_MISSING,
    "PATCH /api/rules/{rule_id}": WRITE_A_MISSING,
    "DELETE /api/rules/{rule_id}": WRITE_A_MISSING,
    "GET /api/silences": READ_FLEET,
    "POST /api/silences": WRITE_A,
    "DELETE /api/silences/{silence_id}": WRITE_A_MISSING,
    "GET /api/incidents": READ_FLEET,
    "GET /api/incidents/{incident_id}": READ_FLEET_MISSING,
    "POST /api/incidents/{incident_id}/acknowledge": WRITE_A_MISSING,
    "POST /api/incidents/{incident_id}/note": WRITE_A_MISSING,
    "POST /api/keys": ADMIN,
    "GET /api/keys": ADMIN,
    "POST /api/keys/{key_id}/rotate": ADMIN,
    "DELETE /api/keys/{key_id}": ADMIN,
    "GET /api/audit": ADMIN,
    "GET /api/channels": OPERATE,
    "POST /api/channels": OPERATE_ALL,
    "PATCH /api/channels/{channel_id}": OPERATE_ALL,
    "DELETE /api/channels/{channel_id}": OPERATE_ALL,
    "POST /api/channels/{channel_id}/test": OPERATE_ALL,
    "GET /api/notifications": OPERATE,
    "POST /api/notifications/{notification_id}/replay": WRITE_A_MISSING,
    "POST /api/session": OPEN,
    "GET /api/session": {**READ_FLEET, "nobody": "yes"},
    "DELETE /api/session": OPEN,
}
TOOL_ROWS = {
    "generate_client_reports": WRITE_A,
    "list_client_reports": READ_A,
    "get_client_report": READ_A_MISSING,
    "get_all_clients_status": READ_FLEET,
    "get_system_health": READ_A,
    "get_performance_metrics": READ_A,
    "register_client": REGISTER_A,
    "list_notifications": OPERATE,
    "replay_notifications": OPERATE,
    "alert_on_failures": WRITE_A,
    "list_incidents": READ_FLEET,
    "acknowledge_incident": WRITE_A_MISSING,
    "silence_alerts": WRITE_A,
    "simulate_alert_rule": READ_A,
}
_RULE = {
    "client_id": "a",
    "metric_name": "uptime",
    "threshold": 95.0,
    "comparison": "less_than",
    "alert_type": "slack",
}
_SILENCE = {"client_id": "a", "minutes": 60, "reason": "We know"}
BODIES: dict[str, object] = {
    "POST /api/ingest/metrics": {"client_id": "a", "system_name": "Booking Management"},
    "POST /api/reports": {"client_id": "a"},
    "PUT /api/reports/brand": {"name": "An Agency"},
    "POST /api/reports/bulk": {},
    "POST /api/clients": a_body(client_id="a"),
    "PATCH /api/clients/{client_id}": {"version": 1},
    "POST /api/clients/{client_id}/history/repair": {
        "from": "2025-01-01T00:00:00Z",
        "to": "2025-01-02T00:00:00Z",
    },
    "POST /api/clients/{client_id}/heartbeats/renew": {"system_name": "Lead Processing System"},
    "POST /api/clients/{client_id}/maintenance": {
        "name": "Patches",
        "starts_at": "2099-01-15T02:00",
        "duration_minutes": 60,
    },
    "POST /api/rules": _RULE,
    "POST /api/rules/templates": {"client_id": "a"},
    "POST /api/rules/backtest": _RULE,
    "PATCH /api/rules/{rule_id}": {"threshold": 90},
    "POST /api/silences": _SILENCE,
    "POST /api/incidents/{incident_id}/acknowledge": {},
    "POST /api/incidents/{incident_id}/note": {"note": "Bob looks"},
    "POST /api/keys": {"name": "Wallboard", "role": "viewer"},
    "POST /api/keys/{key_id}/rotate": {},
    "POST /api/channels": {
        "name": "Ops",
        "kind": "slack",
        "webhook_url": "https://hooks.slack.com/services/T/B/x",
    },
    "PATCH /api/channels/{channel_id}": {"name": "Topic"},
    "POST /api/session": {"api_key": key_text("viewer00", SECRET)},
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "generate_client_reports": {"client_id": "a"},
    "list_client_reports": {"client_id": "a"},
    "get_client_report": {"client_id": "a", "report_id": "none"},
    "get_all_clients_status": {},
    "get_system_health": {"client_id": "a"},
    "get_performance_metrics": {"client_id": "a", "timeframe": "7d"},
    "register_client": a_body(client_id="a"),
    "list_notifications": {},
    "replay_notifications": {},
    "alert_on_failures": _RULE,
    "list_incidents": {},
    "acknowledge_incident": {"incident_id": "0m5xq2v40-a1b2c3d4.a"},
    "silence_alerts": _SILENCE,
    "simulate_alert_rule": _RULE,
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
def shown(trusting: Table) -> dict[str, dict[str, Any]]:
    """Client a is registered; what everybody shows: a key, a cookie, a token, or nothing."""
    deployed = trusting
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
    store_key(deployed, "operatb0", Role.OPERATOR, "b")
    store_key(deployed, "viewer00", Role.VIEWER)
    store_key(deployed, "operat00", Role.OPERATOR)
    store_key(deployed, "admin000", Role.ADMIN)
    ids = ("expired0", "revoked0", "viewera0", "viewerb0", "operata0", "operatb0", "viewer00")
    texts = [key_text(key_id, SECRET) for key_id in ("stranger", *ids, "operat00", "admin000")]
    keys = [{"key": text} for text in texts]
    wiring.secrets().add(SIGNING_KEY, "k" * 43)
    cookies = [
        {"cookies": [f"entelech_session={a_session(key_id, signed_with)}"]}
        for key_id, signed_with in (
            *(("viewera0", "k"), ("operat00", "k")),
            *(("revoked0", "k"), ("admin000", "l")),
        )
    ]
    groups = (
        ["entelech-viewer", "entelech-client-a"],
        ["entelech-operator", "entelech-all-clients"],
        ["staff"],
    )
    tokens = [{"key": a_token(**{"cognito:groups": each})} for each in groups]
    stranger = {"key": a_token(iss="https://evil.example", **{"cognito:groups": groups[1]})}
    everything = [{}, *keys, *cookies[:2], *tokens, *cookies[2:], stranger]
    return dict(zip(EVERYBODY, everything, strict=True))


def a_session(key_id: str, signed_with: str) -> str:
    expires_at = wiring.clock().now() + timedelta(hours=1)
    return session_text(Session(key_id=key_id, expires_at=expires_at), signed_with * 43)


def test_every_route_and_every_tool_has_its_row() -> None:
    from functions.mcp.tools import TOOLS  # noqa: PLC0415 - after the environment is set

    assert {f"{route.method} {route.path}" for route in every_route()} == set(ROUTE_ROWS)
    assert {tool.name for tool in TOOLS} == set(TOOL_ROWS)


def verdict_of_status(status: int) -> str:
    known = {
        HTTPStatus.UNAUTHORIZED: "who",
        HTTPStatus.FORBIDDEN: "no",
        HTTPStatus.NOT_FOUND: "hidden",
    }
    return known.get(HTTPStatus(status), "yes")


def path_about(client_id: str, path: str) -> str:
    """The path with something in each of its places."""
    return (
        path.replace("{client_id}", client_id)
        .replace("{key_id}", "viewer00")
        .replace("{window_id}", "w1")
        .replace("{check_id}", "c1")
        .replace("{rule_id}", "a.0m5xq2v40-a1b2c3d4")
        .replace("{silence_id}", "0m5xq2v40-a1b2c3d4")
        .replace("{incident_id}", "0m5xq2v40-a1b2c3d4.a")
        .replace("{month}", "2025-01")
        .replace("{channel_id}", "sns")
        .replace("{notification_id}", "YTEjMSNmaXJlZCNlbWFpbA")
        .replace("{report_type}", "monthly")
        .replace("{report_id}", "monthly-2025-01-01-2025-01-31")
        .replace("{bulk_id}", "0m5xq2v40-a1b2c3d4")
    )


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", sorted(ROUTE_ROWS))
def test_a_route_lets_in_whom_it_should(
    shown: dict[str, dict[str, Any]], route: str, who: str
) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    method, path = route.split()
    path = path_about("a", path)
    ours = {"x-entelech": "1"}
    query = {"client_ids": "a"} if path == "/api/sparklines" else None
    event = request_event(
        method, path, body=BODIES.get(route), query=query, headers=ours, **shown[who]
    )
    answer = handler(event, Context())

    assert verdict_of_status(answer["statusCode"]) == ROUTE_ROWS[route][who]
    assert answer["statusCode"] < HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("tool", sorted(TOOL_ROWS))
def test_a_tool_lets_in_whom_it_should(
    shown: dict[str, dict[str, Any]], tool: str, who: str
) -> None:
    """Whoever has but a browser's session is nobody here."""
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    call = {"name": tool, "arguments": ARGUMENTS[tool]}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    answer = handler(request_event("POST", "/mcp", body=message, **shown[who]), Context())

    found = verdict_of_status(answer["statusCode"])
    if found == "yes":
        result = json.loads(answer["body"])["result"]
        text = result["content"][0]["text"]
        code = text.partition(":")[0] if result["isError"] else ""
        found = {"forbidden": "no", "not_found": "hidden"}.get(code, "yes")
    assert found == ("who" if "session" in who else TOOL_ROWS[tool][who])


def test_a_viewer_is_shown_no_tool_that_writes(shown: dict[str, dict[str, Any]]) -> None:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = handler(request_event("POST", "/mcp", body=message, **shown["viewer"]), Context())

    tools = [tool["name"] for tool in json.loads(answer["body"])["result"]["tools"]]
    assert tools == [
        "list_client_reports",
        "get_client_report",
        "get_all_clients_status",
        "get_system_health",
        "get_performance_metrics",
        "list_incidents",
        "simulate_alert_rule",
    ]


@pytest.mark.parametrize("path", ["/api/clients/{}", "/api/client/{}/details"])
def test_another_tenants_client_is_told_like_none_at_all(
    shown: dict[str, dict[str, Any]], path: str
) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answers = set()
    for client_id in ("a", "z"):
        event = request_event("GET", path.format(client_id), **shown["viewer of b"])
        answer = handler(event, Context())
        answers.add((answer["statusCode"], answer["body"].replace(f"'{client_id}'", "''")))

    assert len(answers) == 1


@pytest.mark.parametrize("route", sorted(each for each in ROUTE_ROWS if "{client_id}" in each))
def test_an_operator_of_others_cannot_tell_a_client_from_none(
    shown: dict[str, dict[str, Any]], route: str
) -> None:
    """The same answer, after the same number of storage calls."""
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    calls: Counter[str] = Counter()
    wiring.table()._client.meta.events.register(
        "provide-client-params.dynamodb", lambda model, **_: calls.update([model.name])
    )
    method, path = route.split()

    def asked(client_id: str) -> tuple[int, str, dict[str, int]]:
        event = request_event(
            method,
            path_about(client_id, path),
            body=BODIES.get(route),
            **shown["operator of b"],
        )
        calls.clear()
        answer = handler(event, Context())
        return answer["statusCode"], answer["body"].replace(f"'{client_id}'", "''"), dict(calls)

    asked("a")  # the key is known from now on, and that it was used
    ours, nobodys = asked("a"), asked("c")

    assert ours == nobodys
    assert ours[0] == HTTPStatus.NOT_FOUND
