"""Alerts under crashes, repetition, disorder and rivals: they end as if one had evaluated each once.

Source of the invariants: alerting.md, section 3.8.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import botocore.client
import pytest

from entelech.adapters.dynamodb.alerts import (
    DynamoAlertStore,
    DynamoRuleStore,
    DynamoSilenceStore,
)
from entelech.adapters.dynamodb.beats import DynamoBeatStore
from entelech.adapters.dynamodb.history import DynamoHistoryStore
from entelech.adapters.dynamodb.incidents import DynamoIncidentStore
from entelech.adapters.dynamodb.outbox import DynamoOutboxStore
from entelech.adapters.dynamodb.registry import DynamoRegistryStore
from entelech.adapters.dynamodb.suspicion import DynamoSuspicionStore
from entelech.adapters.dynamodb.ticks import DynamoTickStore
from entelech.domain.errors import UnavailableError
from entelech.domain.period import Period
from entelech.domain.rule import Comparison, Rule
from tests.alert_world import AlertWorld
from tests.alerting import EMAIL, MINUTE, SLACK, a_rule
from tests.builders import SHARD, TNT, at
from tests.fakes.memory import KilledError

if TYPE_CHECKING:
    from entelech.adapters.dynamodb.table import Table

EVALUATORS = 8
STEPS: tuple[tuple[int, ...], ...] = (
    (), (0,), (0, 1), (0, 1), (1,), (), (), (2,), (), (), (0,), (0,), (), (), (),
)  # fmt: skip
"""The slots that are down, minute by minute."""


def the_rules() -> tuple[Rule, ...]:
    """One of each system, told at once, and one of the client that waits and keeps."""
    down = {
        "metric_name": "status",
        "comparison": Comparison.EQUALS,
        "threshold": Decimal(2),
        "channels": (SLACK, EMAIL),
    }
    return (
        a_rule("each", systems=("*",), **down),
        a_rule("whole", hold=MINUTE, keep_firing=2 * MINUTE, **down),
    )


@dataclass(frozen=True)
class Outcome:
    """What must not depend on who evaluates, and how often."""

    told: Counter[tuple[str, str, str | None, str]]
    moves: list[tuple[str, str | None, str, str, str]]
    incidents: list[tuple[str, int]]


def outcome_of(world: AlertWorld) -> Outcome:
    outbox, alerts = world.stores["outbox"], world.stores["alerts"]
    notices = [each.notice for each in outbox.due(at(100_000), limit=10_000)]
    moves = [
        (
            each.key.rule_id,
            each.key.system_name,
            each.moved.before.value,
            each.moved.after.value,
            each.moved.at.isoformat(),
        )
        for each in reversed(alerts.transitions(TNT, limit=10_000))
    ]
    incidents = world.stores["incidents"].incidents(TNT, Period(start=at(-100), end=at(10_000)))
    return Outcome(
        told=Counter(
            (each.kind.value, each.facts.rule_id or "", each.facts.system_name, each.channel_id)
            for each in notices
        ),
        moves=sorted(moves, key=lambda each: (each[0], each[1] or "", each[4])),
        incidents=[(each.state.value, len(each.alerts)) for each in incidents],
    )


def a_world(**stores: Any) -> AlertWorld:
    world = AlertWorld(**stores)
    world.rule_it(*the_rules())
    return world


def undisturbed() -> Outcome:
    world = a_world()
    for down in STEPS:
        world.minutes(1, down=down)
    return outcome_of(world)


def test_the_undisturbed_run_tells_each_end_of_what_it_told() -> None:
    """System 0 twice, 1 and 2 once, and the client as a whole once or more; over two channels."""
    told = undisturbed().told

    assert told["fired", "each", "System 0", "slack"] == 2
    for (kind, rule, system, channel), count in told.items():
        other = "resolved" if kind == "fired" else "fired"
        assert told[other, rule, system, channel] == count


@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "after it"])
@pytest.mark.parametrize("failure", [KilledError, lambda: UnavailableError("No answer.")])
def test_a_crash_between_any_two_calls_loses_nothing_and_doubles_nothing(
    failure: Any, after: bool
) -> None:
    """The message comes again; so it is in the middle of each evaluation, at each of its calls."""
    expected = undisturbed()
    crashed = 0
    for call in range(1, 14):
        world = a_world()
        for down in STEPS:
            world.tick(down)
            world.clock.advance(20)
            world.memory.fail(call, after=after, failure=failure)
            try:
                world.evaluator().evaluate(SHARD)
            except (KilledError, UnavailableError):
                crashed += 1
            world.memory.fail_at = None
            world.evaluator().evaluate(SHARD)
            world.clock.advance(40)

        assert outcome_of(world) == expected, f"call {call}"
    assert crashed > 4 * len(STEPS)


def test_messages_that_come_twice_or_late_change_nothing() -> None:
    expected = undisturbed()
    rng = random.Random(7)  # noqa: S311 - the same at every run
    world = a_world()
    for down in STEPS:
        world.tick(down)
        world.clock.advance(20)
        for _ in range(rng.randint(1, 4)):
            world.evaluator().evaluate(SHARD, [TNT] if rng.random() < 0.5 else None)
        world.clock.advance(40)

    assert outcome_of(world) == expected


def test_an_evaluator_that_was_overtaken_changes_nothing() -> None:
    """Whoever read before a rival wrote loses; it reads again, and finds nothing left to do."""
    world = a_world()
    world.tick([0])
    rival = world.evaluator()
    commit = world.stores["alerts"].commit
    overtaken = []

    def slow(change: Any) -> bool:
        if not overtaken:
            overtaken.append(change)
            world.stores["alerts"].commit = commit
            rival.evaluate(SHARD)
        return bool(commit(change))

    world.stores["alerts"].commit = slow
    done = world.evaluator().evaluate(SHARD)

    assert (len(overtaken), done.transitions) == (1, 0)
    assert len(world.incidents) == 1


@pytest.fixture
def one_call_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let moto do one request after the other.

    Its tables are dictionaries without locks: under threads two conditional writes of one version
    both win, and a transaction is stored by halves. DynamoDB does neither. What is left to chance
    is what we want to test: who comes between any two requests of another.
    """
    lock = threading.Lock()
    call = botocore.client.BaseClient._make_api_call

    def one(self: Any, *arguments: Any) -> Any:
        with lock:
            return call(self, *arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", one)


@pytest.mark.usefixtures("one_call_at_a_time")
def test_eight_evaluators_at_once_leave_what_one_would_have_left(dynamo: Table) -> None:
    world = a_world(
        registry=DynamoRegistryStore(dynamo),
        ticks=DynamoTickStore(dynamo),
        suspicions=DynamoSuspicionStore(dynamo),
        history=DynamoHistoryStore(dynamo),
        beats=DynamoBeatStore(dynamo),
        rules=DynamoRuleStore(dynamo),
        alerts=DynamoAlertStore(dynamo),
        silences=DynamoSilenceStore(dynamo),
        incidents=DynamoIncidentStore(dynamo),
        outbox=DynamoOutboxStore(dynamo),
    )
    errors: list[BaseException] = []

    def evaluate(start: threading.Barrier) -> None:
        start.wait()
        try:
            world.evaluator().evaluate(SHARD)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            errors.append(error)

    for down in STEPS:
        world.tick(down)
        world.clock.advance(20)
        start = threading.Barrier(EVALUATORS)
        threads = [threading.Thread(target=evaluate, args=(start,)) for _ in range(EVALUATORS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        world.clock.advance(40)

    assert errors == []
    assert outcome_of(world) == undisturbed()
    assert world.clock.now() - at(0) == timedelta(minutes=len(STEPS))
