"""A loopback server for the built page: its files under the real policy, and answers that a test sets."""

import json
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

DASHBOARD = Path(__file__).parents[2] / "dashboard_static"
DIST = DASHBOARD / "dist"
POLICY = (DASHBOARD / "content-security-policy.txt").read_text(encoding="utf-8").strip()

KEY = "em_test_key"
SESSION = "signed-in-as-ann"

Json = dict[str, Any]
Query = dict[str, str]


@dataclass(frozen=True)
class Refusal:
    """An answer that is none: its status, and how long to wait."""

    status: int
    retry_after_seconds: int | None = None


@dataclass
class CannedApi:
    """What the service would say. Tests change it while a page is open."""

    summary: Json
    details: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json | Callable[[Query], Json]] = field(default_factory=dict)
    """The rest of the service, by path; a function answers by the query."""
    changes: dict[str, tuple[int, Json]] = field(default_factory=dict)
    """What changes are answered with, by method and path: "POST /api/clients/x/checks"."""
    changed: list[tuple[str, Json | None]] = field(default_factory=list)
    signed_in: Json = field(default_factory=lambda: SIGNED_IN)
    refusal: Refusal | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    is_ended: bool = False

    def answer(self, path: str, query: Query, cookie: str) -> tuple[int, Json]:
        self.asked.append(path)
        if path == "/api/session" and not cookie:
            return 204, {}
        if f"entelech_session={SESSION}" not in cookie or self.is_ended:
            return 401, an_error("unauthenticated")
        if self.refusal is not None:
            return self.refusal.status, an_error("unavailable")
        return self._found(path, query)

    def _found(self, path: str, query: Query) -> tuple[int, Json]:
        if path == "/api/session":
            return 200, self.signed_in
        if path == "/api/dashboard/summary":
            return 200, self.summary
        if path in self.answers:
            answer = self.answers[path]
            return 200, answer if isinstance(answer, dict) else answer(query)
        client_id = path.removeprefix("/api/client/").removesuffix("/details")
        if client_id in self.details:
            return 200, self.details[client_id]
        return 404, an_error("not_found")

    def change(self, what: str, body: Json | None, cookie: str) -> tuple[int, Json]:
        if f"entelech_session={SESSION}" not in cookie or self.is_ended:
            return 401, an_error("unauthenticated")
        self.changed.append((what, body))
        return self.changes.get(what, (404, an_error("not_found")))

    def sign_in(self, asked: Json, *, is_ours: bool) -> tuple[int, Json]:
        if not is_ours:
            return 403, an_error("forbidden")
        if asked != {"api_key": KEY}:
            return 401, an_error("unauthenticated")
        self.is_ended = False
        return 200, self.signed_in


SIGNED_IN: Json = {
    "key_id": "ann00000",
    "role": "operator",
    "clients": None,
    "expires_at": "2026-11-24T02:32:00Z",
}


@contextmanager
def serving(api: CannedApi) -> Iterator[CannedApi]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    api: CannedApi

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/api/"):
            cookie = self.headers["Cookie"] or ""
            status, body = self.api.answer(path, dict(parse_qsl(query)), cookie)
            self._send(status, "application/json", json.dumps(body).encode())
        else:
            self._send_file(DIST / (path.lstrip("/") or "index.html"))

    def do_POST(self) -> None:
        if self.path == "/api/session":
            status, body = self.api.sign_in(self._body() or {}, is_ours=self._is_ours)
            cookie = f"{SESSION}; Max-Age=43200" if status == 200 else None
            self._send(status, "application/json", json.dumps(body).encode(), cookie=cookie)
        else:
            self._change()

    def do_PATCH(self) -> None:
        self._change()

    def do_PUT(self) -> None:
        self._change()

    def do_DELETE(self) -> None:
        if self.path == "/api/session":
            status = 204 if self._is_ours else 403
            self._send(status, "application/json", b"", cookie="; Max-Age=0")
        else:
            self._change()

    def _change(self) -> None:
        asked = self._body()
        status, body = 403, an_error("forbidden")
        if self._is_ours:
            what = f"{self.command} {self.path}"
            status, body = self.api.change(what, asked, self.headers["Cookie"] or "")
        self._send(status, "application/json", b"" if status == 204 else json.dumps(body).encode())

    @property
    def _is_ours(self) -> bool:
        """Whether the page sent it: no other site's can send this header."""
        return self.headers["X-Entelech"] == "1"

    def _body(self) -> Json | None:
        length = int(self.headers["Content-Length"] or 0)
        found: Json | None = json.loads(self.rfile.read(length)) if length else None
        return found

    def _send_file(self, file: Path) -> None:
        if not (file.is_relative_to(DIST) and file.is_file()):
            self._send(404, "text/plain", b"")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._send(200, kind, file.read_bytes())

    def _send(self, status: int, kind: str, body: bytes, *, cookie: str | None = None) -> None:
        # No Date header: the page would set its clock by it, and the tests move that clock.
        self.send_response_only(status, HTTPStatus(status).phrase)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        if cookie is not None:
            flags = "Path=/api; Secure; HttpOnly; SameSite=Strict"
            self.send_header("Set-Cookie", f"entelech_session={cookie}; {flags}")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status >= 500 and self.api.refusal and self.api.refusal.retry_after_seconds is not None:
            self.send_header("Retry-After", str(self.api.refusal.retry_after_seconds))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def an_error(code: str) -> Json:
    return {"error": {"code": code, "message": code, "field": None, "request_id": "r-1"}}


def refusal_of(field: str, expected: str) -> tuple[int, Json]:
    """What a change is answered with that has a wrong field."""
    error = an_error("invalid")
    error["error"] |= {"field": field, "message": f"{field}: expected {expected}"}
    return 400, error
