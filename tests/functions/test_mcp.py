from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from entelech import wiring
from tests.builders import a_body
from tests.functions.conftest import Context, request_event

LOCAL = {
    "automation_systems": ["A"],
    "monitoring_endpoints": ["http://127.0.0.1:9001"],
    "interval_minutes": 1,
}
TOOLS = Path(__file__).parent.parent.parent / "functions" / "mcp" / "tools"
COMMITTED = Path(__file__).parent.parent.parent / "docs" / "mcp-tools.json"
ERAS = ["auto", "legacy", "2026-07-28"]
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
}


@dataclass
class Mcp:
    key: str

    def post(
        self,
        body: object,
        *,
        headers: dict[str, str] | None = None,
        method: str = "POST",
        key: str | None = "",
    ) -> tuple[int, dict[str, Any] | None, dict[str, str]]:
        from functions.mcp.handler import handler  # noqa: PLC0415 - after the environment is set

        shown = self.key if key == "" else key
        event = request_event(method, "/mcp", body=body, key=shown, headers=headers)
        answer = handler(event, Context())
        return answer["statusCode"], json.loads(answer["body"] or "null"), answer["headers"]

    def request(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """A request of the older era, answered with a result."""
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        status, answer, _ = self.post(message)
        assert status == 200
        assert answer is not None
        result: dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        return self.request("tools/call", {"name": tool, "arguments": arguments})


@pytest.fixture
def mcp(api_key: str) -> Mcp:
    return Mcp(key=api_key)


class LambdaTransport(httpx2.AsyncBaseTransport):
    """Hands an SDK client's requests to the handler as the HTTP API would."""

    def __init__(self, mcp: Mcp) -> None:
        self._mcp = mcp

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = (await request.aread()).decode()
        headers = {
            name: value for name, value in request.headers.items() if name != "content-length"
        }
        # The handler runs its own event loop, as in Lambda, so it needs a thread of its own here.
        status, answer, answered = await anyio.to_thread.run_sync(
            lambda: self._mcp.post(body, headers=headers, method=request.method)
        )
        content = b"" if answer is None else json.dumps(answer).encode()
        return httpx2.Response(status, headers=answered, content=content)


@pytest.mark.parametrize("era", ERAS)
def test_the_clients_of_both_eras_register_and_read(mcp: Mcp, era: Any) -> None:
    async def talk() -> tuple[list[str], Any, Any]:
        async with (
            httpx2.AsyncClient(transport=LambdaTransport(mcp)) as http,
            Client(
                streamable_http_client("http://monitor.example/mcp", http_client=http), mode=era
            ) as client,
        ):
            tools = [tool.name for tool in (await client.list_tools()).tools]
            made = await client.call_tool("register_client", {"client_data": a_body(**LOCAL)})
            read = await client.call_tool("get_system_health", {"client_id": "tnt-limousine-001"})
            return tools, made, read

    tools, made, read = anyio.run(talk)

    assert {"get_all_clients_status", "get_system_health", "register_client"} <= set(tools)
    assert set(tools) >= {"get_all_clients_status", "get_system_health", "register_client"}
    assert tools == mcp_names()
    assert (made.is_error, made.structured_content["is_new"]) == (False, True)
    assert read.structured_content["overall_status"] == "unknown"


def mcp_names() -> list[str]:
    from functions.mcp.tools import TOOLS as registered  # noqa: N811, PLC0415

    return [tool.name for tool in registered]


def test_the_tools_are_those_of_the_directory() -> None:
    from functions.mcp.tools import TOOLS as registered  # noqa: N811, PLC0415

    files = {path.stem for path in TOOLS.glob("*.py")} - {"__init__"}

    assert {tool.name for tool in registered} == files


def test_every_tool_says_what_it_does_to_the_world(mcp: Mcp) -> None:
    for tool in mcp.request("tools/list")["tools"]:
        assert set(tool["annotations"]) == {
            "readOnlyHint",
            "destructiveHint",
            "idempotentHint",
            "openWorldHint",
        }
        assert tool["title"]
        assert len(tool["description"]) <= 300
        assert tool["inputSchema"]["additionalProperties"] is False
        jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
        jsonschema.Draft202012Validator.check_schema(tool["outputSchema"])


def test_the_tools_cost_a_model_little(mcp: Mcp) -> None:
    """24 KB are about 6,000 tokens, sent with every conversation."""
    assert len(json.dumps(mcp.request("tools/list"))) <= 24_000


def test_the_committed_list_of_tools_is_current(mcp: Mcp) -> None:
    """``make format`` rewrites docs/mcp-tools.json."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == mcp.request("tools/list")["tools"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_all_clients_status", {}),
        ("get_all_clients_status", {"include_inactive": True, "limit": 1}),
        ("get_system_health", {"client_id": "tnt-limousine-001"}),
        ("register_client", a_body(**LOCAL)),
    ],
)
def test_answers_keep_to_the_schema_that_is_announced(
    mcp: Mcp, tool: str, arguments: dict[str, Any]
) -> None:
    mcp.call("register_client", **a_body(**LOCAL))
    schemas = {each["name"]: each["outputSchema"] for each in mcp.request("tools/list")["tools"]}

    answer = mcp.call(tool, **arguments)

    assert answer["isError"] is False
    jsonschema.validate(answer["structuredContent"], schemas[tool])
    assert answer["content"][0]["text"]


@pytest.mark.parametrize(
    ("tool", "arguments", "text"),
    [
        ("get_system_health", {"client_id": "nobody"}, "not_found: There is no client 'nobody'."),
        ("get_system_health", {}, "invalid: client_id: expected"),
        ("get_system_health", {"client": "tnt"}, "invalid: client: expected only"),
        ("get_all_clients_status", {"limit": 0}, "invalid: limit: expected"),
        ("get_all_clients_status", {"include_inactive": "yes"}, "invalid: include_inactive"),
        ("register_client", a_body(client_id="TNT"), "invalid: client_id: expected"),
        ("register_client", {"client_data": []}, "invalid: client_data: expected"),
        ("register_client", a_body(interval_minutes=2), "invalid: interval_minutes"),
    ],
)
def test_what_the_model_can_mend_comes_back_as_a_result(
    mcp: Mcp, tool: str, arguments: dict[str, Any], text: str
) -> None:
    answer = mcp.call(tool, **arguments)

    assert answer["isError"] is True
    assert answer["content"][0]["text"].startswith(text)


def test_an_unknown_tool_is_a_protocol_error(mcp: Mcp) -> None:
    message = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "nothing"}}

    _, answer, _ = mcp.post(message)

    assert answer is not None
    assert (answer["id"], answer["error"]["code"]) == (7, -32602)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_other_methods_than_post_are_refused(mcp: Mcp, method: str) -> None:
    status, answer, headers = mcp.post(None, method=method)

    assert (status, answer, headers["Allow"]) == (405, None, "POST")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"accept": "text/html"}, 406),
    ],
)
def test_what_no_mcp_client_sends_is_refused(
    mcp: Mcp, headers: dict[str, str], status: int
) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

    assert mcp.post(message, headers=headers)[0] == status


@pytest.mark.parametrize("key", [None, "nonsense", "emk_operator_" + "s" * 43])
def test_without_a_key_nothing_is_answered(mcp: Mcp, key: str | None) -> None:
    status, answer, headers = mcp.post({"jsonrpc": "2.0", "id": 1, "method": "ping"}, key=key)

    assert answer is not None
    assert (status, answer["error"]["code"]) == (401, "unauthenticated")
    assert headers["WWW-Authenticate"] == 'Bearer realm="entelech"'


def test_a_body_above_256_kib_is_too_large(mcp: Mcp) -> None:
    status, answer, _ = mcp.post('"' + "x" * (256 * 1024 - 1) + '"')

    assert answer is not None
    assert (status, answer["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('{"client_id": "a", "client_id": "b"}', "params.arguments.client_id: expected"),
        ('{"client_id": NaN}', "params.arguments.client_id: expected a finite number"),
    ],
)
def test_arguments_that_json_lets_through_and_we_do_not_are_named(
    mcp: Mcp, arguments: str, message: str
) -> None:
    call = f'"params": {{"name": "get_system_health", "arguments": {arguments}}}'

    status, answer, _ = mcp.post(f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", {call}}}')

    assert answer is not None
    assert (status, answer["error"]["code"]) == (400, -32700)
    assert message in answer["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("key", [None, ""])
def test_every_answer_carries_the_security_headers(mcp: Mcp, method: str, key: str | None) -> None:
    _, _, headers = mcp.post({"jsonrpc": "2.0", "id": 1, "method": "ping"}, method=method, key=key)

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


class Broken:
    def all_clients(self, *_: object, **__: object) -> object:
        raise ZeroDivisionError("secret detail")


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_what_breaks_inside_is_told_without_its_text_and_counted(
    mcp: Mcp,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    version: str,
) -> None:
    monkeypatch.setattr(wiring, "status", Broken)
    call = {"name": "get_all_clients_status", "arguments": {}, "_meta": META}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    named = {"mcp-method": "tools/call", "mcp-name": "get_all_clients_status"}

    _, answer, _ = mcp.post(message, headers={"mcp-protocol-version": version, **named})

    assert answer is not None
    assert answer["error"]["code"] == -32603
    assert "secret detail" not in json.dumps(answer)
    assert [each.message for each in caplog.records if each.levelname == "ERROR"][-1:] == [
        "request_broke"
    ]
    assert '"McpRequestsBroken":[1.0]' in capsys.readouterr().out.replace(" ", "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", -32700),
        ("[" * 100_000, -32700),
        ("[]", -32600),
        ("null", -32600),
        ({"id": 1, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1}, -32600),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, -32600),
    ],
)
def test_what_is_no_message_is_a_bad_request(mcp: Mcp, body: object, code: int) -> None:
    status, answer, _ = mcp.post(body)

    assert answer is not None
    assert (status, answer["error"]["code"]) == (400, code)


def test_a_notification_is_accepted_without_an_answer(mcp: Mcp) -> None:
    status, answer, _ = mcp.post({"jsonrpc": "2.0", "method": "notifications/initialized"})

    assert (status, answer) == (202, None)


@pytest.mark.parametrize(
    ("headers", "params", "status", "code"),
    [
        ({"mcp-method": "tools/list"}, {"_meta": META}, 200, None),
        ({"mcp-method": "tools/call"}, {"_meta": META}, 400, -32020),
        ({"mcp-method": "tools/list"}, {}, 400, -32602),
        (
            {"mcp-method": "tools/list", "mcp-protocol-version": "2031-01-01"},
            {"_meta": {**META, "io.modelcontextprotocol/protocolVersion": "2031-01-01"}},
            400,
            -32022,
        ),
    ],
)
def test_the_newer_era_checks_its_headers(
    mcp: Mcp, headers: dict[str, str], params: dict[str, Any], status: int, code: int | None
) -> None:
    """Source: the specification of 2026-07-28, "Streamable HTTP"."""
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params}

    found, answer, _ = mcp.post(message, headers={"mcp-protocol-version": "2026-07-28", **headers})

    assert answer is not None
    assert (found, answer.get("error", {}).get("code")) == (status, code)


def test_an_unknown_method_is_404_in_the_newer_era_only(mcp: Mcp) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "no/such", "params": {"_meta": META}}

    newer, _, _ = mcp.post(
        message, headers={"mcp-protocol-version": "2026-07-28", "mcp-method": "no/such"}
    )
    older, _, _ = mcp.post({"jsonrpc": "2.0", "id": 1, "method": "no/such"})

    assert (newer, older) == (404, 200)


def test_a_fleet_page_is_small_enough_for_a_model(mcp: Mcp) -> None:
    """20 clients are a page; 16 KB are about 4,000 tokens."""
    for n in range(21):
        mcp.call("register_client", **a_body(client_id=f"client-{n:02}", **LOCAL))

    answer = mcp.call("get_all_clients_status")

    assert len(answer["structuredContent"]["clients"]) == 20
    assert answer["structuredContent"]["next_cursor"] in answer["content"][0]["text"]
    assert len(json.dumps(answer["structuredContent"])) <= 16_000
