"""Minutes in which our own watching is to be doubted, not the clients.

A minute is suspect when a place of our own could not be reached either, or when of ten clients and
more nearly a third began to fail at once: mostly that is one cause, and mostly it is near us.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.check import Status
from entelech.domain.reason import Reason
from entelech.domain.schedule import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.ids import ClientId
    from entelech.domain.shard import ShardConfig, ShardState

MIN_CLIENTS = 10
MIN_FAILED_PERCENT = 30
NETWORK_FAILURES = frozenset({Reason.TIMEOUT, Reason.DNS, Reason.CONNECTION, Reason.TLS})
"""What a network of ours that is broken looks like."""
_MEASURED_WITHIN = timedelta(minutes=1)
"""How long after it is due a run has mostly settled what it measured."""
LOOKED_BACK = timedelta(hours=3)
"""How far back the start of what is held is looked for."""


class SuspectCause(StrEnum):
    """Why a minute is suspect."""

    CANARY = "canary"
    MANY_FAILURES = "many_failures"


class Suspicion(Struct, frozen=True, kw_only=True):
    """A suspect minute, by its start. ``failed`` of ``clients`` began to fail in it.

    ``interval`` is the longest of those whose measurement is in doubt: after it they are measured anew.
    """

    window: datetime
    cause: SuspectCause
    interval: Interval = Interval.MINUTE
    failed: int = 0
    clients: int = 0


class SuspectMinute(Struct, frozen=True, kw_only=True):
    """A minute in which our own watching is to be doubted."""

    at: datetime
    cause: SuspectCause


def newly_failed(config: ShardConfig, state: ShardState, window: datetime) -> frozenset[ClientId]:
    """Clients with a critical system that went down in the run of that window."""
    return frozenset(
        row.client_id
        for row in config.rows
        if row.is_critical
        and (known := state.slots.get(row.slot)) is not None
        and known.status is Status.DOWN
        and known.since >= window
    )


def are_too_many(failed: int, clients: int) -> bool:
    """Whether so many failures at once are rather ours than theirs."""
    return clients >= MIN_CLIENTS and failed * 100 >= MIN_FAILED_PERCENT * clients


def held_since(suspicions: Sequence[Suspicion], now: datetime) -> datetime | None:
    """Since when alerts wait; None where they do not.

    They wait until what is in doubt has been measured again without being so.
    """
    since = None
    for each in sorted(suspicions, key=lambda one: one.window, reverse=True):
        held_until = each.window + each.interval.length + _MEASURED_WITHIN
        if each.window <= now and (since or now) < held_until:
            since = each.window
    return since


def suspect_minutes(suspicions: Sequence[Suspicion]) -> list[SuspectMinute]:
    """As they are shown, one a minute, oldest first."""
    by_minute = {each.window: each for each in suspicions}
    return [SuspectMinute(at=at, cause=by_minute[at].cause) for at in sorted(by_minute)]
