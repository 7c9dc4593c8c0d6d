"""What the automations of the fleet and of a client did, as the service tells of it."""

from datetime import timedelta

from tests.verify.canned_api import Json, Query
from tests.verify.canned_fleet import NOW, ago


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


def performance(query: Query) -> Json:
    """As `GET /api/clients/cedar-accounting/metrics` has it: the guide's figures, and doubts."""
    return {
        "client_id": "cedar-accounting",
        "timeframe": query["timeframe"],
        "period": {"start": ago(days=30), "end": ago(days=0)},
        "metrics": {
            "total_automations": 1250,
            "successful_automations": 1187,
            "success_rate": 94.96,
            "avg_processing_time": 2.4,
            "cost_savings": 15750.0,
            "roi_metrics": {
                "time_saved_hours": 312.5,
                "labor_cost_savings": 7812.5,
                "efficiency_improvement": 23.4,
            },
        },
        "trends": {
            "automation_volume_trend": 12.5,
            "success_rate_trend": 2.1,
            "performance_direction": "improving",
        },
        "currency": "USD",
        "coverage_percentage": 93.33,
        "incomplete_days": [
            {"date": "2026-11-03", "systems": {}},
            {"date": "2026-11-04", "systems": {"Newsletter": "timeout"}},
        ],
        "systems": [
            _share("Invoice Chasing", 250, 240, 3.1, 2750.0),
            _share("Lead Processing", 1000, 947, 2.2, 13000.0),
        ],
        "cost_savings_in_other_currencies": {"EUR": 120.0},
        "value": {
            "retainer": 1500.0,
            "claimed": _line(15750.0, "2026-10-27"),
            "modelled": _line(7418.75, "2026-10-30"),
            "implausible_claims": [
                {
                    "doubt": "never_changes",
                    "reason": "The figures are the same to the cent on 5 days in a row or more.",
                    "first_date": "2026-11-06",
                    "days": 6,
                }
            ],
        },
        "value_inputs": _inputs(25.0),
        "value_inputs_before": [{"until": "2026-10-01T00:00:00Z", "inputs": _inputs(20.0)}],
        "direction_thresholds": {"success_rate_points": 1.0, "automation_volume_percent": 5.0},
        "today": {
            "date": "2026-11-23",
            "as_of": ago(minutes=27),
            "total_automations": 11,
            "successful_automations": 11,
            "success_rate": 100.0,
            "expected": 38.0,
            "ratio": 0.29,
            "weeks": 8,
            "anomaly": "low",
            "quiet_since": "2026-11-23T09:00:00Z",
        },
        "time_zone": "UTC",
        "data_through": ago(minutes=27),
    }


def nothing_known(query: Query) -> Json:
    """The same of a client whose systems never told of anything."""
    value = {"savings": None, "net_of_retainer": None, "return_ratio": None}
    line = value | {"break_even_date": None}
    inputs = _inputs(None) | {"minutes_saved_per_run": None, "monthly_retainer": None}
    answer = performance(query)
    figures = dict.fromkeys(answer["metrics"])
    roi = dict.fromkeys(answer["metrics"]["roi_metrics"])
    return answer | {
        "metrics": figures | {"roi_metrics": roi},
        "trends": dict.fromkeys(answer["trends"]),
        "coverage_percentage": 0.0,
        "incomplete_days": [],
        "systems": [],
        "cost_savings_in_other_currencies": {},
        "value": {
            "retainer": None,
            "claimed": line,
            "modelled": line,
            "implausible_claims": [],
        },
        "value_inputs": inputs,
        "value_inputs_before": [],
        "today": None,
        "data_through": None,
    }


def _share(name: str, total: int, successful: int, seconds: float, savings: float) -> Json:
    return {
        "system_name": name,
        "total_automations": total,
        "successful_automations": successful,
        "success_rate": round(100 * successful / total, 2),
        "avg_processing_time": seconds,
        "cost_savings": savings,
    }


def _line(savings: float, break_even: str) -> Json:
    return {
        "savings": savings,
        "net_of_retainer": savings - 1500,
        "return_ratio": round(savings / 1500, 2),
        "break_even_date": break_even,
    }


def _inputs(hourly_rate: float | None) -> Json:
    return {
        "currency": "USD",
        "hourly_rate": hourly_rate,
        "minutes_saved_per_run": 15.0,
        "monthly_retainer": 1500.0,
    }
