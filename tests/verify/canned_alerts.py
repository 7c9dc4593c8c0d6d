"""Channels and what never arrived there, as the service tells of them."""

from tests.verify.canned_api import Json
from tests.verify.canned_fleet import ago


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


CHANNELS: Json = {
    "channels": [
        a_channel("email", bounced=[{"address": "old@agency.example", "reason": "bounce"}]),
        a_channel(
            "slack",
            is_usable=False,
            fault="channel_is_archived",
            faulty_since=ago(hours=3),
        ),
        a_channel("webhook", is_configured=False, is_usable=False),
    ]
}


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


def alert_answers() -> dict[str, Json]:
    """All of them, by path."""
    return {
        "/api/channels": CHANNELS,
        "/api/notifications": DEAD_LETTERS,
        "/api/health-check": HEALTH_CHECK,
    }
