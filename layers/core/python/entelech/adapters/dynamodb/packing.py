"""Packs shards into items, and is the only module that unpacks them.

Clients share these items, so whoever unpacks one says whose rows may come out: a scope for the
configuration, the slots taken from a configuration or membership for everything else.
Packed values are compressed, so that the results of 200 systems fit in one write unit.
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from entelech.adapters.dynamodb import compressed
from entelech.adapters.dynamodb.client_packing import (
    policy_document,
    read_check,
    read_policy,
    read_windows,
    stored_check,
    window_documents,
)
from entelech.adapters.dynamodb.keys import instant
from entelech.domain.auth_header import AuthHeader
from entelech.domain.board import Board, Cell, ClientBoard, Sums, sums_of
from entelech.domain.check import CheckPolicy, Result, Status
from entelech.domain.document import instant_text
from entelech.domain.ids import ClientId, Slot
from entelech.domain.probe import Certificate, Phases
from entelech.domain.reason import Reason
from entelech.domain.shard import (
    Lane,
    Resident,
    Row,
    ShardConfig,
    ShardState,
    SlotState,
    Tick,
    Tombstone,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from entelech.adapters.dynamodb.table import Item
    from entelech.domain.access import ClientScope
    from entelech.domain.schedule import ShardId

_TICK_KEPT = timedelta(days=14)
_REASONS = tuple(Reason)
"""Stored by place: new reasons go at the end."""
_STATUSES = tuple(Status)
_NONE = 0xFFFF
"""Stands for None in a column of 16-bit numbers."""


def pack_config(config: ShardConfig) -> Item:
    rows = [
        [
            row.slot,
            row.client_id,
            row.system_name,
            row.url,
            row.policy.timeout_s,
            row.policy.retries,
            row.policy.degraded_over_ms,
            int(row.is_critical),
            [row.auth.name, row.auth.secret_name] if row.auth else None,
            stored_check(row.check),
            *([instant_text(row.heard_since)] if row.heard_since else []),
        ]
        for row in config.rows
    ]
    residents = {
        key: [
            each.client_name,
            each.industry,
            policy_document(each.uptime_policy),
            window_documents(each.maintenance),
        ]
        for key, each in config.residents.items()
    }
    graves = {
        str(slot): [each.client_id, instant_text(each.at)]
        for slot, each in config.tombstones.items()
    }
    occupied = config.occupied_since
    return {
        "version": config.version,
        "packed": compressed.packed([rows, residents, graves]),
        "occupied_since": instant_text(occupied) if occupied else None,
    }


def unpack_config(shard: ShardId, item: Item | None, scope: ClientScope) -> ShardConfig:
    """The shard with the rows of clients in ``scope``; of version 0 when there is no item."""
    if item is None:
        return ShardConfig(shard=shard)
    rows, residents, graves = compressed.unpacked(item["packed"])
    occupied = item.get("occupied_since")
    return ShardConfig(
        shard=shard,
        version=item["version"],
        rows=tuple(_row(row) for row in rows if scope.includes(ClientId(row[1]))),
        residents={
            ClientId(key): Resident(
                client_name=name,
                industry=industry,
                uptime_policy=read_policy(policy),
                maintenance=read_windows(windows),
            )
            for key, (name, industry, policy, windows) in residents.items()
            if scope.includes(ClientId(key))
        },
        tombstones={
            Slot(int(slot)): Tombstone(client_id=ClientId(client_id), at=instant(at))
            for slot, (client_id, at) in graves.items()
            if scope.includes(ClientId(client_id))
        },
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
    return {
        "version": state.version,
        "last_window": instant_text(window) if window else None,
        "packed": compressed.packed(slots),
    }


def unpack_state(shard: ShardId, item: Item | None, slots: Collection[Slot]) -> ShardState:
    """The state of ``slots``; empty when there is no item."""
    if item is None:
        return ShardState(shard=shard)
    packed: dict[str, list[Any]] = compressed.unpacked(item["packed"])
    return ShardState(
        shard=shard,
        version=item["version"],
        last_window=instant(item["last_window"]),
        slots={slot: _slot_state(packed[str(slot)]) for slot in slots if str(slot) in packed},
    )


def pack_tick(tick: Tick) -> Item:
    """The tick in 1 KB for 200 systems: numbers in columns, what few rows have in a header.

    Durations are whole milliseconds, start offsets tenths of a second, claims hundredths of a percent.
    """
    slots = sorted(tick.results)
    results = [tick.results[slot] for slot in slots]
    header = [
        len(slots),
        instant_text(tick.finished_at),
        tick.lag_ms,
        int(tick.is_suspect),
        {n: each.attempts for n, each in enumerate(results) if each.attempts != 1},
        {n: each.detail for n, each in enumerate(results) if each.detail},
        {n: _phase_numbers(each.phases) for n, each in enumerate(results) if each.phases},
        {n: each.came_ms for n, each in enumerate(results) if each.came_ms is not None},
    ]
    columns = [
        [slot - before for slot, before in zip(slots, [0, *slots], strict=False)],
        [_REASONS.index(each.reason) for each in results],
        [int(each.is_latency_trusted) for each in results],
        [round(each.start_offset_ms / 100) for each in results],
        [_NONE if each.duration_ms is None else round(each.duration_ms) for each in results],
        [_shortfall(each.claimed_uptime_ratio) for each in results],
        [_NONE if each.claim_age_s is None else each.claim_age_s for each in results],
    ]
    text = json.dumps(header, separators=(",", ":")).encode()
    packed = b"\n".join([text, b"".join(map(_planes, columns))])
    return {
        "packed": zlib.compress(packed, level=9),
        "expires_at": int((tick.window + _TICK_KEPT).timestamp()),
    }


def unpack_tick(
    shard: ShardId, window: datetime, lane: Lane, item: Item, slots: Collection[Slot]
) -> Tick:
    """What the tick says of ``slots``."""
    text, _, planes = zlib.decompress(item["packed"]).partition(b"\n")
    count, finished_at, lag_ms, is_suspect, attempts, details, phases, came = json.loads(text)
    columns = (
        [_column(planes[start : start + 2 * count]) for start in range(0, len(planes), 2 * count)]
        if count
        else []
    )
    visible, results, slot = set(slots), {}, 0
    for n, (step, reason, trusted, offset, duration, shortfall, age) in enumerate(
        zip(*columns, strict=True)
    ):
        slot += step
        if slot in visible:
            results[Slot(slot)] = Result(
                reason=_REASONS[reason],
                detail=details.get(str(n)),
                duration_ms=None if duration == _NONE else float(duration),
                attempts=attempts.get(str(n), 1),
                start_offset_ms=offset * 100,
                claimed_uptime_ratio=None if shortfall == _NONE else 1 - shortfall / 10_000,
                claim_age_s=None if age == _NONE else age,
                is_latency_trusted=bool(trusted),
                phases=_phases(phases.get(str(n))),
                came_ms=came.get(str(n)),
            )
    return Tick(
        shard=shard,
        window=window,
        lane=lane,
        results=results,
        finished_at=instant(finished_at),
        lag_ms=lag_ms,
        is_suspect=bool(is_suspect),
    )


def pack_board(board: Board) -> Item:
    clients = {
        client_id: [
            {
                int(start.timestamp()) // 3600: _stored_cell(cell)
                for start, cell in each.hours.items()
            },
            {day.toordinal(): _stored_cell(cell) for day, cell in each.days.items()},
        ]
        for client_id, each in board.clients.items()
    }
    sums = {
        client_id: [
            int(each.until.timestamp()) // 3600,
            _stored_cell(each.day),
            _stored_cell(each.month),
        ]
        for client_id, each in sums_of(board).items()
    }
    return {
        "version": board.version,
        "packed": compressed.packed(clients),
        "sums": compressed.packed(sums),
    }


def unpack_sums(item: Item | None, scope: ClientScope) -> dict[ClientId, Sums]:
    """What lists show of the clients in ``scope``: a small part of the board."""
    return {
        ClientId(key): Sums(
            until=datetime.fromtimestamp(until * 3600, UTC), day=_cell(day), month=_cell(month)
        )
        for key, (until, day, month) in (compressed.unpacked(item["sums"]) if item else {}).items()
        if scope.includes(ClientId(key))
    }


def unpack_board(shard: ShardId, item: Item | None, scope: ClientScope) -> Board:
    """The board with the clients in ``scope``; of version 0 when there is no item."""
    if item is None:
        return Board(shard=shard)
    clients = {
        ClientId(key): ClientBoard(
            hours={
                datetime.fromtimestamp(int(hour) * 3600, UTC): _cell(cell)
                for hour, cell in hours.items()
            },
            days={date.fromordinal(int(day)): _cell(cell) for day, cell in days.items()},
        )
        for key, (hours, days) in compressed.unpacked(item["packed"]).items()
        if scope.includes(ClientId(key))
    }
    return Board(shard=shard, version=item["version"], clients=clients)


def _stored_cell(cell: Cell) -> list[int | None]:
    """What is most common is shortest: a whole time that was healthy."""
    is_well = cell.known_ms == (cell.watched_ms, 0, 0) and cell.planned_ms == (0, 0, 0)
    if is_well:
        return [cell.watched_ms, cell.p95_ms]
    return [cell.watched_ms, cell.p95_ms, *cell.known_ms, *cell.planned_ms]


def _cell(stored: list[Any]) -> Cell:
    watched_ms, p95_ms, *lengths = stored
    healthy, degraded, down, *planned = lengths or (watched_ms, 0, 0, 0, 0, 0)
    return Cell(
        watched_ms=watched_ms,
        known_ms=(healthy, degraded, down),
        planned_ms=(planned[0], planned[1], planned[2]),
        p95_ms=p95_ms,
    )


def pack_certificates(certificates: Mapping[Slot, Certificate]) -> Item:
    shown = {
        str(slot): [instant_text(each.expires_at), each.issuer]
        for slot, each in certificates.items()
    }
    return {"packed": compressed.packed(shown)}


def unpack_certificates(item: Item | None, slots: Collection[Slot]) -> dict[Slot, Certificate]:
    """What the systems in ``slots`` showed last."""
    shown = compressed.unpacked(item["packed"]) if item else {}
    found = {slot: shown[str(slot)] for slot in slots if str(slot) in shown}
    return {
        slot: Certificate(expires_at=instant(expires_at), issuer=issuer)
        for slot, (expires_at, issuer) in found.items()
    }


def _shortfall(uptime_ratio: float | None) -> int:
    """What a claim lacks to 100 %, in hundredths of a percent: small numbers pack better."""
    return _NONE if uptime_ratio is None else 10_000 - round(uptime_ratio * 10_000)


def _planes(column: list[int]) -> bytes:
    """Numbers of 16 bits, all their high bytes before all their low ones; larger ones are cut."""
    numbers = [min(value, _NONE - 1) if value != _NONE else value for value in column]
    raw = struct.pack(f">{len(numbers)}H", *numbers)
    return raw[0::2] + raw[1::2]


def _column(planes: bytes) -> list[int]:
    half = len(planes) // 2
    return [high << 8 | low for high, low in zip(planes[:half], planes[half:], strict=True)]


def _phase_numbers(phases: Phases) -> list[int | None]:
    parts = (phases.dns_ms, phases.connect_ms, phases.tls_ms, phases.first_byte_ms, phases.total_ms)
    return [None if part is None else round(part) for part in parts]


def _phases(numbers: list[Any] | None) -> Phases | None:
    if numbers is None:
        return None
    dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms = numbers
    return Phases(
        dns_ms=dns_ms,
        connect_ms=connect_ms,
        tls_ms=tls_ms,
        first_byte_ms=first_byte_ms,
        total_ms=total_ms,
    )


def _row(row: list[Any]) -> Row:
    slot, client_id, name, url, timeout_s, retries, over_ms, is_critical, auth, check, *heard = row
    return Row(
        slot=Slot(slot),
        client_id=ClientId(client_id),
        system_name=name,
        url=url,
        policy=CheckPolicy(timeout_s=timeout_s, retries=retries, degraded_over_ms=over_ms),
        is_critical=bool(is_critical),
        auth=AuthHeader(name=auth[0], secret_name=auth[1]) if auth else None,
        check=read_check(check),
        heard_since=instant(heard[0]) if heard else None,
    )


def _slot_state(packed: list[Any]) -> SlotState:
    status, since, reason, detail = packed
    return SlotState(
        status=_STATUSES[status], since=instant(since), reason=_REASONS[reason], detail=detail
    )
