"""A shard: what the poller is told, what one run measured, and what is known between runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain.auth_header import AuthHeader
from entelech.domain.check import CheckPolicy, Result, Status
from entelech.domain.checks import CONTRACT, Check
from entelech.domain.ids import ClientId, Slot
from entelech.domain.maintenance import MaintenanceWindow
from entelech.domain.reason import Reason
from entelech.domain.schedule import ShardId
from entelech.domain.uptime import UptimePolicy

MAX_SYSTEMS_IN_SHARD = 200
_WAITED_FOR = {Reason.TIMEOUT, Reason.DNS}
"""Failures that take as long as they are waited for."""


class Row(Struct, frozen=True, kw_only=True):
    """One system as the poller needs it."""

    slot: Slot
    client_id: ClientId
    system_name: str
    url: str
    policy: CheckPolicy
    is_critical: bool
    auth: AuthHeader | None = None
    check: Check = CONTRACT
    heard_since: datetime | None = None
    """Since when signs of life are expected; None: it is asked."""


class Resident(Struct, frozen=True, kw_only=True):
    """What a list says of a client whose systems are in the shard."""

    client_name: str
    industry: str | None
    uptime_policy: UptimePolicy = field(default_factory=UptimePolicy)
    maintenance: tuple[MaintenanceWindow, ...] = ()


class Tombstone(Struct, frozen=True, kw_only=True):
    """A slot that was given up: by whom and when. Its ticks can still be told whose they were."""

    client_id: ClientId
    at: datetime


class ShardConfig(Struct, frozen=True, kw_only=True):
    """The systems of a shard. ``version`` grows by one with every change; 0 was never stored.

    ``tombstones`` holds slots given up; none of them is given away for 14 days.
    ``occupied_since`` is when the shard last went from no systems to some; None while it is empty.
    """

    shard: ShardId
    version: int = 0
    rows: tuple[Row, ...] = ()
    residents: Mapping[ClientId, Resident] = field(default_factory=dict)
    tombstones: Mapping[Slot, Tombstone] = field(default_factory=dict)
    occupied_since: datetime | None = None


class ShardEntry(Struct, frozen=True, kw_only=True):
    """A line of the shard directory: what of a shard's config is needed to find it."""

    shard: ShardId
    systems_count: int
    clients_count: int
    occupied_since: datetime | None


class Lane(StrEnum):
    """Systems known not to answer have a lane of their own, so that waiting for them holds up nobody."""

    MAIN = "main"
    SLOW = "slow"


class Tick(Struct, frozen=True, kw_only=True):
    """What one run of a shard measured in one lane; a slot that is not in ``results`` was not measured.

    ``lag_ms`` is how late the worker was at the worst. ``is_suspect``: a place of our own could not
    be reached either, so failures of the network were not counted as measurements.
    """

    shard: ShardId
    window: datetime
    results: Mapping[Slot, Result]
    finished_at: datetime
    lane: Lane = Lane.MAIN
    lag_ms: int = 0
    is_suspect: bool = False


class SlotState(Struct, frozen=True, kw_only=True):
    """The status of a system and since when it has it."""

    status: Status
    since: datetime
    reason: Reason
    detail: str | None


class ShardState(Struct, frozen=True, kw_only=True):
    """What is known of a shard's systems. ``last_window`` is that of the tick it was made from.

    ``version`` grows by one with every change; 0 was never stored.
    """

    shard: ShardId
    version: int = 0
    last_window: datetime | None = None
    slots: Mapping[Slot, SlotState] = field(default_factory=dict)


class Transition(Struct, frozen=True, kw_only=True):
    """A system's change from one status to another; UNKNOWN before its first result."""

    client_id: ClientId
    system_name: str
    before: Status
    after: Status
    reason: Reason
    at: datetime


def next_state(config: ShardConfig, state: ShardState, tick: Tick) -> ShardState:
    """The state after a tick, for exactly the slots of ``config``.

    A slot that the tick did not measure stays as it was; a slot that left the shard is gone.
    """
    slots: dict[Slot, SlotState] = {}
    for row in config.rows:
        before = state.slots.get(row.slot)
        result = tick.results.get(row.slot)
        after = before if result is None else _next_slot(before, result, tick.window)
        if after is not None:
            slots[row.slot] = after
    return ShardState(
        shard=config.shard, version=state.version + 1, last_window=tick.window, slots=slots
    )


def lane_of(row: Row, state: ShardState) -> Lane:
    """The slow lane for a system that did not answer when it was last checked."""
    known = state.slots.get(row.slot)
    return Lane.SLOW if known is not None and known.reason in _WAITED_FOR else Lane.MAIN


def merged(ticks: Sequence[Tick]) -> Tick | None:
    """The ticks of both lanes of a window as one; None when there are none."""
    if not ticks:
        return None
    results = {slot: result for tick in ticks for slot, result in tick.results.items()}
    return replace(
        ticks[0],
        results=results,
        finished_at=max(tick.finished_at for tick in ticks),
        lag_ms=max(tick.lag_ms for tick in ticks),
        is_suspect=any(tick.is_suspect for tick in ticks),
        lane=Lane.MAIN,
    )


def transitions(config: ShardConfig, before: ShardState, after: ShardState) -> list[Transition]:
    """The changes of status between two states, in the order of the rows."""
    found = []
    for row in config.rows:
        old, new = before.slots.get(row.slot), after.slots.get(row.slot)
        old_status = old.status if old else Status.UNKNOWN
        if new is not None and new.status is not old_status:
            found.append(
                Transition(
                    client_id=row.client_id,
                    system_name=row.system_name,
                    before=old_status,
                    after=new.status,
                    reason=new.reason,
                    at=new.since,
                )
            )
    return found


def _next_slot(before: SlotState | None, result: Result, window: datetime) -> SlotState:
    is_same = before is not None and before.status is result.status
    return SlotState(
        status=result.status,
        since=before.since if before is not None and is_same else result.since(window),
        reason=result.reason,
        detail=result.detail,
    )
