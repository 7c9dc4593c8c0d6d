"""How far the asking for a client's past has come: from yesterday's weeks back, a batch at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

REACHES = 400
"""Days back from the day on which it begins."""
BATCH_DAYS = 10
STALLED_AFTER = timedelta(minutes=30)
_DAY = timedelta(days=1)


class Backfill(Struct, frozen=True, kw_only=True):
    """Days from ``first`` to ``last`` are asked, newest first; those before ``before`` are left."""

    version: int
    first: date
    last: date
    before: date
    moved_at: datetime

    @property
    def is_finished(self) -> bool:
        """Whether all days were asked."""
        return self.before <= self.first

    @property
    def batch(self) -> list[date]:
        """The next days, newest first; none once it is finished."""
        days = [self.before - n * _DAY for n in range(1, BATCH_DAYS + 1)]
        return [day for day in days if day >= self.first]

    def advanced(self, now: datetime) -> Backfill:
        """After the next days were asked."""
        before = max(self.first, self.before - BATCH_DAYS * _DAY)
        return replace(self, version=self.version + 1, before=before, moved_at=now)

    def is_stalled(self, now: datetime) -> bool:
        """Whether nobody has gone on with it for too long."""
        return not self.is_finished and now - self.moved_at > STALLED_AFTER


class BackfillShown(Struct, frozen=True, kw_only=True):
    """``days_asked`` of ``days_total`` were asked, from ``last_date`` back to ``first_date``."""

    first_date: str
    last_date: str
    days_total: int
    days_asked: int
    is_finished: bool
    moved_at: datetime


def begun(today: date, recent: int, now: datetime) -> Backfill:
    """The backfill of a client that was never asked, up to the ``recent`` days that are asked anyway."""
    before = today - recent * _DAY
    return Backfill(
        version=1, first=today - REACHES * _DAY, last=before - _DAY, before=before, moved_at=now
    )


def backfill_shown(backfill: Backfill) -> BackfillShown:
    """How far it has come."""
    return BackfillShown(
        first_date=backfill.first.isoformat(),
        last_date=backfill.last.isoformat(),
        days_total=(backfill.last - backfill.first).days + 1,
        days_asked=(backfill.last - backfill.before).days + 1,
        is_finished=backfill.is_finished,
        moved_at=backfill.moved_at,
    )
