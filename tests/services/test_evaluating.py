from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from entelech.domain.alert_state import Cause, Mute, Phase
from entelech.domain.client_alerts import AlertKey, ClientAlerts
from entelech.domain.ids import ClientId
from entelech.domain.incident import EntryKind, IncidentState, Worth
from entelech.domain.maintenance import MaintenanceWindow
from entelech.domain.metric_reading import ClientReadings, MetricReading
from entelech.domain.money import Money
from entelech.domain.rule import Comparison, Rule, RuleId
from entelech.domain.silence import Silence
from entelech.domain.suspicion import SuspectCause, Suspicion
from tests.alert_world import ALL, AlertWorld
from tests.alerting import EMAIL, MINUTE, SLACK, a_rule
from tests.builders import NOON, SHARD, TNT, at

HARBOR = ClientId("harbor")
ONE = ["System 0"]


def a_status_rule(rule_id: str = "status", **overrides: Any) -> Rule:
    """Down, told at once, over at once."""
    return a_rule(
        rule_id,
        **{
            "metric_name": "status",
            "comparison": Comparison.EQUALS,
            "threshold": Decimal(2),
            **overrides,
        },
    )


def a_rate_rule(**overrides: Any) -> Rule:
    return a_rule("rate", metric_name="success_rate", threshold=Decimal(90), **overrides)


@pytest.fixture
def world() -> AlertWorld:
    return AlertWorld()


def phases(world: AlertWorld) -> list[Phase]:
    return [each.moved.after for each in world.memory.transitions]


def a_state(world: AlertWorld, rule_id: str, system: str | None = None) -> Phase:
    alerts = world.memory.alerts.get(TNT, ClientAlerts(client_id=TNT))
    return alerts.state(AlertKey(RuleId(rule_id), system)).phase


# ---- nothing wrong ----


def test_where_nothing_is_wrong_nothing_is_written(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(), a_rule(window_minutes=60), a_rate_rule())

    done = world.minutes(10)

    assert all((each.alerts, each.transitions) == (3, 0) for each in done)
    assert (world.memory.alerts, world.memory.transitions, world.told) == ({}, [], [])
    assert world.notify.wakes == []


def test_clients_without_rules_cost_three_requests(world: AlertWorld) -> None:
    """The shard, the rules and the alerts of all its clients."""
    world.tick()
    world.memory.calls = 0

    assert world.evaluator().evaluate(SHARD).clients == 0
    assert world.memory.calls == 3


def test_the_requests_do_not_grow_with_the_rules(world: AlertWorld) -> None:
    """Shard, rules, alerts, clients, ticks, silences, suspicions."""
    world.rule_it(*(a_status_rule(f"r{n}", systems=("*",)) for n in range(50)))
    world.tick()
    world.memory.calls = 0

    assert world.evaluator().evaluate(SHARD).alerts == 150
    assert world.memory.calls == 7


# ---- an outage ----


def test_an_outage_is_told_once_each_way_and_is_one_incident(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(channels=(SLACK, EMAIL)))

    world.minutes(1)
    world.minutes(10, down=[0])
    world.minutes(3)

    assert world.told == ["fired"] * 2 + ["resolved"] * 2
    assert len(world.notify.wakes) == 2
    (incident,) = world.incidents
    assert incident.state is IncidentState.RESOLVED
    assert {each.notice.incident_id for each in world.notifications} == {incident.incident_id}
    assert world.memory.alerts[TNT].states.keys() == {AlertKey(RuleId("status"), None)}  # its flips


def test_what_a_notice_says(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(description="Call Bob", runbook_url="https://wiki.example.com"))
    world.metrics.value = Worth(
        runs_per_minute=Decimal(2), saving_per_run=Money(amount=Decimal("1.5"), currency="EUR")
    )

    world.minutes(10, down=[0])
    world.minutes(1)

    fired, resolved = (each.notice for each in world.notifications)
    assert (fired.facts.title, fired.facts.client_name) == ("Status is down", "TNT Limousine")
    assert (fired.facts.value, fired.facts.unit) == (Decimal(2), "rank")
    assert (fired.facts.description, fired.facts.since) == ("Call Bob", at(0, 1))
    # down from the first check at 12:00:01 to the first good one at 12:10:01: 10 min x 2 x 1.50
    assert fired.facts.reason is not None
    assert fired.facts.reason.endswith(": did not answer in time")
    assert (resolved.facts.until, resolved.facts.reason) == (at(10, 1), None)
    assert resolved.facts.sla_minutes_lost == 10
    assert resolved.facts.money_lost == Money(amount=Decimal("30.00"), currency="EUR")


def test_a_flap_shorter_than_the_hold_is_told_to_nobody(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(hold=2 * MINUTE))

    world.minutes(2, down=[0])
    world.minutes(5)

    assert world.told == []
    assert world.incidents == []
    assert phases(world) == [Phase.PENDING, Phase.OK]


def test_what_time_alone_moves_on_is_evaluated_then(world: AlertWorld) -> None:
    """Broken since 12:00:01 and held for two minutes: at 12:00:20 that is 101 s ahead."""
    world.rule_it(a_status_rule(hold=2 * MINUTE))

    world.minutes(1, down=[0])

    assert world.queue.clients == [(SHARD, (TNT,), timedelta(seconds=101))]


def test_two_alerts_at_once_are_one_incident(world: AlertWorld) -> None:
    world.rule_it(a_status_rule("a", systems=("*",)), a_status_rule("b"))

    world.minutes(1, down=[0, 1])

    (incident,) = world.incidents
    assert len(incident.alerts) == 3
    assert world.told == ["fired System 0", "fired System 1", "fired"]


def test_an_incident_lasts_until_the_last_alert_and_goes_on_soon_after(world: AlertWorld) -> None:
    world.rule_it(a_status_rule("a", systems=("*",)))
    world.minutes(2, down=[0, 1])
    world.minutes(2, down=[1])
    assert [each.state for each in world.incidents] == [IncidentState.OPEN]

    world.minutes(2)
    world.minutes(1, down=[2])
    (incident,) = world.incidents
    assert incident.state is IncidentState.OPEN
    assert EntryKind.REOPENED in [each.kind for each in incident.timeline]

    world.minutes(20)
    world.minutes(1, down=[2])
    assert [each.state for each in world.incidents] == [IncidentState.RESOLVED, IncidentState.OPEN]


def test_a_hundred_alerts_at_once_are_written_in_turns(world: AlertWorld) -> None:
    world.register("harbor", systems=90, client_name="Harbor")
    rules = [a_status_rule("a", systems=("*",), channels=(SLACK, EMAIL))]
    world.rule_it(*rules, owner=HARBOR)

    world.minutes(1, down=range(3, 93), slots=93)

    assert len(world.told) == 180
    (incident,) = world.incidents
    assert len(incident.alerts) == 90
    assert incident.version > 1


# ---- what is read ----


def test_uptime_looks_an_hour_back_and_wants_three_checks(world: AlertWorld) -> None:
    """Down in 4 of 60 minutes is 93.3 %; a single check says nothing yet."""
    world.rule_it(a_rule(window_minutes=60))
    world.minutes(1, down=[0])
    assert world.told == []

    world.minutes(59)
    assert world.told == ["fired", "resolved"]

    world.minutes(1)
    before = len(world.told)
    world.minutes(4, down=[0])
    assert world.told[before:] == ["fired"]


def test_response_time_is_the_mean_of_the_latest_answers(world: AlertWorld) -> None:
    rule = a_rule(
        metric_name="response_time",
        comparison=Comparison.GREATER_THAN,
        threshold=Decimal(5000),
    )
    world.rule_it(rule)

    world.minutes(1, duration_ms=5000.0)
    world.minutes(1, duration_ms=5001.0)

    assert world.told == ["fired"]


def test_error_budget_burns_fast_only_while_it_still_burns(world: AlertWorld) -> None:
    """Target 99.5 %: 5 of 60 minutes down is 8.33 % lost of 0.5 % allowed, 16.7 times too fast."""
    rule = a_rule(
        metric_name="error_budget_burn",
        comparison=Comparison.GREATER_THAN,
        threshold=Decimal("14.4"),
        window_minutes=60,
    )
    world.rule_it(rule)
    world.minutes(60)

    world.minutes(5, down=[0])
    assert world.told == []
    world.minutes(1, down=[0])
    assert world.told == ["fired"]

    world.minutes(6)  # the last five minutes are well, though the hour is not
    assert world.told == ["fired", "resolved"]


def test_what_systems_say_of_their_work_is_read_for_all_clients_at_once(
    world: AlertWorld,
) -> None:
    world.rule_it(a_rate_rule(), owner=None)
    reading = MetricReading(value=Decimal("85.5"), samples=2, measured_at=NOON)
    world.metrics.known[TNT] = ClientReadings(whole={"success_rate": reading})

    world.minutes(1)

    assert world.told == ["fired"]
    assert world.notifications[0].notice.client_id == TNT


def test_a_rule_of_every_client_is_applied_to_each(world: AlertWorld) -> None:
    world.register("harbor", systems=1, client_name="Harbor")
    world.rule_it(a_status_rule(), owner=None)

    world.minutes(1, down=[0, 3], slots=4)

    assert [each.notice.client_id for each in world.notifications] == [TNT, HARBOR]
    assert len(world.incidents) == 2


def test_only_the_clients_asked_for_are_evaluated(world: AlertWorld) -> None:
    world.register("harbor", systems=1, client_name="Harbor")
    world.rule_it(a_status_rule(), owner=None)
    world.tick(down=[0, 3], slots=4)

    world.evaluator().evaluate(SHARD, [HARBOR, ClientId("nobody")])

    assert [each.notice.client_id for each in world.notifications] == [HARBOR]


# ---- mutes ----


def a_silence(**overrides: Any) -> Silence:
    return Silence(
        **{
            "silence_id": "s1",
            "client_id": TNT,
            "system_name": None,
            "rule_id": None,
            "reason": "We know",
            "created_by": "operator",
            "starts_at": NOON,
            "ends_at": at(5),
            **overrides,
        }
    )


def test_a_silence_holds_back_what_is_told_at_its_end(world: AlertWorld) -> None:
    world.rule_it(a_status_rule())
    world.stores["silences"].save(a_silence())

    world.minutes(5, down=[0])
    assert (world.told, a_state(world, "status")) == ([], Phase.FIRING)
    assert len(world.incidents) == 1  # it is one all the same

    world.minutes(1, down=[0])
    assert world.told == ["fired"]


def test_a_silence_until_recovered_ends_with_what_it_mutes(world: AlertWorld) -> None:
    world.rule_it(a_status_rule())
    world.minutes(1, down=[0])
    silence = a_silence(ends_at=at(1000), is_until_recovered=True)
    world.stores["silences"].save(silence)

    world.minutes(2, down=[0])
    assert world.stores["silences"].silences() == [silence]
    world.minutes(2)

    assert world.stores["silences"].silences() == []
    assert world.told == ["fired", "resolved"]


def test_planned_work_is_no_incident_until_it_lasts_longer(world: AlertWorld) -> None:
    world.rule_it(a_status_rule())
    window = MaintenanceWindow(
        window_id="w",
        name="Upgrade",
        systems=(),
        starts_at=NOON,
        duration=5 * MINUTE,
        zone="UTC",
    )
    client = world.memory.clients[TNT]
    world.memory.clients[TNT] = replace(client, maintenance=(window,))

    world.minutes(5, down=[0])
    assert (world.told, world.incidents) == ([], [])

    world.minutes(1, down=[0])
    assert world.told == ["fired"]
    assert len(world.incidents) == 1


def test_work_on_one_system_mutes_that_one(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(systems=("*",)))
    window = MaintenanceWindow(
        window_id="w",
        name="Upgrade",
        systems=("System 0",),
        starts_at=NOON,
        duration=5 * MINUTE,
        zone="UTC",
    )
    client = world.memory.clients[TNT]
    world.memory.clients[TNT] = replace(client, maintenance=(window,))

    world.minutes(1, down=[0, 1])

    assert world.told == ["fired System 1"]


def test_a_suspect_poller_holds_alerts_and_the_operator_is_told_once(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(systems=("*",)))
    suspicions = world.stores["suspicions"]
    for minute in range(3):
        suspicions.mark(Suspicion(window=at(minute), cause=SuspectCause.CANARY))
        world.minutes(1, down=[0, 1])
    assert world.told == ["self"]
    assert world.incidents == []

    world.minutes(3)
    assert world.told == ["self"]


def test_an_outage_explains_what_does_not_work(world: AlertWorld) -> None:
    world.rule_it(a_status_rule(), a_rate_rule())
    reading = MetricReading(value=Decimal(50), samples=2, measured_at=NOON)
    world.metrics.known[TNT] = ClientReadings(whole={"success_rate": reading})

    world.minutes(3, down=[0])
    assert world.told == ["fired"]
    state = world.memory.alerts[TNT].state(AlertKey(RuleId("rate"), None))
    assert (state.phase, state.muted_by) == (Phase.FIRING, Mute.DEPENDENCY)

    world.minutes(1)
    assert sorted(world.told) == ["fired", "fired", "resolved"]


# ---- rules that change ----


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        ((), Cause.RULE_REMOVED),
        ((a_status_rule(is_enabled=False),), Cause.RULE_REMOVED),
        ((a_status_rule(systems=("System 1",)),), Cause.SUBJECT_REMOVED),
    ],
)
def test_a_rule_that_goes_is_no_recovery(
    world: AlertWorld, after: tuple[Rule, ...], cause: Cause
) -> None:
    world.rule_it(a_status_rule())
    world.minutes(1, down=[0])

    world.rule_it(*after)
    world.minutes(1, down=[0])

    assert world.told == ["fired"]
    assert world.memory.transitions[-1].moved.cause is cause
    (incident,) = world.incidents
    assert incident.state is IncidentState.RESOLVED
    assert next(iter(incident.alerts.values())).ended_by == cause.value


def test_a_deactivated_clients_alerts_end_and_nobody_is_told_of_a_recovery(
    world: AlertWorld,
) -> None:
    world.rule_it(a_status_rule())
    world.minutes(1, down=[0])
    world.registry.deactivate(ALL, TNT)

    world.evaluator().close_leavers()

    assert world.told == ["fired"]
    assert world.memory.transitions[-1].moved.cause is Cause.DEACTIVATED
    assert world.memory.alerts[TNT].states == {}
    assert [each.state for each in world.incidents] == [IncidentState.RESOLVED]


# ---- a poison rule ----


def test_a_rule_that_breaks_stops_no_other_and_the_operator_is_told_once(
    world: AlertWorld,
) -> None:
    poison = a_status_rule("poison", metric_name="speed")  # no such metric any more
    world.rule_it(poison, a_status_rule())

    done = world.minutes(3, down=[0])

    assert list(done[0].broken) == ["poison"]
    assert world.told == ["fired", "self"]
    assert world.memory.rule_sets[TNT].broken == {RuleId("poison"): at(0, 20)}
    assert done[1].broken == {}  # it is left alone

    world.clock.advance(3600)
    world.minutes(1)
    assert world.told == ["fired", "self", "resolved"]
    assert world.memory.rule_sets[TNT].broken.keys() == {RuleId("poison")}


def test_a_rule_that_works_again_is_marked_no_more(world: AlertWorld) -> None:
    world.rule_it(a_status_rule("poison", metric_name="speed"))
    world.minutes(1)
    rules = world.memory.rule_sets[TNT]
    world.memory.rule_sets[TNT] = replace(rules, rules=(a_status_rule("poison"),))

    world.clock.advance(3600)
    world.minutes(1)

    assert world.memory.rule_sets[TNT].broken == {}
