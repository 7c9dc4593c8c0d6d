"""A fleet and one of its clients, as the service tells of them."""

from datetime import UTC, datetime, timedelta

from tests.verify.canned_api import Json, Query
from tests.verify.canned_performance import performance

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)  # what the browsers of these tests take for now

SERVICE_LEVEL: Json = {
    "uptime_target_percentage": 99.5,
    "degraded_weight_percentage": 100,
    "is_maintenance_counted": False,
    "business_hours": [],
}


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
        "coverage_percentage": 100.0,
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
            uptime_30d_percentage=99.249,
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
            uptime_30d_percentage=None,
            last_check=ago(days=1),
        ),
        a_client("TNT Dental", industry="Healthcare", response_time_ms=474.0),
        a_client("Blue Ridge Catering", industry="Hospitality", uptime_percentage=100.0),
        a_client("Brightside Logistics", industry="Transport", response_time_ms=888.0),
        a_client("Juniper Roofing", industry="Construction", interval_minutes=5),
        a_client("Redwood Plumbing", today_automations=1204, today_success_rate=98.04),
        a_client("Summit Roofing", industry=None, is_in_maintenance=True),
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
        "coverage_percentage": 100.0,
        "claimed_uptime_percentage": 100.0,
        "is_claim_disputed": False,
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
        "metrics": performance(NOW),
        "incidents": [],
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
            "tags": {},
            "time_zone": "America/New_York",
            "locale": "en-US",
            "service_level": SERVICE_LEVEL,
            "value_terms": {
                "currency": "USD",
                "hourly_rate": 25.0,
                "minutes_saved_per_run": 15.0,
                "monthly_retainer": 500.0,
            },
            "is_active": True,
            "version": 3,
            "created_at": ago(days=40),
            "updated_at": ago(days=2),
            "deactivated_at": None,
        },
    }


def sparklines(query: Query) -> Json:
    """A month of every client that is asked for: an outage, and two days in which nothing was known."""
    return {"clients": [a_sparkline(each) for each in query["client_ids"].split(",")]}


def a_sparkline(client_id: str) -> Json:
    if client_id == "meridian-fitness":
        nothing: Json = {"hours": [], "days": []}
        return {"client_id": client_id, "service_level": SERVICE_LEVEL} | nothing
    bad = 1 + len(client_id) * 7 % 28  # a day of the month, another one for most clients
    today = NOW.replace(hour=0, minute=0)
    hour = NOW.replace(minute=0)
    days = [today - timedelta(days=back) for back in range(30, 0, -1)]
    hours = [hour - timedelta(hours=back) for back in range(24, 0, -1)]
    return {
        "client_id": client_id,
        "service_level": SERVICE_LEVEL,
        "hours": [
            {
                "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "uptime_percentage": None if start.hour == 3 else 100.0,
                "coverage_percentage": 0.0 if start.hour == 3 else 100.0,
                "downtime_seconds": None if start.hour == 3 else 0,
                "p95_response_ms": None if start.hour == 3 else 200 + start.hour * 37 % 90,
            }
            for start in hours
        ],
        "days": [
            {
                "date": day.date().isoformat(),
                "uptime_percentage": 98.4 if day.day == bad else 100.0,
                "coverage_percentage": 100.0,
                "downtime_seconds": 1380 if day.day == bad else 0,
            }
            for day in days
            if day.day not in {3, 4}
        ],
    }


def a_manual_check(state: str) -> Json:
    """A check of Cedar Accounting that somebody asked for, queued, running or finished."""
    is_over = state == "finished"
    found: Json = {
        "system_name": "Lead Processing",
        "status": "down",
        "reason_code": "tls",
        "reason": "Certificate expired",
        "response_time_ms": None,
        "is_response_time_trusted": None,
        "attempts": 3,
        "checked_at": ago(seconds=0),
        "phases": None,
        "tls_expires_at": None,
    }
    well = found | {
        "system_name": "Newsletter",
        "status": "healthy",
        "reason_code": "ok",
        "reason": None,
        "response_time_ms": 187.2,
        "attempts": 1,
    }
    return {
        "check_id": "01JDCHECK",
        "client_id": "cedar-accounting",
        "state": state,
        "systems": ["Lead Processing", "Newsletter"],
        "requested_at": ago(seconds=2),
        "started_at": None if state == "queued" else ago(seconds=1),
        "finished_at": ago(seconds=0) if is_over else None,
        "findings": [found, well] if is_over else [],
    }
