"""A browser's session, from signing in to signing out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from entelech.domain.access import Role
from entelech.domain.credentials import key_text
from tests.functions.conftest import Context, request_event
from tests.functions.test_rights import SECRET, store_key

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

OURS = {"x-entelech": "1"}
KEY = key_text("viewera0", SECRET)


def ask(method: str, path: str, **more: Any) -> dict[str, Any]:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answer: dict[str, Any] = handler(request_event(method, path, **more), Context())
    return answer


@pytest.fixture
def viewer(deployed: Table) -> str:
    store_key(deployed, "viewera0", Role.VIEWER, "a")
    return KEY


def sign_in(key: str) -> dict[str, Any]:
    return ask("POST", "/api/session", body={"api_key": key}, headers=OURS)


def test_a_key_is_exchanged_for_a_cookie_that_no_script_can_read(viewer: str) -> None:
    answer = sign_in(viewer)

    (cookie,) = answer["cookies"]
    text, *flags = cookie.split("; ")
    assert text.startswith("entelech_session=viewera0.")
    assert set(flags) >= {"Path=/api", "Secure", "HttpOnly", "SameSite=Strict"}
    (max_age,) = [flag for flag in flags if flag.startswith("Max-Age=")]
    assert 43_190 <= int(max_age.removeprefix("Max-Age=")) <= 43_200
    body = json.loads(answer["body"])
    assert (body["role"], body["clients"]) == ("viewer", ["a"])
    assert SECRET not in str(answer)


def test_the_cookie_is_all_that_later_requests_show(viewer: str) -> None:
    cookie = sign_in(viewer)["cookies"][0].split(";")[0]

    shown = ask("GET", "/api/session", cookies=["theme=dark", cookie])

    assert json.loads(shown["body"])["key_id"] == "viewera0"
    assert ask("GET", "/api/clients", cookies=[cookie])["statusCode"] == 200
    assert ask("GET", "/api/clients")["statusCode"] == 401


def test_asking_who_is_signed_in_is_no_failure_where_nobody_is(viewer: str, api_key: str) -> None:
    """A page asks each time that it is opened."""
    assert viewer

    assert ask("GET", "/api/session")["statusCode"] == 204
    assert ask("GET", "/api/session", cookies=["entelech_session=x"])["statusCode"] == 401

    entries = json.loads(ask("GET", "/api/audit", key=api_key)["body"])["entries"]
    asked = [each for each in entries if each["operation"].startswith("GET ")]
    assert [each["outcome"] for each in asked] == ["unauthenticated"]


def test_signing_out_ends_the_cookie(viewer: str) -> None:
    assert viewer
    answer = ask("DELETE", "/api/session", headers=OURS)

    assert answer["statusCode"] == 204
    assert "entelech_session=;" in answer["cookies"][0]
    assert "Max-Age=0" in answer["cookies"][0]


def test_another_sites_page_cannot_sign_a_browser_in_or_out(viewer: str) -> None:
    for method, body in (("POST", {"api_key": viewer}), ("DELETE", None)):
        answer = ask(method, "/api/session", body=body)

        assert (answer["statusCode"], answer["cookies"]) == (403, [])


def test_a_change_under_a_session_needs_the_header_of_our_page(deployed: Table) -> None:
    store_key(deployed, "operat00", Role.OPERATOR)
    cookie = sign_in(key_text("operat00", SECRET))["cookies"][0].split(";")[0]
    path = "/api/clients/a/deactivate"

    assert ask("POST", path, cookies=[cookie])["statusCode"] == 403
    assert ask("POST", path, cookies=[cookie], headers=OURS)["statusCode"] == 404  # nobody there
    assert ask("POST", path, key=key_text("operat00", SECRET))["statusCode"] == 404


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"api_key": key_text("nobody00", SECRET)}, 401, None),
        ({"api_key": "hello"}, 401, None),
        ({}, 400, "api_key"),
        ({"api_key": 7}, 400, "api_key"),
        ({"api_key": KEY, "remember": True}, 400, "remember"),
    ],
)
def test_what_is_no_key_signs_nobody_in(
    deployed: Table, body: dict[str, Any], status: int, field: str | None
) -> None:
    assert deployed
    answer = ask("POST", "/api/session", body=body, headers=OURS)

    assert (answer["statusCode"], answer["cookies"]) == (status, [])
    assert json.loads(answer["body"])["error"]["field"] == field


def test_signing_in_is_in_the_audit_log_and_the_key_is_not(
    viewer: str, api_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(viewer)
    sign_in(key_text("viewera0", "t" * 43))

    entries = json.loads(ask("GET", "/api/audit", key=api_key)["body"])["entries"]

    assert [(each["operation"], each["outcome"], each["key_id"]) for each in entries[:2]] == [
        ("POST /api/session", "unauthenticated", None),
        ("POST /api/session", "ok", "viewera0"),
    ]
    for told in (json.dumps(entries), caplog.text):
        assert SECRET not in told
        assert "t" * 43 not in told
