"""The calendar that a client's days are counted in, through changes of its time zone.

Every zone in use since 1972 is a whole number of quarter-hours from UTC, so local days begin and
end with a UTC quarter. Source: IANA time zone database, which Python reads through ``zoneinfo``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from entelech.domain.errors import InvalidError
from entelech.domain.period import Period

_DAY = timedelta(days=1)
_MOST_APART = 2
"""Days that two zones' dates may be apart, and one more."""


class FormerZone(Struct, frozen=True, kw_only=True):
    """A zone, by its IANA name, that days were counted in; ``until`` is one of its midnights."""

    name: str
    until: datetime


class Calendar(Struct, frozen=True, kw_only=True):
    """Days in the zone, and in the former ones, oldest first, where those held.

    No time lies in two days or in none: on the day after a change of zone the day is as long as it
    takes to the next midnight of the new one.
    """

    zone: ZoneInfo
    former: tuple[FormerZone, ...] = ()

    def zone_at(self, instant: datetime) -> ZoneInfo:
        """The zone that holds then."""
        names = (each.name for each in self.former if instant < each.until)
        return next((ZoneInfo(name) for name in names), self.zone)

    def day(self, day: date) -> Period:
        """From the day's first instant to the next one's: mostly 24 hours, 23 or 25 where clocks change."""
        return Period(start=self._start(day), end=self._start(day + _DAY))

    def date_of(self, instant: datetime) -> date:
        """The day that the instant lies in."""
        near = local_date(instant, self.zone_at(instant))
        days = (near + n * _DAY for n in range(-_MOST_APART, _MOST_APART + 1))
        return next(day for day in days if instant in self.day(day))

    def left(self, to: str, now: datetime) -> tuple[FormerZone, ...]:
        """The former zones after a change at ``now``: the zone that holds ends with its day."""
        begun = tuple(each for each in self.former if each.until <= now)
        holds = self.zone_at(now)
        if holds.key == to:
            return begun
        tomorrow = Calendar(zone=self.zone, former=self.former).date_of(now) + _DAY
        return (*begun, FormerZone(name=holds.key, until=midnight(tomorrow, holds)))

    def _start(self, day: date) -> datetime:
        earliest = None
        for each in self.former:
            zone = ZoneInfo(each.name)
            if day <= local_date(each.until, zone):
                return _later(earliest, midnight(day, zone))
            earliest = each.until
        return _later(earliest, midnight(day, self.zone))


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """What a wall calendar in the zone shows."""
    return instant.astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the day, in UTC. Where clocks jump over midnight that is the jump."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def zone_named(name: str, *, field: str) -> str:
    """The name of a zone that there is.

    Raises:
        InvalidError: there is none of that name.
    """
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):  # no such name, or one that leads out of the database
        raise InvalidError(field=field, expected="an IANA time zone like Europe/Berlin") from None


def _later(earliest: datetime | None, start: datetime) -> datetime:
    return start if earliest is None else max(earliest, start)
