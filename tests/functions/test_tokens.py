"""An issuer's tokens at both doors, and what MCP clients are told of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.adapters.test_oidc import ISSUER, a_token
from tests.functions.conftest import Context, request_event

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
WELL_KNOWN = "/.well-known/oauth-protected-resource"
HOST = "https://e0e0e0e0.execute-api.us-east-1.amazonaws.com"


def api(path: str, token: str) -> dict[str, Any]:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answer: dict[str, Any] = handler(request_event("GET", path, key=token), Context())
    return answer


def mcp(method: str, path: str, token: str | None = None, body: object = None) -> dict[str, Any]:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    answer: dict[str, Any] = handler(request_event(method, path, key=token, body=body), Context())
    return answer


def test_a_token_opens_both_doors(trusting: Table) -> None:
    assert trusting
    assert api("/api/clients", a_token())["statusCode"] == 200
    for path in ("/mcp", "/oauth/mcp"):
        assert mcp("POST", path, a_token(), LIST)["statusCode"] == 200


def test_who_asks_is_the_subject_of_the_token(trusting: Table) -> None:
    assert trusting
    shown = json.loads(api("/api/session", a_token())["body"])

    assert (shown["key_id"], shown["role"], shown["clients"]) == ("oidc:0b7d", "viewer", ["a"])


def test_a_token_counts_nowhere_while_no_issuer_is_trusted(deployed: Table) -> None:
    assert deployed
    assert api("/api/clients", a_token())["statusCode"] == 401


def test_the_oauth_door_tells_where_to_sign_in(trusting: Table) -> None:
    assert trusting
    refused = mcp("POST", "/oauth/mcp", body=LIST)

    assert refused["statusCode"] == 401
    challenge = refused["headers"]["WWW-Authenticate"]
    assert f'resource_metadata="{HOST}{WELL_KNOWN}/oauth/mcp"' in challenge
    described = mcp("GET", f"{WELL_KNOWN}/oauth/mcp")
    assert json.loads(described["body"]) == {
        "resource": f"{HOST}/oauth/mcp",
        "authorization_servers": [ISSUER],
        "bearer_methods_supported": ["header"],
        "resource_name": "Entelech Monitor",
    }


def test_a_token_without_a_role_is_told_that_its_scope_is_short(trusting: Table) -> None:
    assert trusting
    refused = mcp("POST", "/oauth/mcp", a_token(**{"cognito:groups": ["staff"]}), LIST)

    assert refused["statusCode"] == 403
    assert 'error="insufficient_scope"' in refused["headers"]["WWW-Authenticate"]


def test_the_door_for_keys_never_speaks_of_oauth(trusting: Table) -> None:
    """Clients that hear of it ignore the key that they were given."""
    assert trusting
    refused = mcp("POST", "/mcp", body=LIST)

    assert refused["headers"]["WWW-Authenticate"] == 'Bearer realm="entelech"'


def test_without_an_issuer_there_is_no_metadata(deployed: Table) -> None:
    assert deployed
    assert mcp("GET", f"{WELL_KNOWN}/oauth/mcp")["statusCode"] == 405


def test_the_sdks_own_reader_takes_the_metadata(trusting: Table) -> None:
    """Oracle: the model that MCP clients parse it with."""
    from mcp.shared.auth import ProtectedResourceMetadata  # noqa: PLC0415 - costs the SDK

    assert trusting
    body = mcp("GET", f"{WELL_KNOWN}/oauth/mcp")["body"]

    assert str(ProtectedResourceMetadata.model_validate_json(body).resource).endswith("/oauth/mcp")
