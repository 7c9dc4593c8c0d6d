"""Why a check gave its status."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a check gave its status; a closed set, shown, stored and counted by these names."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILURE = "failure"
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    REDIRECT = "redirect"
    INVALID_CONTRACT = "invalid_contract"
    REPORTED_DOWN = "reported_down"
    BLOCKED_ADDRESS = "blocked_address"
    MISSED_WINDOW = "missed_window"
    UNKNOWN = "unknown"
    UNEXPECTED_ANSWER = "unexpected_answer"
    HEARTBEAT_MISSED = "heartbeat_missed"
    HEARTBEAT_FAILED = "heartbeat_failed"
