"""Replays what is stored with a rule that is not there yet; nothing is written, nobody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.backtest import (
    MAX_DAYS,
    Firing,
    Judged,
    Trial,
    candidates,
    firings,
    judged,
    recommended,
    together,
)
from entelech.domain.backtest_answer import (
    BACKTEST_SCHEMA,
    DEFAULT_DAYS,
    Backtest,
    ClientTrial,
    FiringShown,
    ThresholdTrial,
)
from entelech.domain.client import Client
from entelech.domain.errors import InvalidError
from entelech.domain.fields import Fields
from entelech.domain.incident import Incident
from entelech.domain.metric import METRICS, MetricSource
from entelech.domain.past_readings import Seen, can_be_tested, series_of, series_of_days
from entelech.domain.period import QUARTER, Period
from entelech.domain.rule_answer import rule_shown
from entelech.ports.clock import Clock
from entelech.ports.history import HistoryStore
from entelech.ports.incidents import IncidentReader
from entelech.ports.metrics import MetricStore
from entelech.ports.registry import RegistryStore
from entelech.services.ruling import RuleService

if TYPE_CHECKING:
    from decimal import Decimal

    from entelech.domain.access import ClientScope
    from entelech.domain.rule import Rule

MAX_CLIENTS = 20
"""So many clients' history is read for a rule of every client: one answer takes seconds, no more."""
_FIRINGS_SHOWN = 100
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


class _Past(Struct, frozen=True, kw_only=True):
    """What of one client's past the rule reads, by subject."""

    client: Client
    series: Mapping[str | None, Sequence[Seen]]
    incidents: Sequence[Incident]


class Backtester(Struct, frozen=True, kw_only=True):
    """Answers what a rule would have done."""

    rules: RuleService
    registry: RegistryStore
    history: HistoryStore
    metrics: MetricStore
    incidents: IncidentReader
    clock: Clock

    def backtest(self, scope: ClientScope, body: object) -> Backtest:
        """What the rule would have done in the days that the body names.

        Costs two to four requests a client.

        Raises:
            InvalidError: names the field that is missing, unknown or wrong.
            NotFoundError: there is no such client in ``scope``.
            ForbiddenError: it is for every client, and the caller does not see all.
        """
        fields = Fields(body)
        fields.refuse_unknown(BACKTEST_SCHEMA["properties"])
        days = fields.integer("days", low=1, high=MAX_DAYS) if fields.has("days") else DEFAULT_DAYS
        now = self.clock.now()
        rule = self.rules.parse(scope, fields.without("days"), now)
        if not can_be_tested(rule):
            kept = [name for name in METRICS if can_be_tested(replace(rule, metric_name=name))]
            raise InvalidError(field="metric_name", expected=f"one that is kept: {', '.join(kept)}")
        end = now - (now - _EPOCH) % QUARTER
        within = Period(start=end - timedelta(days=days), end=end)
        clients, total = self._clients(rule)
        past = [self._past(rule, each, within) for each in clients]
        return _answer(rule, past, within, total)

    def _clients(self, rule: Rule) -> tuple[Sequence[Client], int]:
        if rule.client_id is not None:
            client = self.registry.client(rule.client_id)
            return ([client] if client else []), 1
        page = self.registry.clients(is_active=True, limit=1000, cursor=None)
        found = [each for each in page.clients if rule.subjects(each.registration.tags)]
        return found[:MAX_CLIENTS], len(found)

    def _past(self, rule: Rule, client: Client, within: Period) -> _Past:
        subjects = rule.subjects(client.registration.tags)
        incidents = self.incidents.incidents(client.client_id, within)
        read = self._days if rule.metric.source is MetricSource.INGEST else self._quarters
        series = read(rule, client, subjects, within)
        return _Past(client=client, series=series, incidents=incidents)

    def _quarters(
        self, rule: Rule, client: Client, subjects: Sequence[str | None], within: Period
    ) -> Mapping[str | None, Sequence[Seen]]:
        back = timedelta(minutes=max(60, rule.window_minutes))
        reach = Period(start=within.start - back, end=within.end)
        hours = self.history.hours(client.client_id, reach)
        quarters = [each for hour in hours for each in hour.quarters]
        return {each: series_of(rule, client, each, quarters, within) for each in subjects}

    def _days(
        self, rule: Rule, client: Client, subjects: Sequence[str | None], within: Period
    ) -> Mapping[str | None, Sequence[Seen]]:
        calendar = client.calendar
        first, last = (calendar.date_of(each) for each in (within.start, within.end))
        days = self.metrics.days(client.client_id, first, last)
        ended = [(calendar.day(each.day).end, each.told) for each in days]
        return {
            subject: series_of_days(
                rule,
                [
                    (end, [t.figures for name, t in told.items() if subject in {None, name}])
                    for end, told in ended
                    if end in within
                ],
            )
            for subject in subjects
        }


def _answer(rule: Rule, past: Sequence[_Past], within: Period, total: int) -> Backtest:
    found = _tried(rule, past, within)
    mine = together([each for _, _, each in found])
    is_judged = any(story.is_real is not None for each in past for story in each.incidents)
    every = [series for each in past for series in each.series.values()]
    trials = [
        Trial(
            threshold=threshold,
            judged=together([each for _, _, each in _tried(_at(rule, threshold), past, within)]),
        )
        for threshold in candidates(rule, every)
    ]
    best, why = recommended(trials, max(1, len(past)), within.end - within.start)
    shown = [each for client, parts, _ in found for each in _shown(client, parts)]
    return Backtest(
        rule=rule_shown(rule),
        period_start=within.start,
        period_end=within.end,
        clients_tested=len(past),
        clients_total=total,
        fired=mine.fired,
        minutes=mine.minutes,
        real_incidents_told=mine.right if is_judged else None,
        real_incidents_missed=mine.missed if is_judged else None,
        false_alarms=mine.wrong if is_judged else None,
        clients=[
            ClientTrial(client_id=client.client_id, fired=each.fired, minutes=each.minutes)
            for client, _, each in found
        ],
        firings=sorted(shown, key=lambda each: each.start, reverse=True)[:_FIRINGS_SHOWN],
        sweep=[_trial(each, is_judged=is_judged) for each in trials],
        recommended_threshold=float(best.threshold),
        reason=f"At {best.threshold.normalize():f} it {why}.",
    )


_Found = tuple["Client", Mapping[str | None, Sequence[Firing]], Judged]


def _tried(rule: Rule, past: Sequence[_Past], within: Period) -> list[_Found]:
    made: list[_Found] = []
    for each in past:
        parts = {name: firings(rule, series, within.end) for name, series in each.series.items()}
        every = [firing for found in parts.values() for firing in found]
        made.append((each.client, parts, judged(every, each.incidents, within.end)))
    return made


def _at(rule: Rule, threshold: Decimal) -> Rule:
    """The rule with another threshold, and its clear threshold as far from it as before."""
    made = replace(rule, threshold=threshold)
    if rule.clear_threshold is None:
        return made
    return replace(made, clear_threshold=made.threshold + rule.clear_threshold - rule.threshold)


def _shown(client: Client, parts: Mapping[str | None, Sequence[Firing]]) -> list[FiringShown]:
    return [
        FiringShown(
            client_id=client.client_id,
            system_name=name,
            start=each.period.start,
            end=each.period.end,
            minutes=each.period.length_ms // 60_000,
            peak=None if each.peak is None else float(each.peak),
        )
        for name, found in parts.items()
        for each in found
    ]


def _trial(trial: Trial, *, is_judged: bool) -> ThresholdTrial:
    found = trial.judged
    return ThresholdTrial(
        threshold=float(trial.threshold),
        fired=found.fired,
        minutes=found.minutes,
        real_incidents_told=found.right if is_judged else None,
        real_incidents_missed=found.missed if is_judged else None,
        false_alarms=found.wrong if is_judged else None,
    )
