"""A loopback server for the built page: its files under the real policy, and answers that a test sets."""

import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

DASHBOARD = Path(__file__).parents[2] / "dashboard_static"
DIST = DASHBOARD / "dist"
POLICY = (DASHBOARD / "content-security-policy.txt").read_text(encoding="utf-8").strip()

KEY = "em_test_key"
SESSION = "signed-in-as-ann"
NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)  # what the browsers of these tests take for now

Json = dict[str, Any]


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
    refusal: Refusal | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    is_ended: bool = False

    def answer(self, path: str, cookie: str) -> tuple[int, Json]:
        self.asked.append(path)
        if path == "/api/session" and not cookie:
            return 204, {}
        if f"entelech_session={SESSION}" not in cookie or self.is_ended:
            return 401, an_error("unauthenticated")
        if self.refusal is not None:
            return self.refusal.status, an_error("unavailable")
        return self._found(path)

    def _found(self, path: str) -> tuple[int, Json]:
        if path == "/api/session":
            return 200, SIGNED_IN
        if path == "/api/dashboard/summary":
            return 200, self.summary
        client_id = path.removeprefix("/api/client/").removesuffix("/details")
        if client_id in self.details:
            return 200, self.details[client_id]
        return 404, an_error("not_found")

    def sign_in(self, asked: Json, *, is_ours: bool) -> tuple[int, Json]:
        if not is_ours:
            return 403, an_error("forbidden")
        if asked != {"api_key": KEY}:
            return 401, an_error("unauthenticated")
        self.is_ended = False
        return 200, SIGNED_IN


SERVICE_LEVEL: Json = {
    "uptime_target_percentage": 99.5,
    "degraded_weight_percentage": 100,
    "is_maintenance_counted": False,
    "business_hours": [],
}

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
        path = self.path.partition("?")[0]
        if path.startswith("/api/"):
            status, body = self.api.answer(path, self.headers["Cookie"] or "")
            self._send(status, "application/json", json.dumps(body).encode())
        else:
            self._send_file(DIST / (path.lstrip("/") or "index.html"))

    def do_POST(self) -> None:
        """Sign in."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = self.api.sign_in(asked, is_ours=self.headers["X-Entelech"] == "1")
        cookie = f"{SESSION}; Max-Age=43200" if status == 200 else None
        self._send(status, "application/json", json.dumps(body).encode(), cookie=cookie)

    def do_DELETE(self) -> None:
        """Sign out."""
        is_ours = self.headers["X-Entelech"] == "1"
        self._send(204 if is_ours else 403, "application/json", b"", cookie="; Max-Age=0")

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


def ago(**length: float) -> str:
    return (NOW - timedelta(**length)).strftime("%Y-%m-%dT%H:%M:%SZ")


def a_client(name: str, *, status: str = "healthy", **over: object) -> Json:
    healthy = status == "healthy"
    return {
        "client_id": name.lower().replace(" ", "-"),
        "client_name": name,
        "industry": "Home services",
        "is_active": True,
        "overall_status": status,
        "status_since": ago(days=3),
        "reason_code": None,
        "reason": None,
        "systems_count": 3,
        "healthy_systems": 3 if healthy else 2,
        "degraded_systems": 1 if status == "degraded" else 0,
        "down_systems": 1 if status == "down" else 0,
        "unknown_systems": 3 if status == "unknown" else 0,
        "response_time_ms": 214.6,
        "uptime_percentage": 99.99,
        "uptime_30d_percentage": 99.95,
        "service_level": SERVICE_LEVEL,
        "is_in_maintenance": False,
        "today_automations": None,
        "today_success_rate": None,
        "last_check": ago(seconds=35),
        "interval_minutes": 1,
    } | over


def a_summary(clients: list[Json], **over: object) -> Json:
    active = [client for client in clients if client["is_active"]]
    counts = {
        f"{status}_clients": sum(client["overall_status"] == status for client in active)
        for status in ("healthy", "degraded", "down", "unknown")
    }
    return {
        "dashboard_updated": ago(seconds=0),
        "total_clients": len(clients),
        "active_clients": len(active),
        "clients": clients,
        "overall_summary": counts | {"total_automations_today": None, "overall_success_rate": None},
        "data_through": ago(seconds=35),
        "poller": a_poller(),
        "next_cursor": None,
    } | over


def a_poller(**over: object) -> Json:
    return {"last_tick_at": ago(seconds=35), "is_stale": False, "suspect_since": None} | over


def a_mixed_fleet() -> list[Json]:
    """Twelve clients, worst first as the service sends them: 1 down, 3 degraded, 1 without data."""
    return [
        a_client(
            "Cedar Accounting",
            status="down",
            industry="Finance",
            status_since=ago(minutes=64),
            reason_code="tls",
            reason="Lead Processing: certificate expired",
            response_time_ms=2034.0,
            uptime_percentage=95.555,
        ),
        a_client(
            "Harbor Limousine",
            status="degraded",
            industry="Transport",
            status_since=ago(minutes=295),
            reason_code="degraded",
            reason="Booking Management: answers slowly (2.4 s)",
            response_time_ms=2401.0,
        ),
        a_client(
            "Lakeshore Plumbing",
            status="degraded",
            status_since=ago(minutes=260),
            reason_code="reported_degraded",
            reason="Customer Communication: says that it is degraded",
            uptime_percentage=99.24,
        ),
        a_client(
            "Meridian Dental",
            status="degraded",
            industry="Healthcare",
            status_since=ago(minutes=12),
            reason_code="timeout",
            reason="Recall Reminders: no answer within 10 s",
            uptime_percentage=99.95,
        ),
        a_client(
            "Meridian Fitness",
            status="unknown",
            industry="Wellness",
            status_since=ago(days=1),
            reason_code="missed_window",
            reason="No system was measured",
            healthy_systems=0,
            response_time_ms=None,
            uptime_percentage=None,
            last_check=ago(days=1),
        ),
        a_client("TNT Dental", industry="Healthcare", response_time_ms=474.0),
        a_client("Blue Ridge Catering", industry="Hospitality", uptime_percentage=100.0),
        a_client("Brightside Logistics", industry="Transport", response_time_ms=888.0),
        a_client("Juniper Roofing", industry="Construction", interval_minutes=5),
        a_client("Redwood Plumbing", today_automations=1204),
        a_client("Summit Roofing", industry=None),
        a_client("Old Mill Bakery", is_active=False, last_check=None, status_since=None),
    ]


def a_system(name: str, *, status: str = "healthy", **over: object) -> Json:
    return {
        "system_name": name,
        "status": status,
        "response_time_ms": 187.2,
        "is_response_time_trusted": True,
        "phases": None,
        "uptime_percentage": 99.99,
        "claimed_uptime_percentage": 100.0,
        "is_claim_stale": False,
        "last_check": ago(seconds=35),
        "status_since": ago(days=3),
        "reason_code": "ok",
        "reason": None,
        "is_critical": True,
        "is_in_maintenance": False,
        "tls_expires_at": "2027-02-01T00:00:00Z",
        "tls_days_left": 69,
        "tls_issuer": "Example CA",
        "check_type": "health",
        "endpoint": f"https://{name.lower().replace(' ', '-')}.cedar.example/automation",
    } | over


def cedar_details() -> Json:
    systems = [
        a_system("Invoice Chasing", is_claim_stale=True),
        a_system(
            "Lead Processing",
            status="down",
            response_time_ms=None,
            uptime_percentage=95.555,
            status_since=ago(minutes=64),
            reason_code="tls",
            reason="Certificate expired",
            phases={
                "dns_ms": 12,
                "connect_ms": 31,
                "tls_ms": 48,
                "first_byte_ms": 0,
                "total_ms": 91,
            },
        ),
        a_system("Newsletter", is_critical=False, claimed_uptime_percentage=None),
    ]
    return {
        "client_id": "cedar-accounting",
        "client_name": "Cedar Accounting",
        "health": {
            "client_id": "cedar-accounting",
            "client_name": "Cedar Accounting",
            "is_active": True,
            "overall_status": "down",
            "status_since": ago(minutes=64),
            "systems": systems,
            "service_level": SERVICE_LEVEL,
            "summary": {
                "total_systems": 3,
                "healthy_systems": 2,
                "degraded_systems": 0,
                "down_systems": 1,
                "unknown_systems": 0,
                "avg_response_time": 187.2,
            },
            "data_through": ago(seconds=35),
        },
        "metrics": None,
        "incidents": None,
        "configuration": {
            "client_id": "cedar-accounting",
            "client_name": "Cedar Accounting",
            "industry": "Finance",
            "contact_email": "operations@cedar.example",
            "interval_minutes": 1,
            "timeout_seconds": 10,
            "retries": 2,
            "degraded_over_ms": 2000,
            "automation_systems": [system["system_name"] for system in systems],
            "monitoring_endpoints": [system["endpoint"] for system in systems],
            "non_critical_systems": ["Newsletter"],
            "auth_headers": {},
            "checks": {},
            "time_zone": "America/New_York",
            "service_level": SERVICE_LEVEL,
            "is_active": True,
            "version": 3,
            "created_at": ago(days=40),
            "updated_at": ago(days=2),
            "deactivated_at": None,
        },
    }
