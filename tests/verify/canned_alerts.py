"""Incidents, rules, silences, channels and what never arrived, as the service tells of them."""

from tests.verify.canned_api import Json, Query
from tests.verify.canned_fleet import ago


def incidents(query: Query) -> Json:
    """Two that are open, one of them acknowledged; one that is resolved."""
    state, named = query.get("state"), query.get("client_id")
    found = [
        each
        for each in (CEDAR_IS_DOWN, HARBOR_IS_SLOW, LAKESHORE_WAS_DOWN)
        if state in {None, each["state"]} and named in {None, each["client_id"]}
    ]
    return {"incidents": found, "next_cursor": None}


def an_incident(incident_id: str, **over: object) -> Json:
    return {
        "incident_id": incident_id,
        "client_id": "cedar-accounting",
        "client_name": "Cedar Accounting",
        "state": "open",
        "severity": "critical",
        "title": "Status is down",
        "systems": ["Lead Processing"],
        "opened_at": ago(minutes=62),
        "acknowledged_at": None,
        "acknowledged_by": None,
        "is_real": None,
        "resolved_at": None,
        "duration_seconds": 62 * 60,
        "alerts_count": 1,
        "sla_minutes_lost": 64,
        "money_lost": None,
        "currency": None,
    } | over


CEDAR_IS_DOWN = an_incident("0m5xq2v40-00000001")
HARBOR_IS_SLOW = an_incident(
    "0m5xq2v40-00000002",
    client_id="harbor-limousine",
    client_name="Harbor Limousine",
    severity="warning",
    title="Response time above 2000 ms",
    systems=[],
    opened_at=ago(minutes=285),
    acknowledged_at=ago(minutes=14),
    acknowledged_by="Dana",
    is_real=True,
    duration_seconds=285 * 60,
    sla_minutes_lost=None,
)
LAKESHORE_WAS_DOWN = an_incident(
    "0m5xq2v40-00000003",
    client_id="lakeshore-plumbing",
    client_name="Lakeshore Plumbing",
    state="resolved",
    opened_at=ago(days=2),
    resolved_at=ago(days=2, minutes=-23),
    duration_seconds=23 * 60,
    sla_minutes_lost=23,
    money_lost=187.5,
    currency="USD",
)


def incident_detail(incident: Json) -> Json:
    """The incident with an alert, and a timeline of all that happened."""
    return incident | {
        "alerts": [
            {
                "alert_id": "rule-1#cedar-accounting",
                "rule_id": "rule-1",
                "title": incident["title"],
                "severity": incident["severity"],
                "metric_name": "status",
                "system_name": "Lead Processing",
                "value": 2.0,
                "since": ago(minutes=64),
                "fired_at": ago(minutes=62),
                "ended_at": None,
                "ended_by": None,
            }
        ],
        "timeline": [
            _entry("opened", "Incident opened", minutes=62),
            _entry("fired", "Lead Processing: Status is down", minutes=62),
            _entry("delivery", "Slack: delivered", minutes=61),
            _entry("delivery", "Email: failed, HTTP 503; trying again", minutes=61),
            _entry("note", "The provider renews the certificate\nby 15:00", by="Dana", minutes=20),
        ],
    }


def _entry(kind: str, text: str, *, by: str | None = None, minutes: int) -> Json:
    return {
        "at": ago(minutes=minutes),
        "kind": kind,
        "text": text,
        "alert_id": "rule-1#cedar-accounting" if kind == "fired" else None,
        "by": by,
    }


def a_rule(rule_id: str, **over: object) -> Json:
    return {
        "rule_id": rule_id,
        "client_id": "*",
        "metric_name": "uptime",
        "threshold": 95.0,
        "comparison": "less_than",
        "alert_type": "email",
        "channels": ["email"],
        "severity": "critical",
        "title": "Uptime below 95 %",
        "unit": "percent",
        "systems": [],
        "tag": None,
        "window_minutes": 60,
        "clear_threshold": None,
        "for_minutes": 2,
        "keep_firing_for_minutes": 5,
        "min_breaches": 1,
        "out_of": 1,
        "no_data": "keep",
        "no_data_after_minutes": 30,
        "active_hours": [],
        "description": None,
        "runbook_url": None,
        "repeat_every_minutes": 240,
        "escalate_after_minutes": None,
        "escalate_to": [],
        "is_enabled": True,
        "eval_error_since": None,
        "version": 1,
        "created_at": ago(days=20),
        "updated_at": ago(days=20),
    } | over


OWN_RULE = a_rule(
    "rule-2",
    client_id="cedar-accounting",
    metric_name="success_rate",
    threshold=90.0,
    severity="warning",
    title="Success rate below 90 %",
    channels=["slack"],
    alert_type="slack",
    for_minutes=10,
    repeat_every_minutes=None,
)
RULES: Json = {"rules": [a_rule("rule-1"), OWN_RULE], "next_cursor": None}

BACKTEST: Json = {
    "rule": OWN_RULE,
    "period_start": ago(days=30),
    "period_end": ago(days=0),
    "clients_tested": 1,
    "clients_total": 1,
    "fired": 3,
    "minutes": 102,
    "real_incidents_told": 1,
    "real_incidents_missed": 0,
    "false_alarms": 2,
    "clients": [{"client_id": "cedar-accounting", "fired": 3, "minutes": 102}],
    "firings": [
        {
            "client_id": "cedar-accounting",
            "system_name": None,
            "start": ago(days=7),
            "end": ago(days=7, minutes=-34),
            "minutes": 34,
            "peak": 82.5,
        }
    ],
    "sweep": [
        {
            "threshold": threshold,
            "fired": fired,
            "minutes": 34 * fired,
            "real_incidents_told": 1,
            "real_incidents_missed": 0,
            "false_alarms": fired - 1,
        }
        for threshold, fired in ((85.0, 1), (90.0, 3), (95.0, 9))
    ],
    "recommended_threshold": 85.0,
    "reason": "tells 1 times of incidents that were real, misses 0, and fires 0 times besides",
}

SILENCES: Json = {
    "silences": [
        {
            "silence_id": "0m5xq2v40-0000000a",
            "client_id": "cedar-accounting",
            "system_name": "Newsletter",
            "tag": None,
            "rule_id": None,
            "reason": "Moves to another host",
            "created_by": "Dana",
            "starts_at": ago(hours=1),
            "ends_at": ago(hours=-3),
            "until_recovered": False,
        }
    ],
    "next_cursor": None,
}


def a_channel(channel_id: str, **over: object) -> Json:
    return {
        "channel_id": channel_id,
        "kind": channel_id,
        "name": channel_id.capitalize(),
        "enabled": True,
        "is_default": True,
        "is_configured": True,
        "is_usable": True,
        "fault": None,
        "faulty_since": None,
        "settings": {},
        "bounced": [],
        "version": 1,
    } | over


BOT = a_channel(
    "on-call-bot",
    kind="webhook",
    name="On-call bot",
    is_default=False,
    settings={"host": "bot.agency.example", "header_names": ["Authorization"]},
    version=4,
)
CHANNELS: Json = {
    "channels": [
        a_channel(
            "email",
            settings={
                "from_address": "monitor@agency.example",
                "default_recipients": ["ops@agency.example", "old@agency.example"],
            },
            bounced=[{"address": "old@agency.example", "reason": "bounce"}],
        ),
        a_channel(
            "slack",
            is_usable=False,
            fault="channel_is_archived",
            faulty_since=ago(hours=3),
            settings={"host": "hooks.slack.com", "channel": "#monitoring"},
        ),
        a_channel("webhook", is_configured=False, is_usable=False, version=0),
        a_channel("sns", name="SNS topic", version=0),
        BOT,
    ]
}


def a_saved_channel(channel: Json, **shown_once: str) -> Json:
    return {"channel": channel, "shown_once": shown_once}


def an_attempt(**over: object) -> Json:
    return {
        "at": ago(seconds=0),
        "verdict": "delivered",
        "reason": None,
        "http_status": 200,
        "provider_id": "m-1",
        "latency_ms": 182,
        "message_id": "em-1",
    } | over


DEAD_LETTERS: Json = {
    "notifications": [
        {
            "notification_id": "n-1",
            "state": "dead",
            "kind": "fired",
            "channel_id": "slack",
            "severity": "critical",
            "client_id": "cedar-accounting",
            "client_name": "Cedar Accounting",
            "system_name": "Lead Processing",
            "title": "Status is down",
            "incident_id": "0m5xq2v40-00000001",
            "created_at": ago(minutes=62),
            "next_attempt_at": None,
            "finished_at": ago(minutes=61),
            "attempts": [
                an_attempt(
                    verdict="disabled",
                    reason="channel_is_archived",
                    http_status=410,
                    provider_id=None,
                )
            ],
        }
    ],
    "next_cursor": None,
}

HEALTH_CHECK: Json = {
    "status": "healthy",
    "poller": {"last_tick_at": ago(seconds=35), "is_stale": False, "suspect_since": None},
    "last_tick_age_seconds": 35,
}


def an_alert(rule_id: str, **over: object) -> Json:
    return {
        "alert_id": f"{rule_id}.0123456789abcdef",
        "rule_id": rule_id,
        "title": "Status is down",
        "system_name": "Lead Processing",
        "phase": "firing",
        "since": ago(minutes=62),
        "value": 2.0,
        "peak": 2.0,
        "muted_by": None,
        "told_at": ago(minutes=62),
        "told_channels": ["email", "slack"],
        "acknowledged_at": ago(minutes=14),
        "acknowledged_by": "Dana",
        "is_flapping": False,
        "incident_id": "0m5xq2v40-00000001.cedar-accounting",
    } | over


def a_step(rule_id: str, before: str, after: str, cause: str, *, minutes: int) -> Json:
    return {
        "at": ago(minutes=minutes),
        "alert_id": f"{rule_id}.0123456789abcdef",
        "rule_id": rule_id,
        "title": "Status is down",
        "system_name": "Lead Processing",
        "before": before,
        "after": after,
        "cause": cause,
        "value": 2.0,
    }


CLIENT_ALERTS: Json = {
    "client_id": "cedar-accounting",
    "alerts": [
        an_alert("rule-1"),
        an_alert(
            "rule-2",
            title="Success rate below 90 %",
            system_name=None,
            phase="pending",
            since=ago(minutes=4),
            muted_by="silence",
            told_at=None,
            told_channels=[],
            acknowledged_at=None,
            acknowledged_by=None,
            incident_id=None,
        ),
    ],
    "transitions": [
        a_step("rule-1", "pending", "firing", "held", minutes=62),
        a_step("rule-1", "ok", "pending", "broken", minutes=64),
    ],
}


def alert_answers() -> dict[str, Json]:
    """All of them but the list of incidents, by path."""
    return {
        "/api/incidents/0m5xq2v40-00000001": incident_detail(CEDAR_IS_DOWN),
        "/api/clients/cedar-accounting/alerts": CLIENT_ALERTS,
        "/api/rules": RULES,
        "/api/silences": SILENCES,
        "/api/channels": CHANNELS,
        "/api/notifications": DEAD_LETTERS,
        "/api/health-check": HEALTH_CHECK,
    }
