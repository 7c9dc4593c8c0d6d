"""Evaluates the alerts of a shard's clients: reads once, steps each alert, writes what changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from entelech.domain import incident as incidents
from entelech.domain.alert import step
from entelech.domain.alert_notice import self_notices
from entelech.domain.alert_state import Cause, Mute
from entelech.domain.client_alerts import AlertKey, ClientAlerts
from entelech.domain.errors import LostRaceError
from entelech.domain.evaluation import Draft, due_in
from entelech.domain.ids import ClientId, new_id
from entelech.domain.incident import REOPENED_WITHIN, Incident, IncidentState
from entelech.domain.muting import OUTAGE_METRICS, Circumstances, circumstances
from entelech.domain.period import Period
from entelech.domain.rule import Rule, RuleId, RuleSet
from entelech.domain.schedule import ShardId, newest_due
from entelech.domain.silence import Silence
from entelech.domain.suspicion import LOOKED_BACK, held_since
from entelech.ports.alerts import (
    MAX_TOGETHER,
    AlertChange,
    AlertStore,
    RuleStore,
    SilenceStore,
    WorthReader,
)
from entelech.ports.clock import Clock, Entropy
from entelech.ports.incidents import IncidentStore
from entelech.ports.notices import OutboxStore
from entelech.ports.queues import EvaluationQueue, NotifyQueue
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import SuspicionStore, TickStore
from entelech.services.alert_readings import AlertReader, BatchReadings

if TYPE_CHECKING:
    from entelech.domain.client import Client
    from entelech.domain.notification import Notice

_log = logging.getLogger(__name__)

_TRIES = 4
_ROOM = 45
"""Items that one alert adds to a transaction at the most: its moves, and its notices."""
BACK_OFF = timedelta(hours=1)
"""So long a rule that broke is left alone."""
_MINUTE = timedelta(minutes=1)
_PAGE = 500


class Evaluated(Struct, kw_only=True):
    """What an evaluation did. ``broken`` are rules that could not be evaluated, and why."""

    clients: int = 0
    alerts: int = 0
    transitions: int = 0
    notices: int = 0
    broken: dict[RuleId, BaseException] = field(default_factory=dict)


class _Batch(Struct, frozen=True, kw_only=True):
    """All that the evaluation of some clients of a shard stands on."""

    shard: ShardId
    now: datetime
    sets: Mapping[ClientId | None, RuleSet]
    rules: Mapping[ClientId, Sequence[Rule]]
    readings: BatchReadings
    silences: Sequence[Silence]
    suspect_since: datetime | None
    done: Evaluated


class Evaluator(Struct, frozen=True, kw_only=True):
    """Evaluates alerts. Any number of evaluators at once leave what one would have left."""

    ticks: TickStore
    registry: RegistryStore
    suspicions: SuspicionStore
    reader: AlertReader
    rules: RuleStore
    alerts: AlertStore
    silences: SilenceStore
    incidents: IncidentStore
    outbox: OutboxStore
    worth: WorthReader
    notify: NotifyQueue
    queue: EvaluationQueue
    entropy: Entropy
    clock: Clock
    every: timedelta
    """From one scheduled evaluation to the next."""

    def evaluate(self, shard: ShardId, only: Sequence[ClientId] | None = None) -> Evaluated:
        """Evaluate the clients of a shard, or those of ``only`` that stand in it.

        1. Where no rule is and nothing was ever wrong, nothing more is read and nothing written.
        2. Each client's alerts are changed in transactions of their own; who loses one reads again.
        3. A rule that cannot be evaluated stops no other, and is left alone for an hour.
        4. What time alone will move on before the next scheduled evaluation is queued for then.
        """
        done = Evaluated()
        now = self.clock.now()
        opened = self.ticks.open(shard, newest_due(shard, now))
        here = dict.fromkeys(row.client_id for row in opened.config.rows)
        chosen = [each for each in here if only is None or each in only]
        if not chosen:
            return done
        sets = self.rules.rule_sets([None, *chosen])
        alerts = self.alerts.alerts(chosen)
        rules = {each: _rules(sets, each, now) for each in chosen}
        busy = [each for each in chosen if rules[each] or alerts[each].states]
        done.clients = len(busy)
        if not busy:
            return done
        clients = {k: v for k, v in self.registry.known(busy).items() if v.is_active}
        batch = _Batch(
            shard=shard,
            now=now,
            sets=sets,
            rules=rules,
            readings=self.reader.read(opened, clients, rules, now),
            silences=self.silences.silences(),
            suspect_since=self._suspect_since(now),
            done=done,
        )
        known = self._incidents([alerts[each] for each in clients], now)
        for client in clients.values():
            self._evaluate_client(batch, client, alerts[client.client_id], known)
        self._report_broken(batch)
        if done.notices:
            self.notify.wake()
        return done

    def close_leavers(self) -> Evaluated:
        """End the alerts of clients that are watched no more; nobody is told of a recovery."""
        done = Evaluated()
        now = self.clock.now()
        after = None
        while True:
            found, after = self.alerts.restless(limit=_PAGE, after=after)
            known = self.registry.known(found)
            gone = [each for each in known.values() if not each.is_active]
            alerts = self.alerts.alerts([each.client_id for each in gone])
            stories = self._incidents(list(alerts.values()), now)
            for client in gone:
                mine = alerts[client.client_id]
                draft = self._draft(client, mine, stories, now)
                for key in mine.states:
                    draft.close(key, Cause.DEACTIVATED)
                self._commit(draft, done)
            done.clients += len(gone)
            if after is None:
                return done

    def _evaluate_client(
        self,
        batch: _Batch,
        client: Client,
        alerts: ClientAlerts,
        known: Mapping[str, Incident],
    ) -> None:
        for _ in range(_TRIES):
            if self._is_evaluated(batch, client, alerts, known):
                return
            alerts = self.alerts.alerts([client.client_id])[client.client_id]
            known = self._incidents([alerts], batch.now)
        raise LostRaceError

    def _is_evaluated(
        self,
        batch: _Batch,
        client: Client,
        alerts: ClientAlerts,
        known: Mapping[str, Incident],
    ) -> bool:
        """Step every alert of the client; False where somebody else wrote meanwhile."""
        keyed = _instances(batch, client)
        around = self._circumstances(batch, client, list(keyed.values()))
        draft = self._draft(client, alerts, known, batch.now)
        draft.readings = batch.readings.readings(client.client_id)
        waits: list[timedelta] = []
        for key in [each for each in alerts.states if each not in keyed]:
            if not _is_resting(batch.sets, key.rule_id, batch.now):
                draft = self._with_room(draft, batch.done)
                draft.close(key, _cause(batch.rules[client.client_id], key))
        for key, rule in keyed.items():
            draft = self._with_room(draft, batch.done)
            self._step(batch, draft, around, key, rule)
            left = due_in(rule, draft.states.get(key, draft.before.state(key)), batch.now)
            waits += [left] if left is not None and left <= self.every else []
        if not self._commit(draft, batch.done):
            return False
        batch.done.alerts += len(keyed)
        self._end_silences(around, draft)
        if waits:
            self.queue.send_clients(batch.shard, [client.client_id], min(waits))
        return True

    def _step(
        self, batch: _Batch, draft: Draft, around: Circumstances, key: AlertKey, rule: Rule
    ) -> None:
        if rule.rule_id in batch.done.broken:
            return
        try:
            reading = batch.readings.reading(rule, draft.client.client_id, key.system_name)
            mute = around.mute(rule, key.system_name)
            made = step(rule, draft.before.state(key), reading, mute, batch.now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one rule stops no other
            batch.done.broken[rule.rule_id] = error
            return
        draft.take(rule, key, made, mute)
        if mute is Mute.SUSPECT and made.state.is_firing and made.state.told is None:
            self._tell_of_suspicion(batch, rule)

    def _with_room(self, draft: Draft, done: Evaluated) -> Draft:
        """The draft, or the next one once this is as large as one transaction may be.

        Raises:
            LostRaceError: somebody else wrote meanwhile.
        """
        if draft.size + _ROOM <= MAX_TOGETHER:
            return draft
        if not self._commit(draft, done):
            raise LostRaceError
        return Draft(
            before=draft.alerts(),
            client=draft.client,
            now=draft.now,
            new_incident_id=self._new_incident_id(draft.client.client_id, draft.now),
            incident=draft.incident,
            readings=draft.readings,
        )

    def _commit(self, draft: Draft, done: Evaluated) -> bool:
        if not draft.is_changed:
            return True
        ended = draft.incident if draft.is_incident_changed else None
        if ended is not None and ended.state is IncidentState.RESOLVED:
            worth = self.worth.worth(ended.client_id, draft.now)
            loss = incidents.loss(ended, worth, draft.now)
            draft.incident = replace(ended, loss=loss)
        told = draft.incident if draft.is_incident_changed else None
        change = AlertChange(
            before=draft.before.version,
            alerts=draft.alerts(),
            transitions=draft.transitions,
            incidents=() if told is None else (told,),
            notices=draft.notices(),
        )
        if not self.alerts.commit(change):
            return False
        done.transitions += len(change.transitions)
        done.notices += len(change.notices)
        return True

    def _draft(
        self, client: Client, alerts: ClientAlerts, known: Mapping[str, Incident], now: datetime
    ) -> Draft:
        story = known.get(alerts.incident_id or alerts.last_incident_id or "")
        return Draft(
            before=alerts,
            client=client,
            now=now,
            new_incident_id=self._new_incident_id(client.client_id, now),
            incident=story,
        )

    def _new_incident_id(self, client_id: ClientId, now: datetime) -> str:
        return f"{new_id(now, self.entropy.key_id())}.{client_id}"

    def _incidents(self, alerts: Sequence[ClientAlerts], now: datetime) -> Mapping[str, Incident]:
        """Those that are open, and those that an alert may join still."""
        wanted = [each.incident_id for each in alerts if each.incident_id]
        wanted += [
            each.last_incident_id
            for each in alerts
            if each.last_incident_id
            and not each.incident_id
            and each.last_ended_at
            and now - each.last_ended_at < REOPENED_WITHIN
        ]
        found = self.incidents.known(wanted) if wanted else ()
        return {each.incident_id: each for each in found}

    def _circumstances(self, batch: _Batch, client: Client, rules: Sequence[Rule]) -> Circumstances:
        is_told = any(each.metric_name in OUTAGE_METRICS for each in rules)
        return circumstances(
            client,
            batch.silences,
            batch.now,
            is_suspect=batch.suspect_since is not None,
            is_outage_told=is_told and batch.readings.is_down(client.client_id),
        )

    def _suspect_since(self, now: datetime) -> datetime | None:
        lately = Period(start=now - LOOKED_BACK, end=now + _MINUTE)
        return held_since(self.suspicions.suspicions(lately), now)

    def _tell_of_suspicion(self, batch: _Batch, rule: Rule) -> None:
        """Once a channel, however many alerts wait for it."""
        since = batch.suspect_since or batch.now
        title = "Our own watching is to be doubted: alerts wait until it is sure again"
        for each in self_notices(rule, f"suspect@{since.isoformat()}", title, batch.now):
            self.outbox.add(each)
        batch.done.notices += 1

    def _end_silences(self, around: Circumstances, draft: Draft) -> None:
        """Those that last until recovered, once nothing that they mute is broken any more."""
        for each in around.silences:
            is_over = each.is_until_recovered and each.client_id == around.client.client_id
            if is_over and not any(
                around.is_muted_by(each, key.rule_id, key.system_name)
                for key, state in draft.states.items()
                if not state.is_well
            ):
                self.silences.remove(each.silence_id)

    def _report_broken(self, batch: _Batch) -> None:
        """Mark what broke, and tell of it once; forget what works again."""
        for rule_set in batch.sets.values():
            tried = {rule.rule_id for rules in batch.rules.values() for rule in rules}
            broken = {each for each in tried if each in batch.done.broken}
            mine = {rule.rule_id: rule for rule in rule_set.rules}
            after = {
                rule_id: since
                for rule_id, since in rule_set.broken.items()
                if rule_id in mine and rule_id not in tried
            }
            after |= {each: batch.now for each in broken if each in mine}
            if after == rule_set.broken:
                continue
            told = [
                notice
                for each in broken - rule_set.broken.keys()
                if each in mine
                for notice in _of_broken(mine[each], batch.now)
            ]
            marked = replace(rule_set, version=rule_set.version + 1, broken=after)
            try:
                self.rules.save(marked, told)
            except LostRaceError:
                _log.info("rule_marked_by_another")
                continue
            batch.done.notices += len(told)


def _rules(
    sets: Mapping[ClientId | None, RuleSet], client_id: ClientId, now: datetime
) -> list[Rule]:
    """The rules that apply to the client now: not those that broke a short while ago."""
    return [
        rule
        for owner in (client_id, None)
        for rule in sets[owner].rules
        if rule.is_enabled and not _is_resting(sets, rule.rule_id, now)
    ]


def _is_resting(sets: Mapping[ClientId | None, RuleSet], rule_id: RuleId, now: datetime) -> bool:
    since = [each.broken[rule_id] for each in sets.values() if rule_id in each.broken]
    return any(now - each < BACK_OFF for each in since)


def _instances(batch: _Batch, client: Client) -> dict[AlertKey, Rule]:
    rows, tags = batch.readings.rows[client.client_id], client.registration.tags
    systems = {row.system_name: tags.get(row.system_name, ()) for row in rows}
    return {
        AlertKey(rule.rule_id, subject): rule
        for rule in batch.rules[client.client_id]
        for subject in rule.subjects(systems)
    }


def _cause(rules: Sequence[Rule], key: AlertKey) -> Cause:
    is_there = any(rule.rule_id == key.rule_id for rule in rules)
    return Cause.SUBJECT_REMOVED if is_there else Cause.RULE_REMOVED


def _of_broken(rule: Rule, now: datetime) -> list[Notice]:
    what = f"eval_error@{rule.rule_id}.{rule.version}.{now.isoformat()}"
    title = f"A rule on {rule.metric_name} cannot be evaluated"
    return self_notices(rule, what, title, now)
