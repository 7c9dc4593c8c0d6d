"""Things that tests need, with defaults that make sense together; override what the test is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import asdict

from entelech.domain.audit import Attempt, AuditEntry, Change
from entelech.domain.channel import Channel, ChannelId, ChannelKind
from entelech.domain.check import CheckPolicy, Reason, Result
from entelech.domain.client import Registration, System
from entelech.domain.ids import ClientId, Slot, new_id
from entelech.domain.money import Money
from entelech.domain.notice_kinds import NoticeKind, Severity
from entelech.domain.notification import Facts, Notice
from entelech.domain.probe import Answered
from entelech.domain.schedule import Interval, ShardId
from entelech.domain.shard import Resident, Row, ShardConfig, Tick

NOON = datetime(2025, 1, 15, 12, 0, tzinfo=UTC)
SHARD = ShardId(interval=Interval.MINUTE, number=0)
TNT = ClientId("tnt-limousine-001")


def at(minutes: float = 0, seconds: float = 0) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=minutes, seconds=seconds)


def a_body(**overrides: Any) -> dict[str, Any]:
    """What a user sends to register a client. Source: the developer guide's example."""
    return {
        "client_id": "tnt-limousine-001",
        "client_name": "TNT Limousine",
        "industry": "Transportation",
        "automation_systems": [
            "Lead Processing System",
            "Booking Management",
            "Customer Communication",
        ],
        "monitoring_endpoints": [
            "https://tnt-api.entelech.com",
            "https://tnt-booking.entelech.com",
            "https://tnt-comms.entelech.com",
        ],
        "contact_email": "operations@tntlimo.com",
        **overrides,
    }


def a_registration(
    client_id: str = "tnt-limousine-001",
    *,
    systems: int = 3,
    interval: Interval = Interval.MINUTE,
    **overrides: Any,
) -> Registration:
    """A client with so many critical systems."""
    return Registration(
        **{
            "client_id": ClientId(client_id),
            "client_name": "TNT Limousine",
            "industry": "Transportation",
            "contact_email": "operations@tntlimo.com",
            "interval": interval,
            "policy": CheckPolicy(),
            "systems": tuple(
                System(name=f"System {n}", endpoint=f"https://{client_id}-{n}.example.com")
                for n in range(systems)
            ),
            **overrides,
        }
    )


def a_row(slot: int = 0, client_id: str = TNT, **overrides: Any) -> Row:
    return Row(
        **{
            "slot": Slot(slot),
            "client_id": ClientId(client_id),
            "system_name": f"System {slot}",
            "url": f"https://{client_id}-{slot}.example.com/health",
            "policy": CheckPolicy(retries=0),
            "is_critical": True,
            **overrides,
        }
    )


def a_config(*rows: Row, shard: ShardId = SHARD, version: int = 1) -> ShardConfig:
    rows = rows or (a_row(0), a_row(1), a_row(2))
    return ShardConfig(
        shard=shard,
        version=version,
        rows=rows,
        residents={
            row.client_id: Resident(client_name="TNT Limousine", industry="Transportation")
            for row in rows
        },
        occupied_since=NOON - timedelta(days=1),
    )


def a_result(reason: Reason = Reason.OK, **overrides: Any) -> Result:
    return Result(
        **{
            "reason": reason,
            "detail": None,
            "duration_ms": 200.0,
            "attempts": 1,
            "start_offset_ms": 1000,
            **overrides,
        }
    )


def a_tick(
    window: datetime = NOON, results: dict[int, Result] | None = None, shard: ShardId = SHARD
) -> Tick:
    """A tick in which slots 0 to 2 are well, unless told otherwise."""
    found = {0: a_result(), 1: a_result(), 2: a_result()} if results is None else results
    return Tick(
        shard=shard,
        window=window,
        results={Slot(slot): result for slot, result in found.items()},
        finished_at=window + timedelta(seconds=5),
    )


def an_answer(body: bytes = b'{"status":"healthy"}', **overrides: Any) -> Answered:
    return Answered(**{"http_status": 200, "body": body, "duration_ms": 200.0, **overrides})


def an_attempt(**overrides: Any) -> Attempt:
    """Somebody renamed a client."""
    return Attempt(
        **{
            "kind": "api_key",
            "key_id": "operator",
            "role": "admin",
            "operation": "PATCH /api/clients/{client_id}",
            "action": "write_client",
            "client_id": "tnt-limousine-001",
            "target": None,
            "source": "203.0.113.7",
            "outcome": "ok",
            "arguments": ("client_id", "client_name", "version"),
            "changes": (Change(field="client_name", before="TNT", after="TNT Limousine"),),
            "request_id": "11111111-2222-3333-4444-555555555555",
            **overrides,
        }
    )


def an_entry(moment: datetime = NOON, random: str = "a1b2c3d4", **overrides: Any) -> AuditEntry:
    attempt = an_attempt(**overrides)
    return AuditEntry(**asdict(attempt), entry_id=new_id(moment, random), at=moment)


def some_facts(**overrides: Any) -> Facts:
    """Lead processing of TNT Limousine has been down for five minutes."""
    return Facts(
        **{
            "client_id": TNT,
            "client_name": "TNT Limousine",
            "system_name": "Lead processing",
            "rule_id": "r1",
            "title": "Uptime below 95 %",
            "metric_name": "uptime",
            "value": Decimal("91.7"),
            "threshold": Decimal(95),
            "comparison": "less_than",
            "unit": "percent",
            "since": at(-5),
            "reason": "Three checks in a row got HTTP 503.",
            "sla_minutes_lost": 5,
            "money_lost": Money(amount=Decimal("42.50"), currency="USD"),
            **overrides,
        }
    )


def a_notice(
    kind: NoticeKind = NoticeKind.FIRED, alert: str = "a1", *, version: int = 1, **overrides: Any
) -> Notice:
    """What an alert of a client owes to the channel "email", made at noon and due at once."""
    channel_id = overrides.get("channel_id", "email")
    moment = overrides.get("created_at", NOON)
    return Notice(
        **{
            "notice_id": f"{alert}#{version}#{kind.value}#{channel_id}",
            "kind": kind,
            "channel_id": ChannelId(channel_id),
            "severity": Severity.CRITICAL,
            "client_id": TNT,
            "alert_id": alert,
            "incident_id": "0m5xq2v40-a1b2c3d4.tnt-limousine-001",
            "created_at": moment,
            "due_at": moment,
            "facts": some_facts(),
            **overrides,
        }
    )


def a_channel(channel_id: str = "hook", **overrides: Any) -> Channel:
    return Channel(
        **{
            "channel_id": ChannelId(channel_id),
            "kind": ChannelKind.WEBHOOK,
            "name": "Hook",
            "settings": {"host": "hooks.example.com"},
            "secret_name": f"channels/{channel_id}/key00001",
            **overrides,
        }
    )
