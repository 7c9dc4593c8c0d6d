"""A notification as JSON and back; decimals are text, so that none loses a digit."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from entelech.adapters.dynamodb import keys
from entelech.domain.channel import ChannelId
from entelech.domain.ids import ClientId
from entelech.domain.money import Money
from entelech.domain.notice_kinds import NoticeKind, NoticeState, Severity, Verdict
from entelech.domain.notification import Attachment, Attempt, Facts, Notice, Notification


def pack_notification(notification: Notification) -> str:
    """All of it but its version. Fields that say nothing are left out."""
    packed: dict[str, Any] = _plain(notification)
    del packed["version"]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def unpack_notification(text: str, version: int) -> Notification:
    """The inverse of ``pack_notification``."""
    stored: dict[str, Any] = json.loads(text)
    return Notification(
        **{
            **stored,
            "notice": _notice(stored["notice"]),
            "state": NoticeState(stored["state"]),
            "promised_at": keys.instant(stored["promised_at"]),
            "next_at": keys.instant(stored["next_at"]),
            "attempts": tuple(map(_attempt, stored.get("attempts", ()))),
            "finished_at": _instant(stored.get("finished_at")),
            "version": version,
        }
    )


def _notice(stored: dict[str, Any]) -> Notice:
    return Notice(
        notice_id=stored["notice_id"],
        kind=NoticeKind(stored["kind"]),
        channel_id=ChannelId(stored["channel_id"]),
        severity=Severity(stored["severity"]),
        client_id=_client(stored.get("client_id")),
        alert_id=stored.get("alert_id"),
        incident_id=stored.get("incident_id"),
        created_at=keys.instant(stored["created_at"]),
        due_at=keys.instant(stored["due_at"]),
        facts=_facts(stored["facts"]),
    )


def _facts(stored: dict[str, Any]) -> Facts:
    value, threshold, lost = (stored.get(name) for name in ("value", "threshold", "money_lost"))
    attachment = stored.get("attachment")
    return Facts(
        **{
            **stored,
            "client_id": _client(stored.get("client_id")),
            "value": None if value is None else Decimal(value),
            "threshold": None if threshold is None else Decimal(threshold),
            "since": _instant(stored.get("since")),
            "until": _instant(stored.get("until")),
            "money_lost": lost and Money(amount=Decimal(lost["amount"]), currency=lost["currency"]),
            "attachment": attachment and Attachment(**attachment),
            "recipients": tuple(stored.get("recipients", ())),
        }
    )


def _attempt(stored: dict[str, Any]) -> Attempt:
    absent = dict.fromkeys(("reason", "http_status", "provider_id", "latency_ms"))
    return Attempt(
        **{
            **absent,
            **stored,
            "at": keys.instant(stored["at"]),
            "verdict": Verdict(stored["verdict"]),
        }
    )


def _client(text: str | None) -> ClientId | None:
    return None if text is None else ClientId(text)


def _instant(text: str | None) -> datetime | None:
    return keys.instant(text) if text else None


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {name: each for name, each in named.items() if each not in (None, [])}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
