"""Stores what systems say of their days, however it came, and what they failed to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.errors import LostRaceError
from entelech.domain.ids import ClientId
from entelech.domain.intraday import IntradayDay, Mark, SystemIntraday
from entelech.domain.metric_day import MetricDay, SystemDay
from entelech.domain.period import Period
from entelech.ports.metrics import MetricStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from entelech.domain.metric_day import Rejection, Told

_TRIES = 6


class Part(Struct, frozen=True, kw_only=True):
    """One system's part of a client's day, which lasts from ``whole.start`` to ``whole.end``."""

    client_id: ClientId
    system_name: str
    day: date
    whole: Period


class Known(Struct, frozen=True, kw_only=True):
    """What was read of the days before; it may have changed since."""

    days: Mapping[tuple[ClientId, date], MetricDay]
    intraday: Mapping[tuple[ClientId, date], IntradayDay]


class Recorded(Struct, frozen=True, kw_only=True):
    """The part as it is stored now, and whether that is news."""

    system: SystemDay
    is_changed: bool


class Recorder(Struct, frozen=True, kw_only=True):
    """Each part is written by itself; of two writers at once the second looks again.

    Raises, all of them:
        LostRaceError: others kept writing the same part.
    """

    store: MetricStore

    def known(self, parts: list[Part]) -> Known:
        """What is stored of the parts' days."""
        days = list(dict.fromkeys((each.client_id, each.day) for each in parts))
        return Known(days=self.store.days_of(days), intraday=self.store.intraday(days))

    def take(self, part: Part, told: Told, known: Known) -> Recorded:
        """Store figures; while the day runs they enter the hour in which they were taken too.

        The hour first: whoever dies in between comes again and finds the figures still to be written.
        """
        if told.taken_at < part.whole.end:
            mark = Mark(at=told.taken_at, figures=told.figures)
            self._mark(part, mark, known)
        return self._change(
            part, known, lambda before: before.restated(told, ends_at=part.whole.end)
        )

    def reject(self, part: Part, rejection: Rejection, known: Known) -> None:
        """Store that an attempt gave nothing; what was taken before stays."""
        self._change(part, known, lambda before: before.rejected(rejection))

    def _change(
        self, part: Part, known: Known, change: Callable[[SystemDay], SystemDay]
    ) -> Recorded:
        key = (part.client_id, part.day)
        day = known.days.get(key)
        for _ in range(_TRIES):
            blank = SystemDay(system_name=part.system_name)
            before = day.systems.get(part.system_name, blank) if day else blank
            after = change(before)
            if after is before:
                return Recorded(system=before, is_changed=False)
            if self.store.save_system(part.client_id, part.day, after):
                return Recorded(system=after, is_changed=True)
            day = self.store.days_of([key]).get(key)
        raise LostRaceError

    def _mark(self, part: Part, mark: Mark, known: Known) -> None:
        key = (part.client_id, part.day)
        day = known.intraday.get(key)
        for _ in range(_TRIES):
            blank = SystemIntraday(system_name=part.system_name)
            before = day.systems.get(part.system_name, blank) if day else blank
            after = before.with_one(mark, part.whole.start)
            if after is before or self.store.save_intraday(part.client_id, part.day, after):
                return
            day = self.store.intraday([key]).get(key)
        raise LostRaceError
