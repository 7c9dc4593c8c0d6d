"""What the OpenAPI document promises, held against the handler with generated requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from entelech.domain.access import Role
from entelech.domain.errors import RateLimitedError
from functions.api.openapi import openapi
from functions.api.routes import every_route
from tests.builders import a_body
from tests.functions.bridge import DOCUMENT_PATH, application
from tests.functions.conftest import Context, let_wire, request_event
from tests.functions.test_rights import store_key

if TYPE_CHECKING:
    from schemathesis import Case

    from entelech.adapters.dynamodb.table import Table
    from functions.api.routing import Route

load_all_checks()
SCHEMA = schemathesis.openapi.from_wsgi(DOCUMENT_PATH, application)
LEFT_OUT = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection"])
"""What fits the schema may be refused: two lists of one length, an address on the internet. And a request
that was made not to fit does so again when credentials are put in or an unknown query is empty."""
ERROR = openapi()["components"]["schemas"]["Error"]


class Unlimited:
    def spend(self, *_: object) -> None:
        """Let pass."""

    refuse_if_empty = spend


class Exhausted:
    def spend(self, *_: object) -> None:
        raise RateLimitedError(retry_after_s=7)

    refuse_if_empty = spend


@pytest.fixture
def authorization(deployed: Table, api_key: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An admin's, where the client and the key of the document's examples are there."""
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    let_wire(monkeypatch, "limiter", Unlimited)
    store_key(deployed, "a1b2c3d4", Role.VIEWER)
    handler(request_event("POST", "/api/clients", key=api_key, body=a_body()), Context())
    return {"Authorization": f"Bearer {api_key}"}


@SCHEMA.parametrize()
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_answers_are_what_the_document_promises(case: Case, authorization: dict[str, str]) -> None:
    case.call_and_validate(headers=authorization, excluded_checks=LEFT_OUT)


def promised(route: Route, answer: dict[str, Any]) -> dict[str, Any]:
    """What the document says of an answer with that status."""
    operation = openapi()["paths"][route.path][route.method.lower()]
    found: dict[str, Any] = operation["responses"][str(int(answer["statusCode"]))]
    return found


def asked(route: Route, key: str, body: object) -> dict[str, Any]:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    path = route.path.replace("{client_id}", "tnt-limousine-001").replace("{key_id}", "a1b2c3d4")
    answer: dict[str, Any] = handler(
        request_event(route.method, path, key=key, body=body, headers={"x-entelech": "1"}),
        Context(),
    )
    return answer


@pytest.mark.parametrize("route", every_route(), ids=lambda route: f"{route.method} {route.path}")
def test_every_route_promises_what_it_answers_over_the_limit(
    route: Route, api_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_wire(monkeypatch, "limiter", Exhausted)

    answer = asked(route, api_key, {})

    assert answer["statusCode"] == 429
    assert answer["headers"]["Retry-After"] == "7"
    assert list(promised(route, answer)["headers"]) == ["Retry-After"]
    jsonschema.validate(json.loads(answer["body"]), ERROR)


@pytest.mark.parametrize(
    "route",
    [route for route in every_route() if route.body],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_every_route_with_a_body_promises_what_it_answers_to_one_too_large(
    route: Route, api_key: str
) -> None:
    answer = asked(route, api_key, '"' + "x" * 256 * 1024 + '"')

    assert answer["statusCode"] == 413
    assert promised(route, answer)
    jsonschema.validate(json.loads(answer["body"]), ERROR)
