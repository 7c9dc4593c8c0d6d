"""Reports of clients, their schedules and their files, as the service tells of them."""

from tests.verify.canned_api import Json, Query
from tests.verify.canned_fleet import ago


def a_report(report_id: str, **over: object) -> Json:
    return {
        "report_id": report_id,
        "client_id": "cedar-accounting",
        "client_name": "Cedar Accounting",
        "report_type": "monthly",
        "period_label": "October 2026",
        "first_day": "2026-10-01",
        "last_day": "2026-10-31",
        "origin": "schedule",
        "state": "ready",
        "ordered_at": "2026-11-01T08:00:00Z",
        "generated_at": "2026-11-01T08:00:20Z",
        "revision": 1,
        "changes": [],
        "is_stale": False,
        "failure": None,
        "overall_health": "healthy",
        "verdict": "Everything worked, but for 23 minutes on 16 October.",
        "uptime_percentage": 99.94,
        "files": [
            {"format": "pdf", "size_bytes": 52_300, "sha256": "ab" * 32},
            {"format": "html", "size_bytes": 38_900, "sha256": "cd" * 32},
            {"format": "csv", "size_bytes": 6_100, "sha256": "ef" * 32},
            {"format": "json", "size_bytes": 14_800, "sha256": "01" * 32},
        ],
    } | over


OCTOBER = a_report("monthly-2026-10-01-2026-10-31")
RESTATED = a_report(
    "weekly-2026-11-09-2026-11-15",
    report_type="weekly",
    period_label="9 to 15 November 2026",
    first_day="2026-11-09",
    last_day="2026-11-15",
    revision=2,
    changes=["Automations: 1,204 before, 1,250 now"],
    is_stale=True,
    generated_at="2026-11-17T08:00:20Z",
)
NOT_MADE = {
    "period_label": None,
    "generated_at": None,
    "revision": 0,
    "overall_health": None,
    "verdict": None,
    "uptime_percentage": None,
    "files": [],
}
FAILED = a_report(
    "monthly-2026-10-24-2026-11-22",
    client_id="harbor-limousine",
    client_name="Harbor Limousine",
    first_day="2026-10-24",
    last_day="2026-11-22",
    origin="request",
    state="failed",
    failure="A font of the report is missing.",
    **NOT_MADE,
)
QUEUED = a_report(
    "daily-2026-11-22-2026-11-22",
    report_type="daily",
    first_day="2026-11-22",
    last_day="2026-11-22",
    origin="request",
    state="queued",
    **NOT_MADE,
)


def reports(query: Query) -> Json:
    """The last ordered first; of one client where one is named."""
    every = [FAILED, RESTATED, OCTOBER]
    named = query.get("client_id")
    found = [each for each in every if named in {None, each["client_id"]}]
    return {"reports": found, "next_cursor": None}


def bulk(*, done: int, failed: int, remaining: int | None) -> Json:
    total = None if remaining is None else done + failed + remaining
    return {
        "bulk_id": "0m5xq2v40-0000000b",
        "report_type": "monthly",
        "ordered_at": ago(seconds=0),
        "total": total,
        "done": done,
        "failed": failed,
        "remaining": remaining,
        "failed_clients": ["harbor-limousine"] if failed else [],
    }


SCHEDULES: Json = {
    "schedules": [
        {
            "client_id": "cedar-accounting",
            "report_type": "monthly",
            "at": "08:00",
            "time_zone": "America/New_York",
            "recipients": ["owner@cedar.example"],
            "include_recommendations": True,
            "next_at": "2026-12-01T13:00:00Z",
        }
    ]
}


BRAND: Json = {
    "name": "An Agency",
    "accent": "#7a1fa2",
    "footer": None,
    "has_logo": True,
    "is_default": False,
}
