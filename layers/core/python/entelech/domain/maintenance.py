"""Maintenance windows: planned work, once or again and again, that is polled on and counted apart.

Source of recurrence: RFC 5545, section 3.3.10, evaluated by python-dateutil in local time, so that
a window at 02:00 stays at 02:00 when clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import MAXYEAR, UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields, instant_of
from entelech.domain.period import Period, union

MAX_WINDOWS = 50
LONGEST = timedelta(days=31)
REACHES_BACK = timedelta(days=12)
"""How far before now a window may begin: what was measured since then can be folded anew."""
_KEPT = timedelta(days=14)
_REPEATED = timedelta(minutes=5)
"""A request to end a window that is sent again within so long is no wish to take the window back."""
_MAX_SYSTEMS = 100
_ZONE_SLACK = timedelta(days=1)
_PARTS = "BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS|INTERVAL|UNTIL|WKST"
_RULE = re.compile(rf"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(?!INTERVAL=0)({_PARTS})=[A-Z0-9,+-]+)*")
_UTC_UNTIL = re.compile(r"(?<=UNTIL=)\d{8}T\d{6}Z")
_UNTIL = re.compile(r";UNTIL=(\d{8})(T\d{6})?(?=;|$)")
_INTERVAL = re.compile(r";INTERVAL=(\d+)")
_STEPS = {"FREQ=DAILY": timedelta(days=1), "FREQ=WEEKLY": timedelta(weeks=1)}
_CALENDAR_YEARS = 400
"""After so many years every date is on the same day of the week again."""
_COMES_TRUE_WITHIN = timedelta(days=5 * 366)

WINDOW_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "starts_at", "duration_minutes"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "systems": {
            "type": "array",
            "maxItems": _MAX_SYSTEMS,
            "items": {"type": "string", "minLength": 1, "maxLength": 100},
            "description": "The systems that are worked on; all of them where none is named.",
        },
        "starts_at": {
            "type": "string",
            "description": "The (first) start: 2025-01-15T02:00 in the client's time zone, or an "
            "instant with its offset. At most 12 days ago.",
        },
        "duration_minutes": {"type": "integer", "minimum": 1, "maximum": 44640},
        "recurrence": {
            "type": "string",
            "maxLength": 300,
            "description": "RFC 5545 rule of the starts, like FREQ=WEEKLY;BYDAY=SU; UNTIL may end "
            "it, COUNT may not.",
        },
    },
}


class _Local(NamedTuple):
    """From one wall-clock time to another, both included."""

    start: datetime
    end: datetime


class MaintenanceWindow(Struct, frozen=True, kw_only=True):
    """Work on some systems of a client, or on all where ``systems`` is empty.

    ``starts_at`` is the first start; ``recurrence`` a rule of the starts in local time of ``zone``,
    None: once. ``ended_at``: somebody ended it then, and nothing of it is after.
    """

    window_id: str
    name: str
    systems: tuple[str, ...]
    starts_at: datetime
    duration: timedelta
    zone: str
    recurrence: str | None = None
    ended_at: datetime | None = None

    def occurrences(self, within: Period) -> list[Period]:
        """Its parts of the time, in order."""
        reach = Period(start=within.start - self.duration, end=within.end)
        starts = [self.starts_at] if self.recurrence is None else self._starts(reach)
        until = within if self.ended_at is None else Period(start=within.start, end=self.ended_at)
        parts = [
            Period(start=start, end=start + self.duration).clipped(within).clipped(until)
            for start in starts
        ]
        return [each for each in parts if each.length_ms]

    def is_over(self, now: datetime) -> bool:
        """Whether nothing of it is at ``now`` or after."""
        if self.ended_at is not None and self.ended_at <= now:
            return True
        if self.recurrence is None:
            return self.starts_at + self.duration <= now
        ahead = Period(start=now - self.duration, end=now + _COMES_TRUE_WITHIN)
        return not any(start + self.duration > now for start in self._starts(ahead))

    def _starts(self, reach: Period) -> list[datetime]:
        zone = ZoneInfo(self.zone)
        first, last = (
            each.astimezone(zone).replace(tzinfo=None) for each in (reach.start, reach.end)
        )
        local = _local_starts(
            self.recurrence or "", self._first(), _Local(first - _ZONE_SLACK, last + _ZONE_SLACK)
        )
        return [each.replace(tzinfo=zone).astimezone(UTC) for each in local]

    def _first(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)


class Planned(Struct, frozen=True, kw_only=True):
    """Maintenance in some time: of the whole client, and of single systems by name."""

    client: Sequence[Period]
    systems: Mapping[str, Sequence[Period]]

    def covers(self, system: str) -> bool:
        """Whether any of it is that system's."""
        return bool(self.client or self.systems.get(system))


def planned(windows: Iterable[MaintenanceWindow], within: Period) -> Planned:
    """What of the time is planned: in order and without overlap."""
    client: list[Period] = []
    systems: dict[str, list[Period]] = {}
    for window in windows:
        found = window.occurrences(within)
        if not window.systems:
            client += found
        for name in window.systems:
            systems.setdefault(name, []).extend(found)
    return Planned(
        client=union(client), systems={name: union(each) for name, each in systems.items()}
    )


def planned_at(windows: Iterable[MaintenanceWindow], now: datetime) -> Planned:
    """What is planned for this very moment."""
    return planned(windows, Period(start=now, end=now + timedelta(milliseconds=1)))


def parse_window(
    body: object, *, window_id: str, zone: str, systems: Collection[str], now: datetime
) -> MaintenanceWindow:
    """A new window from what somebody wrote.

    Raises:
        InvalidError: names the field that is missing, unknown or wrong.
    """
    fields = Fields(body)
    fields.refuse_unknown(WINDOW_SCHEMA["properties"])
    window = MaintenanceWindow(
        window_id=window_id,
        name=fields.text("name", max_length=100),
        systems=_systems(fields, systems),
        starts_at=_start(fields, ZoneInfo(zone)),
        duration=timedelta(
            minutes=fields.integer(
                "duration_minutes", low=1, high=int(LONGEST.total_seconds()) // 60
            )
        ),
        zone=zone,
    )
    if window.starts_at < now - REACHES_BACK:
        raise InvalidError(field="starts_at", expected=f"at most {REACHES_BACK.days} days ago")
    if not fields.has("recurrence"):
        return window
    return _recurring(window, fields.text("recurrence", max_length=300))


def ended(window: MaintenanceWindow, now: datetime) -> MaintenanceWindow | None:
    """The window when it is ended at ``now``; None where that takes it back: it has not begun, or is over."""
    if window.starts_at >= now:
        return None
    if not window.is_over(now):
        return replace(window, ended_at=now)
    was_just_ended = window.ended_at is not None and now - window.ended_at < _REPEATED
    return window if was_just_ended else None


def worth_keeping(
    windows: Iterable[MaintenanceWindow], now: datetime
) -> tuple[MaintenanceWindow, ...]:
    """Without those that were over before anything that may still be folded."""
    return tuple(each for each in windows if not each.is_over(now - _KEPT))


def _systems(fields: Fields, known: Collection[str]) -> tuple[str, ...]:
    if not fields.has("systems") or fields.raw("systems") == []:
        return ()
    named = fields.texts("systems", max_items=_MAX_SYSTEMS, max_length=100)
    for n, name in enumerate(named):
        if name not in known:
            raise InvalidError(field=f"systems[{n}]", expected="a system of the client")
    return tuple(dict.fromkeys(named))


def _start(fields: Fields, zone: ZoneInfo) -> datetime:
    text = fields.text("starts_at", max_length=40)
    try:
        local = datetime.fromisoformat(text)
        start = local.replace(tzinfo=zone).astimezone(UTC) if local.tzinfo is None else None
    except (ValueError, OverflowError):
        start = None
    start = start or instant_of(text, field="starts_at")
    return start.replace(second=0, microsecond=0)


def _recurring(window: MaintenanceWindow, text: str) -> MaintenanceWindow:
    refusal = InvalidError(
        field="recurrence",
        expected="a rule like FREQ=WEEKLY;BYDAY=SU, daily at the most and without COUNT",
    )
    if not _RULE.fullmatch(text):
        raise refusal
    zone = ZoneInfo(window.zone)
    try:
        text = _UTC_UNTIL.sub(lambda found: _local(found[0], zone), text)
        recurring = replace(window, recurrence=text)
        first = recurring._first()  # noqa: SLF001 - its own module
        starts = _local_starts(text, first, _Local(first, first + _COMES_TRUE_WITHIN))
    except (ValueError, TypeError, OverflowError):
        raise refusal from None
    if not starts:
        raise InvalidError(field="recurrence", expected="a rule that comes true after starts_at")
    if any(after - before < window.duration for before, after in pairwise(starts)):
        raise InvalidError(field="duration_minutes", expected="no more than from start to start")
    return recurring


def _local(until: str, zone: ZoneInfo) -> str:
    instant = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return f"{instant.astimezone(zone):%Y%m%dT%H%M%S}"


def _local_starts(text: str, first: datetime, within: _Local) -> list[datetime]:
    """The rule's starts in that time.

    A rule that never comes true is tried up to the year 9999, so it is asked for as near to that as
    the calendar, which repeats itself, allows.
    """
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - most clients have no such window

    found = _UNTIL.search(text)
    end = f"{within.end:%Y%m%dT%H%M%S}"
    if found is not None:
        end = min(end, found[1] + (found[2] or "T235959"))
    near = _near(text, first, within.start)
    shift = (MAXYEAR - within.end.year) // _CALENDAR_YEARS * _CALENDAR_YEARS
    until = f"{int(end[:4]) + shift:04}{end[4:]}"
    rule = rrulestr(f"{_UNTIL.sub('', text)};UNTIL={until}", dtstart=_in_year(near, shift))
    starts = rule.between(_in_year(within.start, shift), _in_year(within.end, shift), inc=True)
    return [_in_year(each, -shift) for each in starts]


def _near(text: str, first: datetime, start: datetime) -> datetime:
    """A later first start of the same rule, at least a whole step of it before ``start``.

    Months and years are left as they are: they are few, and not all of them have the same days.
    """
    step = _STEPS.get(text.partition(";")[0])
    if step is None:
        return first
    interval = _INTERVAL.search(text)
    step *= int(interval[1]) if interval else 1
    return first + max(0, (start - first) // step - 1) * step


def _in_year(instant: datetime, later: int) -> datetime:
    return instant.replace(year=instant.year + later)
