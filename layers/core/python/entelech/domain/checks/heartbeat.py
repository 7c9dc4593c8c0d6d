"""Systems that call us: a sign of life is expected by a schedule, with some grace."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self
from zoneinfo import ZoneInfo

from msgspec import Struct

from entelech.domain.beat import BeatKind
from entelech.domain.calendar import zone_named
from entelech.domain.errors import InvalidError
from entelech.domain.reason import Reason

if TYPE_CHECKING:
    from entelech.domain.beat import Beats
    from entelech.domain.fields import Fields
    from entelech.domain.ids import ClientId

_MINUTE = timedelta(minutes=1)
_LONGEST_MINUTES = 60 * 24 * 31
_CRON_FIELDS = 5
_DEFAULT_GRACE = timedelta(minutes=5)
SCHEMA: Mapping[str, Any] = {
    "every_minutes": {
        "type": "integer",
        "minimum": 1,
        "maximum": _LONGEST_MINUTES,
        "description": "A success is expected so long after the last one; or name a cron.",
    },
    "cron": {
        "type": "string",
        "maxLength": 100,
        "description": "When a success is expected: five fields, like 0 3 * * MON-FRI.",
    },
    "time_zone": {
        "type": "string",
        "maxLength": 64,
        "description": "The cron's zone, the client's unless said.",
    },
    "grace_minutes": {
        "type": "integer",
        "minimum": 0,
        "maximum": _LONGEST_MINUTES,
        "description": "How late it may be, 5 unless said, and how long a run may take.",
    },
}


class Due(NamedTuple):
    """What the signs of life say: a reason, and since when it holds."""

    reason: Reason
    since: datetime | None


class HeartbeatCheck(Struct, frozen=True, kw_only=True):
    """Expected ``every`` so long, or by ``cron`` in ``zone``; exactly one of the two is there.

    ``generation`` grows when the token is made anew.
    """

    type: ClassVar[str] = "heartbeat"
    schema: ClassVar[Mapping[str, Any]] = SCHEMA
    schemes: ClassVar[tuple[str, ...]] = ("heartbeat",)
    min_tls_days: ClassVar[None] = None

    every: timedelta | None = None
    cron: str | None = None
    zone: str = "UTC"
    grace: timedelta = _DEFAULT_GRACE
    generation: int = 1

    def url(self, endpoint: str) -> str:
        """Nothing is asked."""
        return endpoint

    def due_after(self, success: datetime) -> datetime:
        """By when the next success must be there.

        One that comes shortly before a cron's time counts for that time: by the grace at most, and
        by half of the time between two runs.
        """
        if self.every is not None:
            return success + self.every + self.grace
        cron, zone = self.cron or "", ZoneInfo(self.zone)
        following = _next(cron, success, zone)
        apart = _next(cron, following, zone) - following
        return _next(cron, success + min(self.grace, apart / 2), zone) + self.grace

    def due(self, beats: Beats, now: datetime, *, since: datetime | None = None) -> Due:
        """How the system is at ``now``; signs are expected ``since`` then.

        1. A failure that no success followed counts from when it was told.
        2. A success that is overdue, or a start that no end followed in time, counts from when it
           was due: the earlier of the two.
        3. Before the first success or failure nothing is known until one is due.
        """
        ended = beats.last_ended
        if ended is not None and ended.kind is BeatKind.FAIL:
            return Due(Reason.HEARTBEAT_FAILED, beats.failing_since)
        dues = []
        if ended is not None:
            dues.append(self.due_after(ended.at))
        elif since is not None:
            dues.append(self.due_after(since))
        if beats.open_start is not None:
            dues.append(beats.open_start + max(self.grace, _MINUTE))
        overdue = [each for each in dues if each <= now]
        if overdue:
            return Due(Reason.HEARTBEAT_MISSED, min(overdue))
        if ended is None:
            return Due(Reason.UNKNOWN, None)
        return Due(Reason.OK, ended.at)

    def document(self) -> dict[str, Any]:
        """What ``parse`` reads, without what is not there."""
        schedule = (
            {"every_minutes": self.every // _MINUTE}
            if self.every is not None
            else {"cron": self.cron, "time_zone": self.zone}
        )
        return {**schedule, "grace_minutes": self.grace // _MINUTE}

    @classmethod
    def parse(cls, fields: Fields, field: str, zone: str) -> Self:
        """The check as it was written; ``field`` names it, ``zone`` is the client's."""
        if fields.has("every_minutes") == fields.has("cron"):
            raise InvalidError(field=f"{field}.every_minutes", expected="either this or a cron")
        grace = _DEFAULT_GRACE
        if fields.has("grace_minutes"):
            grace = _MINUTE * fields.integer("grace_minutes", low=0, high=_LONGEST_MINUTES)
        if fields.has("every_minutes"):
            every = _MINUTE * fields.integer("every_minutes", low=1, high=_LONGEST_MINUTES)
            return cls(every=every, grace=grace)
        if fields.has("time_zone"):
            zone = zone_named(fields.text("time_zone", max_length=64), field=f"{field}.time_zone")
        cron = fields.text("cron", max_length=100)
        _next(cron, datetime(2025, 1, 1, tzinfo=UTC), ZoneInfo(zone), field=f"{field}.cron")
        return cls(cron=cron, zone=zone, grace=grace)


def beat_id(client_id: ClientId, system_name: str) -> str:
    """Names a system's signs of life; another system, or the same by another name, has another."""
    return hashlib.sha256(f"{client_id}/{system_name}".encode()).hexdigest()[:16]


def _next(cron: str, after: datetime, zone: ZoneInfo, *, field: str = "cron") -> datetime:
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 - most systems have none

    expected = "a cron of five fields that comes true, like 0 3 * * MON-FRI"
    refusal = InvalidError(field=field, expected=expected)
    if len(cron.split()) != _CRON_FIELDS:
        raise refusal
    try:
        return next(CronSim(cron, after.astimezone(zone))).astimezone(UTC)
    except (CronSimError, StopIteration):
        raise refusal from None
