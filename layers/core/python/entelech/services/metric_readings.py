"""What rules read of clients' work, of many clients at once, and what a minute of it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from entelech.domain.access import ClientScope
from entelech.domain.client import Client
from entelech.domain.fleet_day import TodayRuns, bucket_of
from entelech.domain.incident import Worth
from entelech.domain.intraday import IntradayDay
from entelech.domain.metric_day import MetricDay, Told, Work, work_of
from entelech.domain.metric_reading import ClientReadings, MetricReading
from entelech.domain.money import Money
from entelech.ports.metrics import FleetDayStore, MetricStore
from entelech.ports.registry import RegistryStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entelech.domain.ids import ClientId

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_READ_BACK = 2
"""Complete days: yesterday's are whole only once they were told after its end."""
_WORTH_DAYS = 28
_MINUTES_A_DAY = 24 * 60


class _Known(Struct, frozen=True, kw_only=True):
    """A client's days as far as they were read."""

    client: Client
    days: Mapping[date, MetricDay]
    grown: Mapping[date, IntradayDay]
    today: date
    now: datetime

    @property
    def whole(self) -> MetricDay | None:
        """The newest complete day whose figures are those of the whole day; None where none is."""
        for back in range(1, _READ_BACK + 1):
            day = self.days.get(self.today - back * _DAY)
            if day is not None and not day.missing(self.ends_at(day)):
                return day
        return None

    def ends_at(self, day: MetricDay) -> datetime:
        return self.client.calendar.day(day.day).end

    def newest_at(self, system_name: str) -> datetime | None:
        """When the system's figures were last taken."""
        marks = [each.systems.get(system_name) for each in self.grown.values()]
        told = [each.told.get(system_name) for each in self.days.values()]
        instants = [each.marks[-1].at for each in marks if each and each.marks]
        instants += [each.taken_at for each in told if each]
        return max(instants, default=None)


class MetricReadings(Struct, frozen=True, kw_only=True):
    """``MetricReader`` and ``WorthReader`` of the ingested days."""

    registry: RegistryStore
    store: MetricStore
    fleet_days: FleetDayStore

    def readings(
        self, client_ids: Sequence[ClientId], now: datetime
    ) -> Mapping[ClientId, ClientReadings]:
        """The readings of each client that there is: six items a client, a request per hundred.

        Sums are those of the newest complete day, and only where all systems told the whole of it:
        what is missing must not look like a fall.
        """
        clients = self.registry.known(client_ids)
        todays = {key: each.calendar.date_of(now) for key, each in clients.items()}
        wanted = [
            (key, today - back * _DAY)
            for key, today in todays.items()
            for back in range(_READ_BACK + 1)
        ]
        days = self.store.days_of(wanted)
        grown = self.store.intraday([each for each in wanted if each[1] >= todays[each[0]] - _DAY])
        runs = self.fleet_days.today(
            {bucket_of(each) for each in clients}, scope=ClientScope(clients=frozenset(clients))
        )
        return {
            key: _readings(
                _Known(
                    client=client,
                    days={day: each for (of, day), each in days.items() if of == key},
                    grown={day: each for (of, day), each in grown.items() if of == key},
                    today=todays[key],
                    now=now,
                ),
                runs.get(key),
            )
            for key, client in clients.items()
        }

    def worth(self, client_id: ClientId, now: datetime) -> Worth | None:
        """What the client's systems do in a minute, by the last four weeks; two requests.

        A run saves what was claimed, and by the client's own inputs where nothing was.
        """
        client = self.registry.client(client_id)
        if client is None:
            return None
        today = client.calendar.date_of(now)
        days = self.store.days(client_id, today - _WORTH_DAYS * _DAY, today - _DAY)
        known = [each for each in days if each.told]
        work = _work(told for each in known for told in each.told.values())
        if work is None or not work.successful:
            return None
        terms = client.registration.value_terms
        saved = work.savings.get(terms.currency) or terms.modelled(work.successful)
        if not saved:
            return None
        return Worth(
            runs_per_minute=Decimal(work.successful) / (len(known) * _MINUTES_A_DAY),
            saving_per_run=Money(amount=saved / work.successful, currency=terms.currency),
        )


def _readings(known: _Known, runs: TodayRuns | None) -> ClientReadings:
    names = sorted({name for each in known.days.values() for name in each.systems})
    whole = _of_whole_day(known, names)
    recent = _of_recent_days(known, names)
    ages = {name: _age(known, name) for name in names}
    age = {} if None in ages.values() else _oldest([each for each in ages.values() if each])
    return ClientReadings(
        whole={**whole, **recent, **_volume(runs, known.now), **age},
        systems={
            name: {
                **_of_whole_day(known, [name]),
                **_of_recent_days(known, [name]),
                **_oldest([each for each in [ages[name]] if each]),
            }
            for name in names
        },
    )


def _of_whole_day(known: _Known, names: Sequence[str]) -> dict[str, MetricReading]:
    day = known.whole
    if day is None:
        return {}
    work = _work(told for name, told in day.told.items() if name in names)
    if work is None:
        return {}
    currency = known.client.registration.value_terms.currency
    values = {
        "daily_automations": Decimal(work.total),
        "cost_savings": work.savings.get(currency),
        "time_saved_hours": work.hours_saved,
    }
    at = known.ends_at(day)
    return {
        name: MetricReading(value=value, samples=1, measured_at=at)
        for name, value in values.items()
        if value is not None
    }


def _of_recent_days(known: _Known, names: Sequence[str]) -> dict[str, MetricReading]:
    """Shares and means of today and the day before, whichever of their figures are there."""
    recent = [known.days.get(known.today - back * _DAY) for back in (0, 1)]
    told = [each for day in recent if day for name, each in day.told.items() if name in names]
    work = _work(told)
    if work is None:
        return {}
    at = max(each.taken_at for each in told)
    ratio, mean_s = work.success_ratio, work.mean_processing_s
    found = {}
    if ratio is not None:
        found["success_rate"] = MetricReading(value=ratio * 100, samples=work.total, measured_at=at)
    if mean_s is not None:
        found["avg_processing_time"] = MetricReading(
            value=mean_s, samples=work.timed_runs, measured_at=at
        )
    return found


def _volume(runs: TodayRuns | None, now: datetime) -> dict[str, MetricReading]:
    if runs is None or now >= runs.ends_at or not runs.expected:
        return {}
    return {
        "volume_ratio": MetricReading(
            value=runs.total * 100 / runs.expected, samples=runs.weeks, measured_at=runs.as_of
        )
    }


def _age(known: _Known, name: str) -> MetricReading | None:
    newest = known.newest_at(name)
    if newest is None:
        return None
    age = max(timedelta(), known.now - newest)
    return MetricReading(value=Decimal(age // _MINUTE), samples=1, measured_at=known.now)


def _oldest(ages: Sequence[MetricReading]) -> dict[str, MetricReading]:
    known = [each for each in ages if each.value is not None]
    if not known:
        return {}
    return {"data_age": max(known, key=lambda each: each.value or Decimal(0))}


def _work(told: Iterable[Told]) -> Work | None:
    return work_of((each.figures, each.currency) for each in told)
