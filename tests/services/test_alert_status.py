from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from entelech.domain.access import ClientScope
from entelech.domain.alert_state import Cause, Mute, Phase
from entelech.domain.errors import NotFoundError
from entelech.domain.ids import ClientId
from entelech.domain.rule import Comparison, Rule
from entelech.domain.silence import Silence
from entelech.services.alert_status import AlertStatus
from tests.alert_world import ALL, AlertWorld
from tests.alerting import MINUTE, a_rule
from tests.builders import NOON, TNT

ONE = ("System 0",)


def a_status_rule(rule_id: str, **overrides: object) -> Rule:
    down = {"metric_name": "status", "comparison": Comparison.EQUALS, "threshold": Decimal(2)}
    return a_rule(rule_id, **{**down, **overrides})


def status_of(world: AlertWorld) -> AlertStatus:
    stores = world.stores
    return AlertStatus(alerts=stores["alerts"], rules=stores["rules"], registry=stores["registry"])


@pytest.fixture
def world() -> AlertWorld:
    return AlertWorld()


def test_what_fires_comes_before_what_is_pending_each_with_its_steps(world: AlertWorld) -> None:
    world.rule_it(
        a_status_rule("slow", hold=timedelta(hours=1)), a_status_rule("quick", systems=ONE)
    )
    world.minutes(1, down=[0, 1, 2])

    found = status_of(world).of_client(ALL, TNT, limit=10)

    seen = NOON + timedelta(seconds=20)
    assert [(each.rule_id, each.system_name, each.phase) for each in found.alerts] == [
        ("quick", "System 0", Phase.FIRING),
        ("slow", None, Phase.PENDING),
    ]
    firing = found.alerts[0]
    assert (firing.title, firing.value, firing.muted_by) == ("Status is down", 2, None)
    assert (firing.since, firing.told_at) == (seen, seen)
    assert firing.incident_id == world.incidents[0].incident_id
    steps = [(each.rule_id, each.before, each.after, each.cause) for each in found.transitions]
    assert [each for each in steps if each[0] == "quick"] == [
        ("quick", Phase.PENDING, Phase.FIRING, Cause.HELD),
        ("quick", Phase.OK, Phase.PENDING, Cause.BROKEN),
    ]
    assert ("slow", Phase.OK, Phase.PENDING, Cause.BROKEN) in steps


def test_why_nobody_was_told_is_told(world: AlertWorld) -> None:
    world.rule_it(a_status_rule("quick"))
    world.stores["silences"].save(
        Silence(
            silence_id="s",
            client_id=TNT,
            system_name=None,
            rule_id=None,
            reason="work",
            created_by="bob",
            starts_at=NOON,
            ends_at=NOON + 60 * MINUTE,
        )
    )
    world.minutes(1, down=[0, 1, 2])

    (alert,) = status_of(world).of_client(ALL, TNT, limit=10).alerts

    assert (alert.phase, alert.muted_by, alert.told_at) == (Phase.FIRING, Mute.SILENCE, None)


def test_a_step_outlives_its_rule_without_its_words(world: AlertWorld) -> None:
    world.rule_it(a_status_rule("quick"))
    world.minutes(1, down=[0, 1, 2])
    world.rule_it()
    world.minutes(1)

    found = status_of(world).of_client(ALL, TNT, limit=1)

    (step,) = found.transitions
    assert (step.rule_id, step.title, step.cause) == ("quick", None, Cause.RULE_REMOVED)


@pytest.mark.parametrize(
    ("scope", "client_id"),
    [(ALL, "gone"), (ClientScope(clients=frozenset({ClientId("harbor")})), TNT)],
)
def test_a_client_that_is_not_there_or_not_the_callers_is_unknown(
    world: AlertWorld, scope: ClientScope, client_id: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        status_of(world).of_client(scope, ClientId(client_id), limit=10)

    assert caught.value.field == "client_id"
