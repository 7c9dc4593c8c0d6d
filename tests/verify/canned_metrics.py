"""What the automations of the fleet and of a client did, as the service tells of it."""

from datetime import timedelta

from tests.verify.canned_api import Json, Query
from tests.verify.canned_fleet import NOW


def trends(query: Query) -> Json:
    """Quiet weekends, nothing known of 3 and 4 November, a bad 16 November; a little less before."""
    days = int(query["days"])
    return {
        "days": days,
        "series": [_trend_day(back) for back in range(days, 0, -1)],
    }


def _trend_day(back: int) -> Json:
    day = (NOW - timedelta(days=back)).date()
    is_weekend = day.weekday() >= 5
    total = (1000 if is_weekend else 2200) + day.day * 37 % 180 - (100 if back > 30 else 0)
    failed = total // 8 if (day.month, day.day) == (11, 16) else total // 25
    is_known = (day.month, day.day) not in {(11, 3), (11, 4)}
    return {
        "date": day.isoformat(),
        "total_automations": total if is_known else None,
        "successful_automations": total - failed if is_known else None,
        "success_rate": round(100 * (total - failed) / total, 2) if is_known else None,
        "avg_processing_time": 2.3 if is_known else None,
        "cost_savings": {"USD": 12.5 * total} if is_known else None,
        "uptime_percentage": 99.81 if is_known else None,
        "reporting_clients": 24 if is_known else 0,
    }
