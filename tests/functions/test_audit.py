"""What the handlers keep of what was asked, and how it is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from entelech import wiring
from entelech.domain.access import Role
from entelech.domain.credentials import key_text
from entelech.domain.errors import UnavailableError
from tests.builders import a_body
from tests.functions.conftest import Context, request_event
from tests.functions.test_rights import SECRET, store_key

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

LOCAL = {"automation_systems": ["A"], "monitoring_endpoints": ["http://127.0.0.1:9001"]}
CLIENT = "/api/clients/tnt-limousine-001"
ADMIN, VIEWER = key_text("admin000", SECRET), key_text("viewer00", SECRET)


@pytest.fixture(autouse=True)
def keys(deployed: Table) -> None:
    store_key(deployed, "admin000", Role.ADMIN)
    store_key(deployed, "viewer00", Role.VIEWER)


def api(
    method: str, path: str, body: object = None, *, key: str | None = ADMIN, **query: str
) -> tuple[int, Any]:
    from functions.api.handler import handler  # noqa: PLC0415 - after the environment is set

    answer = handler(request_event(method, path, key=key, body=body, query=query), Context())
    return answer["statusCode"], json.loads(answer["body"] or "null")


def call(tool: str, *, key: str | None = ADMIN, **arguments: Any) -> int:
    from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

    params = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return int(
        handler(request_event("POST", "/mcp", key=key, body=message), Context())["statusCode"]
    )


def entries(**query: str) -> list[dict[str, Any]]:
    """The log, the oldest first."""
    status, page = api("GET", "/api/audit", **query)
    assert status == 200
    return list(reversed(page["entries"]))


def test_who_has_the_admin_key_made_anew_is_told() -> None:
    from functions.access.bootstrap import handler  # noqa: PLC0415 - after the environment is set

    key = handler({}, Context())["api_key"]

    (entry,) = entries()
    assert (entry["operation"], entry["target"], entry["outcome"]) == (
        "functions.access.bootstrap",
        "operator",
        "ok",
    )
    assert entry["request_id"] == Context.aws_request_id
    assert key not in json.dumps(entry)


def test_a_clients_life_is_told_step_by_step_with_what_each_changed() -> None:
    api("POST", "/api/clients", a_body(**LOCAL))
    api("POST", "/api/clients", a_body(**LOCAL))
    api("PATCH", CLIENT, {"version": 1, "retries": 0, "contact_email": None})
    api("PATCH", CLIENT, {"version": 1, "retries": 1})
    api("POST", f"{CLIENT}/deactivate")
    api("DELETE", CLIENT)

    told = entries(client_id="tnt-limousine-001")

    assert [(each["operation"], each["outcome"]) for each in told] == [
        ("POST /api/clients", "ok"),
        ("POST /api/clients", "ok"),
        ("PATCH /api/clients/{client_id}", "ok"),
        ("PATCH /api/clients/{client_id}", "conflict"),
        ("POST /api/clients/{client_id}/deactivate", "ok"),
        ("DELETE /api/clients/{client_id}", "ok"),
    ]
    made, again, changed, lost, _, gone = told
    assert {"field": "client_name", "before": None, "after": "TNT Limousine"} in made["changes"]
    assert (again["changes"], lost["changes"]) == ([], [])
    assert [
        each for each in changed["changes"] if each["field"] in {"contact_email", "retries"}
    ] == [
        {"field": "contact_email", "before": "operations@tntlimo.com", "after": None},
        {"field": "retries", "before": 2, "after": 0},
    ]
    assert {"field": "client_name", "before": "TNT Limousine", "after": None} in gone["changes"]
    assert changed["arguments"] == ["client_id", "contact_email", "retries", "version"]
    assert (changed["kind"], changed["key_id"], changed["role"]) == ("api_key", "admin000", "admin")
    assert (changed["source"], changed["request_id"]) == ("203.0.113.7", Context.aws_request_id)


def test_keys_are_told_of_without_their_secrets(deployed: Table) -> None:
    _, made = api("POST", "/api/keys", {"name": "TNT", "role": "viewer"})
    key_id = made["key"]["key_id"]
    _, second = api("POST", f"/api/keys/{key_id}/rotate", {"overlap_hours": 1})
    api("DELETE", f"/api/keys/{key_id}")

    first, rotated, revoked = entries()

    assert {"field": "role", "before": None, "after": "viewer"} in first["changes"]
    assert [each["field"] for each in rotated["changes"]] == ["expires_at", "successor"]
    assert rotated["changes"][1]["after"] == second["key"]["key_id"]
    assert (revoked["target"], [each["field"] for each in revoked["changes"]]) == (
        key_id,
        ["is_valid", "revoked_at"],
    )
    stored = str([item for entry in (first,) for item in deployed.query(day_of(entry))])
    for text in (made["api_key"], second["api_key"]):
        assert text.split("_", 2)[2] not in stored + json.dumps([first, rotated, revoked])


def day_of(entry: dict[str, Any]) -> str:
    return f"AUDIT#{entry['at'][:10]}"


def test_an_assistants_change_is_told_like_everybody_elses() -> None:
    call("get_all_clients_status")
    call("register_client", client_data=a_body(**LOCAL))
    call("register_client", key=VIEWER, **a_body(**LOCAL))

    told = entries()

    assert [(each["operation"], each["role"], each["outcome"]) for each in told] == [
        ("register_client", "admin", "ok"),
        ("register_client", "viewer", "forbidden"),
    ]
    assert {each["client_id"] for each in told} == {"tnt-limousine-001"}
    assert told[0]["arguments"] == ["client_data"]
    assert {"field": "client_name", "before": None, "after": "TNT Limousine"} in told[0]["changes"]


def test_who_is_refused_is_told_and_who_reads_is_not() -> None:
    api("GET", "/api/clients")
    api("GET", "/api/clients", key=None)
    api("GET", "/api/keys", key=VIEWER)
    api("POST", "/api/clients", {"client_id": "tnt"}, key="nonsense")
    call("get_all_clients_status", key=None)

    told = entries()

    assert [(each["operation"], each["key_id"], each["outcome"]) for each in told] == [
        ("GET /api/clients", None, "unauthenticated"),
        ("GET /api/keys", "viewer00", "forbidden"),
        ("POST /api/clients", None, "unauthenticated"),
        ("POST /mcp", None, "unauthenticated"),
    ]
    assert {each["source"] for each in told} == {"203.0.113.7"}


def test_guesses_fill_no_log() -> None:
    entries()  # so that this process knows the admin
    for n in range(100):
        api("GET", "/api/clients", key=f"emk_guess{n:03}_" + "x" * 43)

    assert 60 <= len(entries(limit="200")) <= 70  # one more each 2 s that the test takes


def test_the_log_is_read_by_page_client_and_time() -> None:
    for client_id in ("a", "b", "c"):
        api("POST", "/api/clients", a_body(client_id=client_id, **LOCAL))

    _, first = api("GET", "/api/audit", limit="2")
    _, second = api("GET", "/api/audit", limit="2", cursor=first["next_cursor"])

    assert [each["client_id"] for each in first["entries"] + second["entries"]] == ["c", "b", "a"]
    assert second["next_cursor"] is None
    assert [each["client_id"] for each in entries(client_id="b")] == ["b"]
    assert entries(to="2020-01-01T00:00:00Z") == []
    assert len(entries(**{"from": "2020-01-01T00:00:00Z"})) == 3


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"client_id": "TNT"}, "client_id"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2020-01-01"}, "to"),
        ({"cursor": "eHh4"}, "cursor"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_query_is_named(query: dict[str, str], field: str) -> None:
    status, answer = api("GET", "/api/audit", **query)

    assert (status, answer["error"]["field"]) == (400, field)


class Away:
    def __init__(self) -> None:
        self.tries = 0

    def add(self, _entry: object) -> None:
        self.tries += 1
        raise UnavailableError("The table did not answer.")


def test_an_entry_that_cannot_be_stored_is_logged_whole_and_counted(
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    away = Away()
    auditor = replace(wiring.auditor(), log=away)
    monkeypatch.setattr(wiring, "auditor", lambda: auditor)

    status, _ = api("POST", "/api/clients", a_body(**LOCAL))

    (lost,) = [each for each in caplog.records if each.message == "audit_entry_lost"]
    assert (status, away.tries, lost.levelname) == (201, 3, "ERROR")
    assert vars(lost)["entry"]["operation"] == "POST /api/clients"
    assert '"AuditEntriesLost":[1.0]' in capsys.readouterr().out.replace(" ", "")
    assert api("GET", CLIENT)[0] == 200
