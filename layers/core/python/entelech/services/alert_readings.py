"""What rules read of a shard's clients: a few requests for all of them, whatever the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from entelech.domain import health, rollup
from entelech.domain.beat import BeatKind, Beats
from entelech.domain.check import Status
from entelech.domain.checks.heartbeat import HeartbeatCheck, beat_id
from entelech.domain.client import Client
from entelech.domain.history_readings import measured
from entelech.domain.ids import ClientId
from entelech.domain.maintenance import planned
from entelech.domain.metric import METRICS, MetricSource
from entelech.domain.metric_reading import NOTHING_READ, ClientReadings, MetricReading
from entelech.domain.period import QUARTER, Period, hour_of
from entelech.domain.reading import Latest, Reading
from entelech.domain.rollup import HourRollup, Rollup, WatchedSystem
from entelech.domain.shard import Row, Tick, merged
from entelech.domain.timeline import COVERED_INTERVALS, Sample
from entelech.ports.alerts import MetricReader
from entelech.ports.history import HistoryStore
from entelech.ports.ticks import BeatStore, OpenedShard

if TYPE_CHECKING:
    from entelech.domain.rule import Rule
    from entelech.domain.schedule import ShardId

SHORT = timedelta(minutes=120)
"""Windows up to this are read from ticks, one reading for the whole shard; longer ones from hours."""
_RANKS = {Status.HEALTHY: 0, Status.DEGRADED: 1, Status.DOWN: 2}
_MINUTE = timedelta(minutes=1)


class BatchReadings(Struct, kw_only=True):
    """What was read of some clients of a shard at ``now``; answers without a request more."""

    now: datetime
    clients: Mapping[ClientId, Client]
    rows: Mapping[ClientId, Sequence[Row]]
    latest: Latest
    ticks: Sequence[Tick]
    hours: Mapping[ClientId, Sequence[HourRollup]]
    beats: Mapping[str, Beats]
    business: Mapping[ClientId, ClientReadings]
    _rollups: dict[tuple[ClientId, int], Rollup] = field(default_factory=dict)
    _now: dict[ClientId, Sequence[Reading]] = field(default_factory=dict)

    def reading(self, rule: Rule, client_id: ClientId, system_name: str | None) -> MetricReading:
        """The rule's metric of the system, or of the whole client where none is named."""
        if rule.metric.source is MetricSource.INGEST:
            found = self.business.get(client_id, ClientReadings())
            return found.reading(rule.metric_name, system_name)
        readings = [
            each for each in self.readings(client_id) if system_name in {None, each.system_name}
        ]
        if rule.metric_name == "status":
            return _status(readings)
        if rule.metric_name == "tls_days_left":
            return _certificate(readings, self.now)
        if rule.metric_name == "heartbeat_age":
            return self._heartbeat(client_id, system_name)
        if rule.window_minutes == 0:
            return _latest_response(readings)
        return self._windowed(rule, client_id, system_name)

    def readings(self, client_id: ClientId) -> Sequence[Reading]:
        """The client's systems now."""
        if client_id not in self._now:
            self._now[client_id] = [
                self.latest.reading(
                    row.system_name, row.slot, self.now, is_critical=row.is_critical
                )
                for row in self.rows[client_id]
            ]
        return self._now[client_id]

    def is_down(self, client_id: ClientId) -> bool:
        """Whether the client as a whole is."""
        return health.overall_status(self.readings(client_id)) is Status.DOWN

    def _windowed(self, rule: Rule, client_id: ClientId, system_name: str | None) -> MetricReading:
        client = self.clients[client_id]

        def of(minutes: int) -> Rollup:
            return self._rollup(client_id, minutes)

        return measured(rule, client, system_name, of, self.now)

    def _rollup(self, client_id: ClientId, minutes: int) -> Rollup:
        """What the client's last so many minutes held."""
        key = (client_id, minutes)
        if key not in self._rollups:
            within = Period(start=self.now - minutes * _MINUTE, end=self.now)
            recent = within
            older: list[Rollup] = []
            if minutes * _MINUTE > SHORT:
                start = hour_of(self.now - SHORT + 2 * QUARTER).start
                recent = Period(start=start, end=self.now)
                folded = [each for hour in self.hours[client_id] for each in hour.quarters]
                older = [each for each in folded if within.start <= each.period.start < start]
            self._rollups[key] = rollup.added([*older, *self._fold(client_id, recent)], within)
        return self._rollups[key]

    def _fold(self, client_id: ClientId, within: Period) -> list[Rollup]:
        client, rows = self.clients[client_id], self.rows[client_id]
        membership = client.membership
        since = within.start if membership is None else membership.since
        watched = [Period(start=since, end=within.end)]
        plans = planned(client.maintenance, within)
        systems = [
            WatchedSystem(
                name=row.system_name,
                is_critical=row.is_critical,
                samples=self._samples(row),
                watched=watched,
                planned=plans.systems.get(row.system_name, ()),
            )
            for row in rows
        ]
        return rollup.fold_quarters(systems, plans.client, within)

    def _samples(self, row: Row) -> list[Sample]:
        interval = self.latest.interval.length
        found = []
        for tick in self.ticks:
            result = tick.results.get(row.slot)
            if result is not None:
                at = result.holds_from(tick.window, self.latest.interval)
                seen = result.started_at(tick.window)
                found.append(Sample(at=at, interval=interval, result=result, seen_at=seen))
        return found

    def _heartbeat(self, client_id: ClientId, system_name: str | None) -> MetricReading:
        """Minutes since the last success of the system, or of that which is quiet for longest."""
        ages = []
        for row in self.rows[client_id]:
            if isinstance(row.check, HeartbeatCheck) and system_name in {None, row.system_name}:
                beats = self.beats.get(beat_id(client_id, row.system_name), Beats())
                success = last_success(beats)
                if success is not None:
                    ages.append(self.now - success)
        if not ages:
            return NOTHING_READ
        return MetricReading(
            value=Decimal(max(ages) // _MINUTE), samples=len(ages), measured_at=self.now
        )


class AlertReader(Struct, frozen=True, kw_only=True):
    """Reads for a batch what its rules want to know."""

    history: HistoryStore
    beats: BeatStore
    metrics: MetricReader

    def read(
        self,
        opened: OpenedShard,
        clients: Mapping[ClientId, Client],
        rules: Mapping[ClientId, Sequence[Rule]],
        now: datetime,
    ) -> BatchReadings:
        """What those rules read of the clients: one reading of ticks for all of them.

        Windows longer than two hours cost one request a client, and only of clients that have such
        a rule.
        """
        config = opened.config
        wanted = [rule for each in rules.values() for rule in each]
        rows: dict[ClientId, list[Row]] = {each: [] for each in clients}
        for row in config.rows:
            if row.client_id in rows:
                rows[row.client_id].append(row)
        ticks = self._ticks(config.shard, rows, wanted, now)
        latest = Latest(
            interval=config.shard.interval,
            state=opened.state,
            ticks=_newest_first(ticks),
            certificates=opened.certificates,
        )
        business = [each for each in clients if any(map(_is_business, rules.get(each, ())))]
        return BatchReadings(
            now=now,
            clients=clients,
            rows=rows,
            latest=latest,
            ticks=ticks,
            hours={each: self._hours(each, rules.get(each, ()), now) for each in clients},
            beats=self._beats(rows) if any(map(_is_beat, wanted)) else {},
            business=self.metrics.readings(business, now) if business else {},
        )

    def _ticks(
        self,
        shard: ShardId,
        rows: Mapping[ClientId, Sequence[Row]],
        rules: Sequence[Rule],
        now: datetime,
    ) -> Sequence[Tick]:
        windows = [rule.window_minutes * _MINUTE for rule in rules if _is_windowed(rule)]
        back = min(max(windows, default=timedelta()), SHORT)
        reach = max(back, 2 * shard.interval.length) + COVERED_INTERVALS * shard.interval.length
        slots = [row.slot for each in rows.values() for row in each]
        return self.history.ticks(shard, Period(start=now - reach, end=now + _MINUTE), slots)

    def _hours(
        self, client_id: ClientId, rules: Sequence[Rule], now: datetime
    ) -> Sequence[HourRollup]:
        longest = max((r.window_minutes * _MINUTE for r in rules if _is_windowed(r)), default=SHORT)
        if longest <= SHORT:
            return ()
        start = hour_of(now - longest).start
        return self.history.hours(client_id, Period(start=start, end=now))

    def _beats(self, rows: Mapping[ClientId, Sequence[Row]]) -> Mapping[str, Beats]:
        names = [
            (client_id, beat_id(client_id, row.system_name))
            for client_id, each in rows.items()
            for row in each
            if isinstance(row.check, HeartbeatCheck)
        ]
        return self.beats.beats(names) if names else {}


def last_success(beats: Beats) -> datetime | None:
    """When a run last succeeded, as far as it is remembered."""
    if beats.last_ended is not None and beats.last_ended.kind is BeatKind.SUCCESS:
        return beats.last_ended.at
    found = (each.at for each in beats.newest if each.kind is BeatKind.SUCCESS)
    # it is forgotten after so many failures, but was before the first of them
    return max(found, default=beats.failing_since)


def _newest_first(ticks: Sequence[Tick]) -> list[Tick]:
    windows: dict[datetime, list[Tick]] = {}
    for tick in ticks:
        windows.setdefault(tick.window, []).append(tick)
    made = [merged(windows[window]) for window in sorted(windows, reverse=True)]
    return [each for each in made if each is not None]


def _status(readings: Sequence[Reading]) -> MetricReading:
    status = health.overall_status(readings)
    rank = _RANKS.get(status)
    if rank is None:
        return NOTHING_READ
    newest = health.newest_check(readings)
    return MetricReading(value=Decimal(rank), samples=len(readings), measured_at=newest)


def _latest_response(readings: Sequence[Reading]) -> MetricReading:
    mean = health.mean_response_ms(readings)
    if mean is None:
        return NOTHING_READ
    return MetricReading(
        value=Decimal(str(mean)),
        samples=sum(each.duration_ms is not None for each in readings),
        measured_at=health.newest_check(readings),
    )


def _certificate(readings: Sequence[Reading], now: datetime) -> MetricReading:
    ends = [each.certificate.expires_at for each in readings if each.certificate is not None]
    if not ends:
        return NOTHING_READ
    return MetricReading(value=Decimal((min(ends) - now).days), samples=len(ends), measured_at=now)


def _is_business(rule: Rule) -> bool:
    return _source(rule) is MetricSource.INGEST


def _is_beat(rule: Rule) -> bool:
    return _source(rule) is MetricSource.HEARTBEATS


def _is_windowed(rule: Rule) -> bool:
    return _source(rule) in {MetricSource.CHECKS, MetricSource.HISTORY}


def _source(rule: Rule) -> MetricSource | None:
    """None where there is no such metric any more: its rule breaks alone, in its turn."""
    metric = METRICS.get(rule.metric_name)
    return metric.source if metric else None
