"""What is due when: a pure function of time, so that nothing is written to schedule."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from enum import IntEnum

from msgspec import Struct

from entelech.domain.errors import InvalidError

_MINUTE = timedelta(minutes=1)
_LATENESS = _MINUTE
"""A scheduler fires anywhere within its minute. Source: EventBridge Scheduler, "Schedule types"."""
_FOLDED_AT_MINUTE = 5
_FOLDED_AFTER_HOURS = (1, 2, 25)
_SETTLED_MINUTES = 3
"""A window younger than this may still be on its way: its dispatch may be late, its run takes 60 s."""


class Interval(IntEnum):
    """Minutes between two checks of a system."""

    MINUTE = 1
    FIVE_MINUTES = 5
    QUARTER_HOUR = 15
    HOUR = 60

    @property
    def length(self) -> timedelta:
        """The interval as a duration."""
        return self * _MINUTE


class ShardId(Struct, frozen=True, kw_only=True, order=True):
    """Up to 200 systems of one interval, checked together in one run."""

    interval: Interval
    number: int

    def __str__(self) -> str:
        return f"{int(self.interval)}#{self.number}"

    @property
    def phase(self) -> int:
        """The minute within the interval in which the shard is due, from 0."""
        return zlib.crc32(str(self).encode()) % self.interval


def parse_shard_id(text: str, *, field: str = "shard") -> ShardId:
    """The inverse of ``str(shard_id)``.

    Raises:
        InvalidError: the text is no shard id.
    """
    interval, _, number = text.partition("#")
    is_known = interval in {str(int(each)) for each in Interval}
    if not is_known or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise InvalidError(field=field, expected="an interval and a number, like 5#0")
    return ShardId(interval=Interval(int(interval)), number=int(number))


def window_at(now: datetime) -> datetime:
    """The start of the minute that ``now`` lies in."""
    return now.replace(second=0, microsecond=0)


def newest_due(shard: ShardId, now: datetime) -> datetime:
    """The latest minute, not after ``now``, in which the shard is due."""
    minute = window_at(now)
    minutes_past = (int(minute.timestamp()) // 60 - shard.phase) % shard.interval
    return minute - minutes_past * _MINUTE


def is_due(shard: ShardId, now: datetime) -> bool:
    """Whether the shard is due in the minute of ``now``."""
    return newest_due(shard, now) == window_at(now)


def windows_after(shard: ShardId, window: datetime, now: datetime) -> list[datetime]:
    """Due minutes after ``window`` and not after ``now``, newest first."""
    newest = newest_due(shard, now)
    count = max(0, (newest - window) // shard.interval.length)
    return [newest - step * shard.interval.length for step in range(count)]


def settled_window(shard: ShardId, now: datetime) -> datetime:
    """The latest due minute whose run must be over by ``now``, so that a missing tick is a gap."""
    return newest_due(shard, window_at(now) - _SETTLED_MINUTES * _MINUTE)


def hours_to_fold(now: datetime) -> list[datetime]:
    """The starts of the hours that are folded in this minute; mostly none.

    At five past, so that the last results are in: the hour before, the one before that, for what
    came late, and the same hour of yesterday, for what nobody could do then.
    """
    minute = window_at(now)
    if minute.minute != _FOLDED_AT_MINUTE:
        return []
    this_hour = minute.replace(minute=0)
    return [this_hour - timedelta(hours=ago) for ago in _FOLDED_AFTER_HOURS]


def is_evaluated_at(shard: ShardId, now: datetime, every: timedelta) -> bool:
    """Whether the shard's alerts are evaluated in this minute; shards take turns."""
    minutes = max(1, every // _MINUTE)
    return (int(window_at(now).timestamp()) // 60 - zlib.crc32(str(shard).encode())) % minutes == 0


def is_worth_polling(shard: ShardId, window: datetime, now: datetime) -> bool:
    """Whether a run for ``window`` still measures it: by an interval later, and the scheduler's lateness."""
    return now - window < shard.interval.length + _LATENESS


def is_repeated_at(shard: ShardId, window: datetime, now: datetime) -> bool:
    """Whether a settled window without a tick is queued again in this minute: twice in all, no more."""
    age = (window_at(now) - window) // _MINUTE
    is_turn = age in {_SETTLED_MINUTES, shard.interval // 2}
    return is_turn and is_worth_polling(shard, window, now)


def is_gap_since(shard: ShardId, window: datetime, now: datetime) -> bool:
    """Whether a settled window without a tick became a gap in this very minute: true once a window."""
    age = (window_at(now) - window) // _MINUTE
    return age == max(_SETTLED_MINUTES, shard.interval + 1)
