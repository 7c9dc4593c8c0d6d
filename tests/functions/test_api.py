from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from entelech import wiring
from entelech.domain.errors import UnavailableError
from functions.api.openapi import openapi
from functions.api.routes import MODULES, every_route
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"
LOCAL = {
    "automation_systems": ["A", "B"],
    "monitoring_endpoints": ["http://127.0.0.1:9001", "http://127.0.0.1:9002/"],
}


@dataclass
class Api:
    key: str

    def call(
        self, method: str, path: str, body: object = None, **options: Any
    ) -> tuple[int, dict[str, Any]]:
        from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

        event = request_event(method, path, body=body, **{"key": self.key, **options})
        answer = handler(event, Context())
        return answer["statusCode"], json.loads(answer["body"] or "null")


@pytest.fixture
def api(api_key: str) -> Api:
    return Api(key=api_key)


def test_the_document_is_that_of_the_routes() -> None:
    """``make format`` rewrites docs/openapi.json."""
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == openapi()


def test_the_four_paths_of_the_guide_are_there() -> None:
    """Source: the developer guide, "API Endpoints"."""
    paths = {route.path for route in every_route() if route.method == "GET"}

    assert paths >= {
        "/api/dashboard/summary",
        "/api/client/{client_id}/details",
        "/api/system/trends",
        "/api/health-check",
    }


def test_every_module_of_routes_is_reached_by_a_path() -> None:
    folder = Path(__file__).parents[2] / "functions" / "api" / "routes"
    written = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    declared = [
        route for name in written for route in import_module(f"functions.api.routes.{name}").ROUTES
    ]

    assert written == {name for names in MODULES.values() for name in names}
    assert sorted(map(str, declared)) == sorted(map(str, every_route()))


def test_these_routes_are_open_to_everybody() -> None:
    """Whether it works, the way in and out, and what shows a token of its own."""
    open_to_all = {f"{each.method} {each.path}" for each in every_route() if each.action is None}

    assert open_to_all == {
        *("GET /api/health-check", "POST /api/session", "DELETE /api/session"),
        "POST /api/ingest/heartbeat/{token}",
        "POST /api/ingest/metrics",
    }


@pytest.mark.parametrize(
    "route",
    [each for each in every_route() if each.action is not None and not each.is_for_nobody_too],
    ids=lambda route: f"{route.method} {route.path}",
)
@pytest.mark.parametrize("key", [None, "nonsense", "emk_operator_" + "s" * 43])
def test_every_other_route_asks_for_a_key(api: Api, route: Any, key: str | None) -> None:
    path = re.sub("{(?!client)\\w+}", "x", route.path).replace("{client_id}", "tnt-limousine-001")

    status, answer = api.call(route.method, path, {}, key=key)

    assert (status, answer["error"]["code"]) == (401, "unauthenticated")


def test_a_client_is_registered_read_listed_and_shown(api: Api) -> None:
    status, made = api.call("POST", "/api/clients", a_body(interval_minutes=1, **LOCAL))
    assert status == 201
    assert (made["version"], made["interval_minutes"]) == (1, 1)
    assert made["monitoring_endpoints"] == ["http://127.0.0.1:9001", "http://127.0.0.1:9002"]

    assert api.call("GET", "/api/clients/tnt-limousine-001") == (200, made)
    assert api.call("GET", "/api/clients") == (200, {"clients": [made], "next_cursor": None})
    _, summary = api.call("GET", "/api/dashboard/summary")
    assert [each["client_id"] for each in summary["clients"]] == ["tnt-limousine-001"]
    assert summary["overall_summary"]["unknown_clients"] == 1
    _, details = api.call("GET", "/api/client/tnt-limousine-001/details")
    assert details["configuration"] == made
    assert details["incidents"] == []
    assert details["metrics"]["timeframe"] == "30d"
    assert details["metrics"]["metrics"]["total_automations"] is None


def test_an_endpoint_inside_is_blocked_until_the_deployment_opens_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = a_body(automation_systems=["A"], monitoring_endpoints=["https://10.20.0.1:9443"])

    refused, answer = api.call("POST", "/api/clients", body)
    monkeypatch.setenv("ALLOWED_NETWORKS", "10.20.0.0/16")
    monkeypatch.setenv("EXTRA_PORTS", "9443-9443")
    wiring.settings.cache_clear()
    taken, _ = api.call("POST", "/api/clients", body)

    fault = answer["error"]
    assert (fault["code"], fault["field"]) == ("blocked_address", "monitoring_endpoints[0]")
    assert (refused, taken) == (400, 201)


def test_the_same_registration_twice_is_no_error(api: Api) -> None:
    first = api.call("POST", "/api/clients", a_body(**LOCAL))
    second = api.call("POST", "/api/clients", {"client_data": a_body(**LOCAL)})

    assert (first[0], second[0]) == (201, 200)
    assert first[1] == second[1]
    assert first[1]["interval_minutes"] == 15


def test_a_client_lives_through_change_and_purge(api: Api) -> None:
    client = "/api/clients/tnt-limousine-001"
    api.call("POST", "/api/clients", a_body(**LOCAL))

    status, changed = api.call("PATCH", client, {"version": 1, "interval_minutes": 5})
    assert (status, changed["interval_minutes"], changed["version"]) == (200, 5, 2)
    assert api.call("PATCH", client, {"version": 1, "retries": 0})[0] == 409
    assert api.call("DELETE", client)[0] == 409
    assert api.call("POST", f"{client}/deactivate")[1]["is_active"] is False
    _, inactive = api.call("GET", "/api/clients", query={"state": "inactive"})
    assert [each["client_id"] for each in inactive["clients"]] == ["tnt-limousine-001"]
    _, summary = api.call("GET", "/api/dashboard/summary", query={"include_inactive": "true"})
    assert (summary["total_clients"], summary["active_clients"]) == (1, 0)
    assert api.call("POST", f"{client}/reactivate")[1]["is_active"] is True
    api.call("POST", f"{client}/deactivate")
    assert api.call("DELETE", client) == (204, None)
    assert api.call("GET", client)[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/clients", a_body(client_id="TNT"), "client_id"),
        ("POST", "/api/clients", a_body(colour="blue"), "colour"),
        ("POST", "/api/clients", [], "client_data"),
        ("POST", "/api/clients", "{", "body"),
        ("POST", "/api/clients", "[" * 100_000, "body"),
        ("POST", "/api/clients", '{"client_id": "a", "client_id": "b"}', "client_id"),
        ("POST", "/api/clients", '{"timeout_seconds": NaN}', "timeout_seconds"),
        ("PATCH", "/api/clients/tnt", {"client_name": "TNT"}, "version"),
        ("GET", "/api/client/TNT/details", None, "client_id"),
    ],
)
def test_a_wrong_input_is_named(api: Api, method: str, path: str, body: object, field: str) -> None:
    status, answer = api.call(method, path, body)

    error = answer["error"]
    assert (status, error["code"], error["field"]) == (400, "invalid", field)
    assert error["request_id"] == Context.aws_request_id


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/api/system/trends", {"days": "0"}, "days"),
        ("/api/system/trends", {"days": "ten"}, "days"),
        ("/api/system/trends", {"days": "9" * 5000}, "days"),
        ("/api/clients", {"limit": "1001"}, "limit"),
        ("/api/clients", {"cursor": "x"}, "cursor"),
        ("/api/clients", {"state": "all"}, "state"),
        ("/api/dashboard/summary", {"include_inactive": "yes"}, "include_inactive"),
        ("/api/dashboard/summary", {"colour": "blue"}, "colour"),
        ("/api/health-check", {"x": "1"}, "x"),
    ],
)
def test_a_wrong_query_is_named(api: Api, path: str, query: dict[str, str], field: str) -> None:
    status, answer = api.call("GET", path, query=query)

    assert (status, answer["error"]["field"]) == (400, field)


def test_tags_are_registered_kept_changed_and_shown(api: Api) -> None:
    path = "/api/clients/tnt-limousine-001"
    tags = {"Booking Management": ["booking", "eu"], "Lead Processing System": ["eu"]}
    status, made = api.call("POST", "/api/clients", a_body(tags=tags))
    _, kept = api.call("PATCH", path, {"version": 1, "client_name": "TNT"})
    _, changed = api.call("PATCH", path, {"version": 2, "tags": {"Booking Management": None}})
    wrong, refusal = api.call("PATCH", path, {"version": 3, "tags": {"Fax": ["eu"]}})

    assert (status, made["tags"], kept["tags"]) == (201, tags, tags)
    assert changed["tags"] == {"Lead Processing System": ["eu"]}
    assert (wrong, refusal["error"]["field"]) == (400, "tags.Fax")


CALLING = {
    "automation_systems": ["API", "Backup"],
    "monitoring_endpoints": ["http://127.0.0.1:9001", "heartbeat:"],
    "checks": {"Backup": {"type": "heartbeat", "every_minutes": 60}},
}


def test_a_sign_of_life_needs_its_token_and_nothing_else(api: Api) -> None:
    api.call("POST", "/api/clients", a_body(**CALLING))
    _, listed = api.call("GET", "/api/clients/tnt-limousine-001/heartbeats")
    (backup,) = listed["heartbeats"]

    first, heard = api.call("POST", backup["path"], key=None)
    second, _ = api.call("POST", backup["path"], {"status": "fail", "message": "full"}, key=None)
    wrong, refusal = api.call("POST", backup["path"], {"status": "well"}, key=None)
    unknown, _ = api.call("POST", backup["path"] + "0", {}, key=None)

    assert (first, heard["system_name"], heard["status"]) == (200, "Backup", "success")
    assert (second, wrong, unknown) == (200, 400, 404)
    assert refusal["error"]["field"] == "status"
    _, listed = api.call("GET", "/api/clients/tnt-limousine-001/heartbeats")
    assert [each["message"] for each in listed["heartbeats"][0]["newest"]] == ["full", None]
    _, log = api.call("GET", "/api/audit")
    assert not [
        each
        for each in log["entries"]
        if each["outcome"] == "done" and "ingest" in each["operation"]
    ]


def test_a_renewed_token_is_the_only_one(api: Api) -> None:
    client = "/api/clients/tnt-limousine-001"
    api.call("POST", "/api/clients", a_body(**CALLING))
    _, before = api.call("GET", f"{client}/heartbeats")

    status, after = api.call("POST", f"{client}/heartbeats/renew", {"system_name": "Backup"})

    old, new = (each["heartbeats"][0]["path"] for each in (before, after))
    assert status == 200
    assert [api.call("POST", path, key=None)[0] for path in (old, new)] == [404, 200]
    _, log = api.call("GET", "/api/audit")
    (entry,) = [each for each in log["entries"] if each["operation"].endswith("/renew")]
    generations = {"field": "generations", "before": {"Backup": 1}, "after": {"Backup": 2}}
    assert entry["changes"] == [generations]


def test_maintenance_is_planned_shown_and_ended(api: Api) -> None:
    client = "/api/clients/tnt-limousine-001"
    api.call("POST", "/api/clients", a_body(time_zone="Europe/Berlin", **LOCAL))
    now = wiring.clock().now().replace(microsecond=0)
    window = {
        "name": "Patches",
        "systems": LOCAL["automation_systems"][:1],
        "starts_at": (now - timedelta(minutes=1)).isoformat(),
        "duration_minutes": 60,
    }

    status, made = api.call("POST", f"{client}/maintenance", window)
    _, listed = api.call("GET", f"{client}/maintenance")
    _, details = api.call("GET", "/api/client/tnt-limousine-001/details")
    gone, _ = api.call("DELETE", f"{client}/maintenance/{made['window_id']}")
    _, after = api.call("GET", f"{client}/maintenance")

    assert (status, made["is_under_way"], made["time_zone"]) == (201, True, "Europe/Berlin")
    assert listed["windows"] == [made]
    assert [each["is_in_maintenance"] for each in details["health"]["systems"]] == [True, False]
    assert (gone, after["windows"][0]["is_under_way"]) == (204, False)


def test_what_was_agreed_is_printed_with_the_figures(api: Api) -> None:
    office = [{"days": ["monday"], "opens": "09:00", "closes": "17:00"}]
    agreed = {"uptime_target_percentage": 99.9, "business_hours": office}
    api.call("POST", "/api/clients", a_body(service_level=agreed, **LOCAL))

    _, details = api.call("GET", "/api/client/tnt-limousine-001/details")
    _, history = api.call("GET", "/api/clients/tnt-limousine-001/history")

    printed = {"degraded_weight_percentage": 100, "is_maintenance_counted": False} | agreed
    assert details["health"]["service_level"] == history["service_level"] == printed
    assert details["configuration"]["service_level"] == printed


def test_trends_name_the_days_and_invent_nothing(api: Api) -> None:
    status, trends = api.call("GET", "/api/system/trends", query={"days": "3"})

    assert (status, trends["days"], len(trends["series"])) == (200, 3, 3)
    assert {each["total_automations"] for each in trends["series"]} == {None}


def test_an_unknown_client_and_an_unknown_route_are_not_found(api: Api) -> None:
    for path in ("/api/client/nobody/details", "/api/clients/nobody", "/api/nothing"):
        status, answer = api.call("GET", path)
        assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/clients", "GET, POST"),
        ("HEAD", "/api/clients/tnt", "DELETE, GET, PATCH"),
        ("OPTIONS", "/api/keys/x/rotate", "POST"),
    ],
)
def test_another_method_than_a_routes_own_is_told_those(
    api: Api, method: str, path: str, allowed: str
) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answer = handler(request_event(method, path, key=api.key), Context())

    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, allowed)
    assert json.loads(answer["body"])["error"]["code"] == "method_not_allowed"


def test_the_health_check_is_open_and_well_before_anything_is_registered(api: Api) -> None:
    status, answer = api.call("GET", "/api/health-check", key=None)

    assert (status, answer["status"], answer["last_tick_age_seconds"]) == (200, "healthy", None)


class Standing:
    """A checker's world in which nothing was polled for ages."""

    def poller_health(self) -> object:
        from entelech.domain.fleet import PollerHealth  # noqa: PLC0415

        return PollerHealth(last_tick_at=None, is_stale=True, suspect_since=None)


def test_the_health_check_is_down_when_checks_do_not_run(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "status", Standing)

    status, answer = api.call("GET", "/api/health-check", key=None)

    assert (status, answer["status"]) == (503, "down")


class Broken:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def all_clients(self, *_: object, **__: object) -> object:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (UnavailableError("The table did not answer."), 503, "unavailable"),
        (ZeroDivisionError("secret detail"), 500, "internal"),
    ],
)
def test_what_breaks_inside_is_told_without_its_text(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    monkeypatch.setattr(wiring, "status", lambda: Broken(error))

    found, answer = api.call("GET", "/api/dashboard/summary")

    assert (found, answer["error"]["code"]) == (status, code)
    assert "secret detail" not in json.dumps(answer)


def test_answers_are_compressed_for_those_who_take_it(api: Api) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    event = request_event(
        "GET", "/api/dashboard/summary", key=api.key, headers={"accept-encoding": "gzip"}
    )
    answer = handler(event, Context())

    assert answer["headers"]["Content-Encoding"] == "gzip"
    body = json.loads(gzip.decompress(base64.b64decode(answer["body"])))
    assert body["total_clients"] == 0


def test_a_body_in_base64_is_read(api: Api) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    event = request_event("POST", "/api/clients", key=api.key, body=a_body(**LOCAL))
    event["body"] = base64.b64encode(event["body"].encode()).decode()
    event["isBase64Encoded"] = True

    assert handler(event, Context())["statusCode"] == 201


def test_a_body_that_is_no_base64_is_named(api: Api) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    event = request_event("POST", "/api/clients", key=api.key, body="?")
    answer = handler({**event, "isBase64Encoded": True}, Context())

    assert json.loads(answer["body"])["error"]["field"] == "body"


def test_a_body_above_256_kib_is_too_large(api: Api) -> None:
    fits, exceeds = ('"' + "x" * length + '"' for length in (256 * 1024 - 2, 256 * 1024 - 1))

    assert api.call("POST", "/api/clients", fits)[0] == 400
    status, answer = api.call("POST", "/api/clients", exceeds)

    assert (status, answer["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/clients"),
        ("GET", "/api/health-check"),
        ("GET", "/api/nothing"),
        ("POST", "/api/clients"),
        ("DELETE", "/api/clients/tnt"),
        ("OPTIONS", "/api/clients"),
    ],
)
@pytest.mark.parametrize("key", [None, "of an admin"])
def test_every_answer_carries_the_security_headers(
    api: Api, method: str, path: str, key: str | None
) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    event = request_event(
        method, path, key=key and api.key, headers={"origin": "https://evil.example"}
    )
    headers = handler(event, Context())["headers"]

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_an_answer_without_a_body_is_not_compressed(api: Api) -> None:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    client = "/api/clients/tnt-limousine-001"
    api.call("POST", "/api/clients", a_body(**LOCAL))
    api.call("POST", f"{client}/deactivate")
    event = request_event("DELETE", client, key=api.key, headers={"accept-encoding": "gzip"})
    answer = handler(event, Context())

    assert (answer["statusCode"], answer["body"]) == (204, "")
    assert "Content-Encoding" not in answer["headers"]


def test_the_key_stands_in_no_log(api_key: str, caplog: pytest.LogCaptureFixture) -> None:
    Api(key=api_key).call("GET", "/api/clients")

    logged = str([vars(record) for record in caplog.records])
    assert "request_answered" in logged
    assert api_key.split("_", 2)[2] not in logged


def test_a_key_is_made_listed_rotated_and_revoked(api: Api) -> None:
    status, made = api.call(
        "POST", "/api/keys", {"name": "TNT", "role": "viewer", "clients": ["tnt-limousine-001"]}
    )
    key_id = made["key"]["key_id"]
    assert (status, made["key"]["clients"]) == (201, ["tnt-limousine-001"])
    assert Api(key=made["api_key"]).call("GET", "/api/clients")[0] == 200

    status, second = api.call("POST", f"/api/keys/{key_id}/rotate", {"overlap_hours": 1})
    assert (status, second["key"]["name"]) == (201, "TNT")
    _, ended = api.call("DELETE", f"/api/keys/{key_id}")
    assert ended["is_valid"] is False
    _, listed = api.call("GET", "/api/keys")
    assert {each["key_id"]: each["is_valid"] for each in listed["keys"]} == {
        "operator": True,
        key_id: False,
        second["key"]["key_id"]: True,
    }
    assert made["api_key"].split("_", 2)[2] not in json.dumps(listed)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"role": "king"}, "role"),
        ({"role": None}, "role"),
        ({"clients": []}, "clients"),
        ({"clients": ["TNT"]}, "clients[0]"),
        ({"clients": ["a"], "role": "admin"}, "clients"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_key_request_is_named(api: Api, change: dict[str, Any], field: str) -> None:
    status, answer = api.call("POST", "/api/keys", {"name": "TNT", "role": "viewer", **change})

    assert (status, answer["error"]["field"]) == (400, field)


def test_a_rotation_needs_no_body(api: Api) -> None:
    _, made = api.call("POST", "/api/keys", {"name": "TNT", "role": "viewer"})

    status, second = api.call("POST", f"/api/keys/{made['key']['key_id']}/rotate")

    assert (status, second["key"]["name"]) == (201, "TNT")


@pytest.mark.parametrize("hours", [-1, 169, "1", True])
def test_a_wrong_overlap_is_named(api: Api, hours: object) -> None:
    status, answer = api.call("POST", "/api/keys/operator/rotate", {"overlap_hours": hours})

    assert (status, answer["error"]["field"]) == (400, "overlap_hours")
