"""How a client was, as the service tells of it: one bad day in a span, and a gap where nothing was known."""

from datetime import datetime, timedelta

from tests.verify.canned_api import Json, Query
from tests.verify.canned_fleet import NOW, SERVICE_LEVEL

WHOLE = "all systems"
SYSTEMS = ("Invoice Chasing", "Lead Processing", "Newsletter")
BAD = NOW.replace(day=16, hour=9, minute=0)
_SPANS = {
    "24h": (timedelta(hours=24), timedelta(minutes=15)),
    "7d": (timedelta(days=7), timedelta(hours=1)),
    "30d": (timedelta(days=30), timedelta(days=1)),
    "90d": (timedelta(days=90), timedelta(days=1)),
}


def history(query: Query) -> Json:
    """As `GET /api/clients/cedar-accounting/history` has it."""
    start, end, step = _span(query)
    name = query.get("system", WHOLE)
    outages = _outages(start, end)
    return {
        "client_id": "cedar-accounting",
        "client_name": "Cedar Accounting",
        "period_start": _text(start),
        "period_end": _text(end),
        "time_zone": "UTC",
        "service_level": SERVICE_LEVEL,
        "client": _uptime(WHOLE, outages),
        "systems": [
            _uptime(each, outages if each == "Lead Processing" else []) for each in SYSTEMS
        ],
        "points_of": name,
        "point_seconds": int(step.total_seconds()),
        "points": _points(start, end, step, has_outage=name in {WHOLE, "Lead Processing"}),
        "outages": [
            {"name": WHOLE, "outages": outages},
            {"name": "Lead Processing", "outages": outages},
        ],
        "suspect_minutes": (
            [{"at": _text(end - timedelta(hours=5)), "cause": "canary"}] if outages else []
        ),
    }


def _span(query: Query) -> tuple[datetime, datetime, timedelta]:
    today = NOW.replace(hour=0, minute=0)
    if "day" in query:
        day = datetime.fromisoformat(query["day"]).replace(tzinfo=NOW.tzinfo)
        return day, min(day + timedelta(days=1), NOW), timedelta(minutes=15)
    length, step = _SPANS[query.get("timeframe", "24h")]
    if length == timedelta(hours=24):
        return NOW.replace(minute=45) - length, NOW, step  # it begins with a quarter-hour
    return today - length, today, step


def _outages(start: datetime, end: datetime) -> list[Json]:
    lengths = {BAD: 23 * 60, NOW - timedelta(minutes=64): 64 * 60}
    return [
        {
            "start": _text(at),
            "end": _text(at + timedelta(seconds=seconds)),
            "duration_seconds": seconds,
            "reason": "timeout" if at == BAD else "tls",
            "is_planned": False,
            "is_over": at == BAD,
        }
        for at, seconds in lengths.items()
        if start <= at < end
    ]


def _points(start: datetime, end: datetime, step: timedelta, *, has_outage: bool) -> list[Json]:
    starts = [start + index * step for index in range((end - start) // step)]
    outages = _outages(start, end) if has_outage else []
    return [_point(at, step, outages) for at in starts]


def _point(at: datetime, step: timedelta, outages: list[Json]) -> Json:
    began = [datetime.fromisoformat(each["start"]) for each in outages]
    down = any(at <= each < at + step for each in began)
    is_known = not (at.day in {3, 4} and at.month == 11) and not (
        step < timedelta(days=1) and at.hour == 3
    )
    slow = 2300.0 if down else 180.0 + at.day * 13 % 60 + at.hour * 31 % 50 + at.minute
    return {
        "start": _text(at),
        "uptime_percentage": (98.4 if down else 100.0) if is_known else None,
        "coverage_percentage": 100.0 if is_known else 0.0,
        "downtime_seconds": 1380 if down and is_known else 0,
        "p95_response_ms": slow if is_known else None,
    }


def _uptime(name: str, outages: list[Json]) -> Json:
    down = sum(each["duration_seconds"] for each in outages)
    return {
        "name": name,
        "figures": {
            "uptime_percentage": 99.94 if outages else 100.0,
            "coverage_percentage": 97.77,
            "claimed_uptime_percentage": 100.0,
            "is_claim_disputed": False,
            "checks": 1440,
            "reasons": {"ok": 1417, "timeout": 23} if outages else {"ok": 1440},
            "absorbed_retries": 4,
            "outages": len(outages),
            "downtime_seconds": down,
            "mean_seconds_to_recover": down // len(outages) if outages else None,
            "mean_seconds_between_failures": 1_209_600 if outages else None,
            "error_budget_left_seconds": 12_960 - down,
            "mean_response_ms": 204.1,
            "p50_response_ms": 187.2,
            "p95_response_ms": 462.0,
            "p99_response_ms": 1204.0,
        },
        "trend": {"uptime_points": -0.04 if outages else 0.0, "p95_response_percent": 2.1},
    }


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
