"""Packs shards into items, and is the only module that unpacks them.

Clients share these items, so whoever unpacks one says whose rows may come out: a scope for the
configuration, the slots taken from a configuration or membership for everything else.
Packed values are zlib-compressed JSON with positional rows, so that 200 results fit in 1 to 2 KB.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb.keys import instant
from entelech.domain.check import CheckPolicy, Result, Status
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId, Slot
from entelech.domain.reason import Reason
from entelech.domain.shard import Resident, Row, ShardConfig, ShardState, SlotState, Tick

if TYPE_CHECKING:
    from collections.abc import Collection

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.access import ClientScope
    from entelech.domain.schedule import ShardId

_TICK_KEPT = timedelta(days=14)
_REASONS = tuple(Reason)
"""Stored by place: new reasons go at the end."""
_STATUSES = tuple(Status)


def pack_config(config: ShardConfig) -> Item:
    rows = [
        [
            row.slot,
            row.client_id,
            row.system_name,
            row.health_url,
            row.policy.timeout_s,
            row.policy.retries,
            row.policy.degraded_over_ms,
            int(row.is_critical),
        ]
        for row in config.rows
    ]
    residents = {key: [each.client_name, each.industry] for key, each in config.residents.items()}
    graves = {str(slot): instant_text(at) for slot, at in config.tombstones.items()}
    occupied = config.occupied_since
    return {
        "version": config.version,
        "packed": _pack([rows, residents, graves]),
        "occupied_since": instant_text(occupied) if occupied else None,
    }


def unpack_config(shard: ShardId, item: Item | None, scope: ClientScope) -> ShardConfig:
    """The shard with the rows of clients in ``scope``; of version 0 when there is no item."""
    if item is None:
        return ShardConfig(shard=shard)
    rows, residents, graves = _unpack(item["packed"])
    occupied = item.get("occupied_since")
    return ShardConfig(
        shard=shard,
        version=item["version"],
        rows=tuple(_row(row) for row in rows if scope.includes(ClientId(row[1]))),
        residents={
            ClientId(key): Resident(client_name=name, industry=industry)
            for key, (name, industry) in residents.items()
            if scope.includes(ClientId(key))
        },
        tombstones={Slot(int(slot)): instant(at) for slot, at in graves.items()},
        occupied_since=instant(occupied) if occupied else None,
    )


def pack_state(state: ShardState) -> Item:
    slots = {
        str(slot): [
            _STATUSES.index(each.status),
            instant_text(each.since),
            _REASONS.index(each.reason),
            each.detail,
        ]
        for slot, each in state.slots.items()
    }
    window = state.last_window
    return {"last_window": instant_text(window) if window else None, "packed": _pack(slots)}


def unpack_state(shard: ShardId, item: Item | None, slots: Collection[Slot]) -> ShardState:
    """The state of ``slots``; empty when there is no item."""
    if item is None:
        return ShardState(shard=shard)
    packed: dict[str, list[Any]] = _unpack(item["packed"])
    return ShardState(
        shard=shard,
        last_window=instant(item["last_window"]),
        slots={slot: _slot_state(packed[str(slot)]) for slot in slots if str(slot) in packed},
    )


def pack_tick(tick: Tick) -> Item:
    rows = [
        [
            slot,
            _REASONS.index(each.reason),
            each.start_offset_ms,
            None if each.duration_ms is None else round(each.duration_ms, 1),
            each.attempts,
            each.detail,
            each.claimed_uptime_ratio,
            each.claim_age_s,
        ]
        for slot, each in tick.results.items()
    ]
    return {
        "packed": _pack(rows),
        "finished_at": instant_text(tick.finished_at),
        "expires_at": int((tick.window + _TICK_KEPT).timestamp()),
    }


def unpack_tick(shard: ShardId, window: datetime, item: Item, slots: Collection[Slot]) -> Tick:
    """What the tick says of ``slots``."""
    visible = set(slots)
    return Tick(
        shard=shard,
        window=window,
        results={
            Slot(row[0]): _result(row) for row in _unpack(item["packed"]) if row[0] in visible
        },
        finished_at=instant(item["finished_at"]),
    )


def _row(row: list[Any]) -> Row:
    slot, client_id, name, url, timeout_s, retries, over_ms, is_critical = row
    return Row(
        slot=Slot(slot),
        client_id=ClientId(client_id),
        system_name=name,
        health_url=url,
        policy=CheckPolicy(timeout_s=timeout_s, retries=retries, degraded_over_ms=over_ms),
        is_critical=bool(is_critical),
    )


def _slot_state(packed: list[Any]) -> SlotState:
    status, since, reason, detail = packed
    return SlotState(
        status=_STATUSES[status], since=instant(since), reason=_REASONS[reason], detail=detail
    )


def _result(row: list[Any]) -> Result:
    _slot, reason, offset_ms, duration_ms, attempts, detail, uptime_ratio, age_s = row
    return Result(
        reason=_REASONS[reason],
        detail=detail,
        duration_ms=duration_ms,
        attempts=attempts,
        start_offset_ms=offset_ms,
        claimed_uptime_ratio=uptime_ratio,
        claim_age_s=age_s,
    )


def _pack(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), level=6)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
