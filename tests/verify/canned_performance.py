"""What a client's automations did and were worth."""

from datetime import datetime, timedelta

from tests.verify.canned_api import Json


def performance(now: datetime) -> Json:
    """Thirty days of Cedar Accounting, of which one is not whole; today is quieter than usual."""
    inputs = {
        "currency": "USD",
        "hourly_rate": 25.0,
        "minutes_saved_per_run": 15.0,
        "monthly_retainer": 500.0,
    }
    start, end = (now - timedelta(days=30)).date(), now.date()
    return {
        "client_id": "cedar-accounting",
        "timeframe": "30d",
        "period": {"start": f"{start}T05:00:00Z", "end": f"{end}T05:00:00Z"},
        "metrics": {
            "total_automations": 1250,
            "successful_automations": 1187,
            "success_rate": 94.96,
            "avg_processing_time": 2.3,
            "cost_savings": 15420.5,
            "roi_metrics": {
                "time_saved_hours": 312.5,
                "labor_cost_savings": 7812.5,
                "efficiency_improvement": 85.2,
            },
        },
        "trends": {
            "automation_volume_trend": 15.2,
            "success_rate_trend": 2.1,
            "performance_direction": "improving",
        },
        "currency": "USD",
        "coverage_percentage": 96.67,
        "incomplete_days": [
            {"date": (now - timedelta(days=2)).date().isoformat(), "systems": {"CRM": "HTTP 500"}}
        ],
        "systems": [
            {
                "system_name": "CRM",
                "total_automations": 1250,
                "successful_automations": 1187,
                "success_rate": 94.96,
                "avg_processing_time": 2.3,
                "cost_savings": 15420.5,
            }
        ],
        "cost_savings_in_other_currencies": {},
        "value": {
            "retainer": 500.0,
            "claimed": {
                "savings": 15420.5,
                "net_of_retainer": 14920.5,
                "return_ratio": 30.84,
                "break_even_date": start.isoformat(),
            },
            "modelled": {
                "savings": 7418.75,
                "net_of_retainer": 6918.75,
                "return_ratio": 14.84,
                "break_even_date": (start + timedelta(days=2)).isoformat(),
            },
            "implausible_claims": [
                {
                    "doubt": "above_model",
                    "reason": "Savings are more than 3 times those that the client's own inputs give.",
                    "first_date": (start + timedelta(days=9)).isoformat(),
                    "days": 2,
                }
            ],
        },
        "value_inputs": inputs,
        "value_inputs_before": [],
        "direction_thresholds": {"success_rate_points": 1.0, "automation_volume_percent": 5.0},
        "today": {
            "date": end.isoformat(),
            "as_of": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "total_automations": 12,
            "successful_automations": 12,
            "success_rate": 100.0,
            "expected": 31.5,
            "ratio": 0.381,
            "weeks": 8,
            "anomaly": "low",
            "quiet_since": (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "time_zone": "America/New_York",
        "data_through": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
