"""The front: page, API and MCP from one origin."""

from __future__ import annotations

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from local import front
from local.loopback import any_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": "DENY"}


class Gateway(BaseHTTPRequestHandler):
    """Stands where the engine's API is: answers with what it was asked."""

    def answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        asked = {
            "method": self.command,
            "target": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode(),
        }
        content = json.dumps(asked).encode()
        self.send_response(401 if "denied" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("WWW-Authenticate", "Bearer")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the names of the standard library

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "secret.txt").write_text("outside of the page")
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>the page</title>")
    (dist / "assets" / "main-abc123.js").write_text("main()")
    return dist


@pytest.fixture(scope="module")
def url(dashboard: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as gateway:
        threading.Thread(target=gateway.serve_forever, daemon=True).start()
        origins = front.Origins(
            dashboard=dashboard,
            api_url=f"http://127.0.0.1:{gateway.server_address[1]}/_aws/execute-api/abc",
            page_headers=PAGE_HEADERS,
        )
        with front.running(origins, port=any_free_port()) as address:
            yield address
        gateway.shutdown()


def ask_raw(url: str, target: str, host: str | None = None) -> http.client.HTTPResponse:
    """Send the target as it is; a client library would tidy it."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 0, timeout=10)
    connection.putrequest("GET", target, skip_host=host is not None)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_the_page_is_served_with_the_headers_that_cloudfront_adds(url: str):
    answer = httpx.get(f"{url}/")

    assert answer.text == "<title>the page</title>"
    assert {name: answer.headers.get(name) for name in PAGE_HEADERS} == PAGE_HEADERS
    assert answer.headers["cache-control"] == "no-cache"


def test_files_with_a_hash_in_their_name_are_kept(url: str):
    answer = httpx.get(f"{url}/assets/main-abc123.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_request_reaches_the_api_as_it_was_sent(url: str):
    answer = httpx.post(
        f"{url}/api/clients/caf%C3%A9%2F1?x=1&x=2&y=%26",
        content='{"a": 1}',
        headers={
            "Authorization": "Bearer k",
            "Mcp-Protocol-Version": "2026-07-28",
            "Connection": "close",
        },
    ).json()

    assert answer["method"] == "POST"
    assert answer["target"] == "/_aws/execute-api/abc/api/clients/caf%C3%A9%2F1?x=1&x=2&y=%26"
    assert answer["body"] == '{"a": 1}'
    assert answer["headers"]["authorization"] == "Bearer k"
    assert answer["headers"]["mcp-protocol-version"] == "2026-07-28"


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_every_method_is_passed_on(url: str, method: str):
    assert httpx.request(method, f"{url}/mcp").json()["method"] == method


def test_an_answer_comes_back_with_its_status_and_headers(url: str):
    answer = httpx.get(f"{url}/api/denied")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_the_address_that_people_share_leads_to_the_hash_route(url: str):
    answer = httpx.get(f"{url}/client/tnt-limousine-001")

    assert answer.status_code == 302
    assert answer.headers["location"] == "/#/clients/tnt-limousine-001"


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/../../secret.txt",
        "//etc/passwd",
    ],
)
def test_no_file_outside_of_the_page_is_served(url: str, target: str):
    assert ask_raw(url, target).status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/api/../../../_ministack/reset",
        "/api/%2e%2e/%2e%2e/x",
        "/api/..%2f..%2fx",
        "/api/..\\..\\x",
    ],
)
def test_no_path_leads_out_of_the_api(url: str, target: str):
    assert ask_raw(url, target).status == 404


def test_a_name_that_was_made_to_resolve_to_loopback_is_refused(url: str):
    assert ask_raw(url, "/api/clients", host="attacker.example.com").status == 400


def test_a_body_that_lambda_would_not_take_is_refused(url: str):
    answer = httpx.post(f"{url}/api/clients", content=b"x" * (6 * 1024 * 1024 + 1))

    assert answer.status_code == 413


def test_an_api_that_is_gone_is_an_answer_too(dashboard: Path):
    origins = front.Origins(
        dashboard=dashboard, api_url=f"http://127.0.0.1:{any_free_port()}", page_headers={}
    )
    with front.running(origins, port=any_free_port()) as address:
        assert httpx.get(f"{address}/api/clients").status_code == 500
